"""Screening a population: every computable programme of an entity over one table of facts, column by column.

Stages: conditions (each a column, equal ones shared) → conditions that hang on a double reading → verdicts and
money under each reading → the answers on which all readings agree. The plan is pure: it turns a lazy frame of
facts into a lazy frame of results; who reads and writes files is not its business. Results equal the row
evaluator's, row by row.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce

import polars as pl

from jiuchuang.domain.rules.engines.candidates import may_be, some
from jiuchuang.domain.rules.engines.columns import all_of, any_of, to_column
from jiuchuang.domain.rules.engines.compile import CompiledProgramme, Variant, leaf_node
from jiuchuang.domain.rules.engines.rewrite import simplify
from jiuchuang.domain.rules.engines.share import SharedColumns
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.pack import PREVAILS, YIELDS, ExceptionRule, Group, Leaf, Programme, leaves
from jiuchuang.domain.rules.vocabulary import FactDeclaration, Vocabulary

AS_PLANNED = pl.QueryOptFlags.none().update(simplify_expression=True)
"""How to collect a screened frame that lies in memory.

A plan already computes equal things once and drops nothing that is read, so to look for more of that anew for
each stretch only costs time.
"""
SHARED_PREFIX = "#"
"""No fact and no programme has a name that starts so."""
LEDGER = "本系统台账"
"""Source of facts that come from our own payments: left aside when asking whether a payment was due."""


@dataclass(frozen=True)
class Item:
    """A top-level item of a programme's conditions: one condition, or a group of several in one column.

    `id` is the condition's, or `group-N` by position from 1; `on_ledger` when it rests on our payments only.
    """

    id: str
    column: str
    part: Group | Leaf
    on_ledger: bool


@dataclass(frozen=True)
class Screened:
    """A programme in a plan; its result columns are `key` + one of .verdict .due .payable .low .high.

    `on_ledger` names the conditions and exceptions that rest on our own payments only.
    """

    key: str
    compiled: CompiledProgramme
    conditions: Mapping[str, str]
    """Condition id → the column that holds its result."""
    items: tuple[Item, ...]
    on_ledger: frozenset[str]

    @property
    def programme(self) -> Programme:
        """The programme itself."""
        return self.compiled.programme

    @property
    def gives_figure(self) -> bool:
        """Whether the text gives an amount that can be computed."""
        return self.compiled.variants[0].payable is not None

    def column(self, what: str) -> str:
        """Name of a result column."""
        return f"{self.key}.{what}"

    def of_variants(self, what: str) -> list[str]:
        """Names of the columns of one result under each reading."""
        return [f"{self.key}.{what}.{index}" for index in range(len(self.compiled.variants))]


@dataclass(frozen=True)
class ScreenPlan:
    """What is computed over one table: facts read, condition columns by node, programmes."""

    entity: str
    asof: date
    facts: tuple[FactDeclaration, ...]
    nodes: Mapping[Node, str]
    programmes: tuple[Screened, ...]

    @cached_property
    def verdict_stages(self) -> tuple[list[pl.Expr], ...]:
        """Columns up to `.verdict`, stage by stage; built once, since a population is screened in many stretches."""
        return (
            *self._columns(self._conditions.levels),
            self._each(_shared_conditions),
            self._each(_verdicts),
            self._each(_agreed_verdicts),
        )

    @cached_property
    def due_stages(self) -> tuple[list[pl.Expr], ...]:
        """Groups of conditions in one column, and `.due`; they read columns of `verdict_stages`."""
        return self._each(_groups), self._each(_dues), self._each(_agreed_dues)

    @cached_property
    def money_stages(self) -> tuple[list[pl.Expr], ...]:
        """Amounts; they read columns of `verdict_stages`, and only rows of interest need go through them."""
        return (*self._columns(self._money), self._each(_agreed_payables))

    @cached_property
    def money_reads(self) -> tuple[str, ...]:
        """Facts, shared columns and verdicts that `money_stages` read: all that a filtered frame has to keep."""
        made = {name for level in self._money for name in level}
        read = {name for level in self._money for node in level.values() for name in tree.fact_names(node)}
        verdict = [item.column("verdict") for item in self.programmes]
        return tuple(sorted(read - made)) + tuple(verdict)

    @cached_property
    def _money(self) -> list[dict[str, Node]]:
        payables = {
            name: simplify(variant.payable, self.asof)
            for item in self.programmes
            for name, variant in zip(item.of_variants("payable"), item.compiled.variants, strict=True)
            if variant.payable is not None
        }
        columns = self._conditions.copy()
        columns.add(payables)
        return columns.later_levels(self._conditions)

    @cached_property
    def _conditions(self) -> SharedColumns:
        columns = SharedColumns(SHARED_PREFIX)
        columns.add({name: simplify(node, self.asof) for node, name in self.nodes.items()})
        return columns

    def _columns(self, levels: Iterable[Mapping[str, Node]]) -> list[list[pl.Expr]]:
        return [[to_column(node, self.asof).alias(name) for name, node in level.items()] for level in levels]

    def _each(self, stage: Callable[[Screened, ScreenPlan], list[pl.Expr]]) -> list[pl.Expr]:
        return [expr for item in self.programmes for expr in stage(item, self)]


def plan_screen(
    compiled: Iterable[CompiledProgramme], vocabulary: Vocabulary, entity: str, asof: date
) -> ScreenPlan:
    """The plan for the computable programmes of `entity` that may be in force on `asof`."""
    nodes: dict[Node, str] = {}
    programmes: list[Screened] = []
    names: dict[str, None] = {}
    for item in compiled:
        programme = item.programme
        if programme.entity != entity or programme.extent == "recorded" or not_in_force(programme, asof):
            continue
        programmes.append(_screened(item, f"p{len(programmes)}", nodes, vocabulary))
        for variant in item.variants:
            for node in _all_nodes(variant):
                names |= dict.fromkeys(_with_guards(node, vocabulary))
        if programme.event_on and programme.applies_by == "event":
            names.setdefault(programme.event_on)
    facts = tuple(vocabulary.facts[name] for name in names)
    return ScreenPlan(entity, asof, facts, nodes, tuple(programmes))


def not_in_force(programme: Programme, asof: date) -> bool:
    """Whether the day rules the programme out for everybody (an event day is looked up for each case)."""
    return programme.applies_by != "event" and programme.validity.covers(asof) is False


def _screened(
    compiled: CompiledProgramme, key: str, nodes: dict[Node, str], vocabulary: Vocabulary
) -> Screened:
    programme = compiled.programme
    conditions = {}
    for leaf in leaves(programme.conditions):
        columns = {_column_of(variant.leaves[leaf.id], nodes) for variant in compiled.variants}
        conditions[leaf.id] = columns.pop() if len(columns) == 1 else f"{key}.{leaf.id}"
    for variant in compiled.variants:
        for node in variant.exceptions.values():
            _column_of(node, nodes)
    on_ledger = frozenset(
        [leaf.id for leaf in leaves(programme.conditions) if _rests_on_ledger(leaf_node(leaf), vocabulary)]
        + [rule.id for rule in programme.exceptions if _rests_on_ledger(rule.when, vocabulary)]
    )
    top = programme.conditions
    parts = top.items if top.op == "all" else (top,)
    items = []
    for number, part in enumerate(parts, start=1):
        rests = all(leaf.id in on_ledger for leaf in leaves(part))
        if isinstance(part, Leaf):
            items.append(Item(part.id, conditions[part.id], part, rests))
        else:
            items.append(Item(f"group-{number}", f"{key}.group-{number}", part, rests))
    return Screened(key, compiled, conditions, tuple(items), on_ledger)


def candidates(plan: ScreenPlan, present: Mapping[str, pl.DataType]) -> pl.Expr | None:
    """Rows, of facts as they are given, on which some verdict can be true; None when that cannot be seen cheaply.

    `present`: columns at hand with their types.
    """
    given = {name for name, found in present.items() if found != pl.Null}
    verdicts = (simplify(item.compiled.variants[0].verdict, plan.asof) for item in plan.programmes)
    found = some([may_be(verdict, True, given) for verdict in verdicts])
    if isinstance(found, pl.Expr):
        return found
    return None if found else pl.lit(False, dtype=pl.Boolean)


def screen(frame: pl.LazyFrame, plan: ScreenPlan) -> pl.LazyFrame:
    """Every result column added to a frame of sound facts (see `facts.sound_facts`)."""
    return _through(frame, (*plan.verdict_stages, *plan.due_stages, *plan.money_stages))


def awards(frame: pl.LazyFrame, plan: ScreenPlan, *kept: str) -> pl.LazyFrame:
    """From sound facts the rows with some true verdict: columns `kept`, verdicts and amounts.

    Amounts are computed for those rows alone.
    """
    met = pl.any_horizontal([item.column("verdict") for item in plan.programmes])
    reads = [name for name in plan.money_reads if name not in kept]
    due = _through(frame, plan.verdict_stages).select(*kept, *reads).filter(met)
    return _through(due, plan.money_stages)


def _through(frame: pl.LazyFrame, stages: Iterable[list[pl.Expr]]) -> pl.LazyFrame:
    for stage in stages:
        if stage:
            frame = frame.with_columns(stage)
    return frame


def condition_expr(
    group: Group | Leaf, columns: Mapping[str, str], met: frozenset[str] = frozenset(), favour: bool = True
) -> pl.Expr:
    """The condition tree over condition columns.

    Conditions in `met` are taken as favourable: true, or false where an odd number of negations lies above.
    """
    if isinstance(group, Leaf):
        return pl.lit(favour, dtype=pl.Boolean) if group.id in met else pl.col(columns[group.id])
    favour = favour is not (group.op == "not")
    return combine(
        group.op, [condition_expr(item, columns, met, favour) for item in group.items], group.count
    )


def combine(op: str, items: list[pl.Expr], count: int = 0) -> pl.Expr:
    """A group's truth (all, any, not, at_least `count`) from its items', by Kleene logic."""
    if op == "all":
        return all_of(items)
    if op == "any":
        return any_of(items)
    if op == "not":
        return ~items[0]
    sure = reduce(operator.add, (item.fill_null(False).cast(pl.Int64) for item in items))
    possible = reduce(operator.add, (item.fill_null(True).cast(pl.Int64) for item in items))
    return pl.when(sure >= count).then(True).when(possible < count).then(False)


def agreed(exprs: list[pl.Expr]) -> pl.Expr:
    """The common value of all variants, null where they differ or one is unknown."""
    if len(exprs) == 1:
        return exprs[0]
    same = reduce(operator.and_, (expr == exprs[0] for expr in exprs[1:]))
    return pl.when(same).then(exprs[0])


def in_force_expr(programme: Programme, asof: date) -> pl.Expr:
    """Whether the programme covers the case: a constant, or a test of the case's event day."""
    validity = programme.validity
    if programme.applies_by != "event" or programme.event_on is None:
        return pl.lit(validity.covers(asof), dtype=pl.Boolean)
    event = pl.col(programme.event_on)
    known = pl.when(event.is_not_null()).then(True)
    not_late = event <= validity.to_on if validity.to_on else known
    if validity.from_on is None:
        return pl.when(~not_late).then(False)
    applies = not_late & (event >= validity.from_on)
    for rival in validity.rivals:
        if rival.says != PREVAILS:
            within = event.is_between(rival.period.first or date.min, rival.period.last or date.max)
            applies = applies & (~within if rival.says == YIELDS else pl.when(~within).then(True))
    return applies


def _shared_conditions(item: Screened, plan: ScreenPlan) -> list[pl.Expr]:
    """Conditions that hang on a double reading, known only where every reading agrees."""
    exprs = []
    for leaf_id, name in item.conditions.items():
        columns = [plan.nodes[variant.leaves[leaf_id]] for variant in item.compiled.variants]
        if len(set(columns)) > 1:
            exprs.append(agreed([pl.col(column) for column in columns]).alias(name))
    return exprs


def _groups(item: Screened, plan: ScreenPlan) -> list[pl.Expr]:
    """Top-level groups, known only where every reading agrees."""
    variants = item.compiled.variants
    return [
        agreed([condition_expr(part.part, _leaf_columns(variant, plan)) for variant in variants]).alias(
            part.column
        )
        for part in item.items
        if isinstance(part.part, Group)
    ]


def _verdicts(item: Screened, plan: ScreenPlan) -> list[pl.Expr]:
    return _of_variants(item, plan, "verdict", frozenset())


def _dues(item: Screened, plan: ScreenPlan) -> list[pl.Expr]:
    return _of_variants(item, plan, "due", item.on_ledger)


def _of_variants(item: Screened, plan: ScreenPlan, what: str, met: frozenset[str]) -> list[pl.Expr]:
    return [
        _verdict(item, variant, plan, met).alias(name)
        for name, variant in zip(item.of_variants(what), item.compiled.variants, strict=True)
    ]


def _verdict(item: Screened, variant: Variant, plan: ScreenPlan, met: frozenset[str]) -> pl.Expr:
    """In force, conditions, exceptions; what `met` names is left aside in the case's favour."""
    programme = item.programme
    verdict = condition_expr(programme.conditions, _leaf_columns(variant, plan), met)
    for rule in programme.exceptions:
        verdict = _with_exception(verdict, rule, pl.col(plan.nodes[variant.exceptions[rule.id]]), met)
    always = programme.applies_by != "event" and programme.validity.covers(plan.asof)
    return verdict if always else in_force_expr(programme, plan.asof) & verdict


def _with_exception(verdict: pl.Expr, rule: ExceptionRule, when: pl.Expr, met: frozenset[str]) -> pl.Expr:
    if rule.effect == "excluded":
        return verdict if rule.id in met else verdict & ~when
    return verdict | (pl.lit(True) if rule.id in met else when)


def _agreed_verdicts(item: Screened, plan: ScreenPlan) -> list[pl.Expr]:
    return [agreed(list(map(pl.col, item.of_variants("verdict")))).alias(item.column("verdict"))]


def _agreed_dues(item: Screened, plan: ScreenPlan) -> list[pl.Expr]:
    return [agreed(list(map(pl.col, item.of_variants("due")))).alias(item.column("due"))]


def _agreed_payables(item: Screened, plan: ScreenPlan) -> list[pl.Expr]:
    if not item.gives_figure:
        return []
    verdict = pl.col(item.column("verdict"))
    payables = [pl.col(name) for name in item.of_variants("payable")]
    if len(payables) == 1:
        return [
            pl.when(verdict).then(payables[0]).alias(item.column(what)) for what in ("payable", "low", "high")
        ]
    known = reduce(operator.and_, (payable.is_not_null() for payable in payables))
    return [
        pl.when(verdict).then(agreed(payables)).alias(item.column("payable")),
        # Plain least and greatest are safe here: only rows where every reading's amount is known are asked.
        pl.when(verdict & known).then(pl.min_horizontal(payables)).alias(item.column("low")),
        pl.when(verdict & known).then(pl.max_horizontal(payables)).alias(item.column("high")),
    ]


def _leaf_columns(variant: Variant, plan: ScreenPlan) -> dict[str, str]:
    return {name: plan.nodes[node] for name, node in variant.leaves.items()}


def _column_of(node: Node, nodes: dict[Node, str]) -> str:
    return nodes.setdefault(node, f"c{len(nodes)}")


def _all_nodes(variant: Variant) -> Iterable[Node]:
    for node in (variant.verdict, variant.payable, variant.count, variant.used, variant.until):
        if node is not None:
            yield node


def _with_guards(node: Node, vocabulary: Vocabulary) -> Iterable[str]:
    for name in tree.fact_names(node):
        yield name
        guard = vocabulary.facts[name].guard
        while guard is not None:
            yield guard
            guard = vocabulary.facts[guard].guard


def _rests_on_ledger(node: Node, vocabulary: Vocabulary) -> bool:
    names = tree.fact_names(node)
    return bool(names) and all(vocabulary.facts[name].source == LEDGER for name in names)
