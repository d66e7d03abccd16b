"""Screening a population: every computable programme of an entity over one table of facts, column by column.

Stages: facts made sound → conditions (each a column, equal ones shared) → verdicts → money. The plan is pure: it
turns a lazy frame of facts into a lazy frame of results; who reads and writes files is not its business. Results
equal the row evaluator's, row by row.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce

import polars as pl

from jiuchuang.domain.rules import tree
from jiuchuang.domain.rules.columns import column_type, to_column
from jiuchuang.domain.rules.compile import CompiledProgramme, Variant, leaf_node, leaves
from jiuchuang.domain.rules.pack import Group, Leaf, Programme
from jiuchuang.domain.rules.tree import Node
from jiuchuang.domain.rules.valuetypes import BOOL, Kind
from jiuchuang.domain.rules.vocabulary import FactDeclaration, Vocabulary

LEDGER = "本系统台账"
"""Source of facts that come from our own payments: left aside when asking whether a payment was due."""


@dataclass(frozen=True)
class Screened:
    """A programme in a plan; its result columns are `key` + one of .verdict .payable .low .high .uncounted."""

    key: str
    compiled: CompiledProgramme
    conditions: Mapping[str, str]
    """Condition id → the column that holds its result."""

    @property
    def programme(self) -> Programme:
        """The programme itself."""
        return self.compiled.programme

    def column(self, what: str) -> str:
        """Name of a result column."""
        return f"{self.key}.{what}"


@dataclass(frozen=True)
class ScreenPlan:
    """What is computed over one table: facts read, condition columns by node, programmes."""

    entity: str
    asof: date
    facts: tuple[FactDeclaration, ...]
    nodes: Mapping[Node, str]
    programmes: tuple[Screened, ...]


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
        conditions = {}
        for leaf in leaves(programme.conditions):
            same = [_column_of(variant.leaves[leaf.id], nodes) for variant in item.variants]
            conditions[leaf.id] = same[0] if len(set(same)) == 1 else f"p{len(programmes)}.{leaf.id}"
        for variant in item.variants:
            for node in variant.exceptions.values():
                _column_of(node, nodes)
            for node in _all_nodes(variant):
                names |= dict.fromkeys(_with_guards(node, vocabulary))
        if programme.event_on and programme.applies_by == "event":
            names.setdefault(programme.event_on)
        programmes.append(Screened(f"p{len(programmes)}", item, conditions))
    facts = tuple(vocabulary.facts[name] for name in names)
    return ScreenPlan(entity, asof, facts, nodes, tuple(programmes))


def not_in_force(programme: Programme, asof: date) -> bool:
    """Whether the day rules the programme out for everybody (an event day is looked up for each case)."""
    return programme.applies_by != "event" and programme.validity.covers(asof) is False


def sound_facts(plan: ScreenPlan, present: Mapping[str, pl.DataType]) -> list[pl.Expr]:
    """Fact columns cast to their types; absent columns are unknown, invalid values too.

    A value outside the declared range, or a code that the enum does not have, is not known; nor is a guarded
    fact where its guard is false.
    """
    return [_sound(fact, present).alias(fact.name) for fact in plan.facts]


def invalid_counts(plan: ScreenPlan, present: Mapping[str, pl.DataType]) -> list[pl.Expr]:
    """For every fact column at hand, how many values are given but not valid."""
    return [
        (pl.col(fact.name).is_not_null() & ~_valid(fact).fill_null(True)).sum().alias(fact.name)
        for fact in plan.facts
        if fact.name in present
    ]


def _sound(fact: FactDeclaration, present: Mapping[str, pl.DataType]) -> pl.Expr:
    if fact.name not in present:
        return pl.lit(None, dtype=column_type(fact.type))
    value = pl.col(fact.name).cast(column_type(fact.type))
    value = pl.when(_valid(fact)).then(value)
    if fact.guard and fact.guard in present:
        value = pl.when(pl.col(fact.guard)).then(value).when(pl.col(fact.guard).is_null()).then(value)
    return value


def _valid(fact: FactDeclaration) -> pl.Expr:
    column = pl.col(fact.name)
    if fact.type.is_numeric:
        return (column >= fact.low) & (column <= fact.high)
    if fact.type.kind is Kind.ENUM:
        return reduce(operator.or_, (column == code for code in fact.type.codes))
    return column.is_not_null()


def screen(frame: pl.LazyFrame, plan: ScreenPlan) -> pl.LazyFrame:
    """Result columns added to a frame of sound facts (see `sound_facts`)."""
    conditions = [to_column(node, plan.asof).alias(name) for node, name in plan.nodes.items()]
    frame = frame.with_columns(conditions)
    frame = frame.with_columns(
        [expr for item in plan.programmes for expr in _combined_conditions(item, plan)]
    )
    frame = frame.with_columns([expr for item in plan.programmes for expr in _variant_columns(item, plan)])
    return frame.with_columns([expr for item in plan.programmes for expr in _result_columns(item)])


def condition_expr(group: Group | Leaf, columns: Mapping[str, str]) -> pl.Expr:
    """The condition tree over condition columns."""
    if isinstance(group, Leaf):
        return pl.col(columns[group.id])
    items = [condition_expr(item, columns) for item in group.items]
    return combine(group, items)


def combine(group: Group, items: list[pl.Expr]) -> pl.Expr:
    """A group's truth from its items', by Kleene logic."""
    if group.op == "all":
        return reduce(operator.and_, items, pl.lit(True, dtype=pl.Boolean))
    if group.op == "any":
        return reduce(operator.or_, items, pl.lit(False, dtype=pl.Boolean))
    if group.op == "not":
        return ~items[0]
    sure = reduce(operator.add, (item.fill_null(False).cast(pl.Int64) for item in items))
    possible = reduce(operator.add, (item.fill_null(True).cast(pl.Int64) for item in items))
    return pl.when(sure >= group.count).then(True).when(possible < group.count).then(False)


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
    not_late = event <= validity.to_on if validity.to_on else pl.when(event.is_not_null()).then(True)
    if validity.from_on is None:
        return pl.when(~not_late).then(False)
    return not_late & (event >= validity.from_on)


def _variant_columns(item: Screened, plan: ScreenPlan) -> list[pl.Expr]:
    exprs = []
    for index, variant in enumerate(item.compiled.variants):
        columns = {name: plan.nodes[node] for name, node in variant.leaves.items()}
        verdict = condition_expr(item.programme.conditions, columns)
        for rule in item.programme.exceptions:
            when = pl.col(plan.nodes[variant.exceptions[rule.id]])
            verdict = verdict & ~when if rule.effect == "excluded" else verdict | when
        verdict = in_force_expr(item.programme, plan.asof) & verdict
        exprs.append(verdict.alias(f"{item.key}.verdict.{index}"))
        if variant.payable is not None:
            exprs.append(to_column(variant.payable, plan.asof).alias(f"{item.key}.payable.{index}"))
    return exprs


def _result_columns(item: Screened) -> list[pl.Expr]:
    indices = range(len(item.compiled.variants))
    verdicts = [pl.col(f"{item.key}.verdict.{index}") for index in indices]
    verdict = agreed(verdicts)
    results = [verdict.alias(item.column("verdict"))]
    if item.compiled.variants[0].payable is None:
        return results
    payables = [pl.col(f"{item.key}.payable.{index}") for index in indices]
    nothing = pl.lit(0, dtype=pl.Int64)
    low = [
        pl.when(v & p.is_not_null()).then(p).otherwise(nothing)
        for v, p in zip(verdicts, payables, strict=True)
    ]
    possible = [v.fill_null(True) for v in verdicts]
    high = [
        pl.when(may & p.is_not_null()).then(p).otherwise(nothing)
        for may, p in zip(possible, payables, strict=True)
    ]
    uncounted = [may & p.is_null() for may, p in zip(possible, payables, strict=True)]
    return [
        *results,
        pl.when(verdict).then(agreed(payables)).alias(item.column("payable")),
        pl.min_horizontal(low).alias(item.column("low")),  # no nulls here: plain minimum of whole numbers
        pl.max_horizontal(high).alias(item.column("high")),
        reduce(operator.or_, uncounted).alias(item.column("uncounted")),
    ]


def _combined_conditions(item: Screened, plan: ScreenPlan) -> list[pl.Expr]:
    """Conditions that hang on a double reading: known only where every reading agrees."""
    exprs = []
    for leaf_id, name in item.conditions.items():
        nodes = [variant.leaves[leaf_id] for variant in item.compiled.variants]
        if len({plan.nodes[node] for node in nodes}) > 1:
            exprs.append(agreed([pl.col(plan.nodes[node]) for node in nodes]).alias(name))
    return exprs


def _column_of(node: Node, nodes: dict[Node, str]) -> str:
    return nodes.setdefault(node, f"c{len(nodes)}")


def _all_nodes(variant: Variant) -> Iterable[Node]:
    yield variant.verdict
    if variant.payable is not None:
        yield variant.payable


def _with_guards(node: Node, vocabulary: Vocabulary) -> Iterable[str]:
    for name in tree.fact_names(node):
        yield name
        guard = vocabulary.facts[name].guard
        while guard is not None:
            yield guard
            guard = vocabulary.facts[guard].guard


def ledger_free(programme: Programme, variant: Variant, vocabulary: Vocabulary) -> Node:
    """The verdict with conditions that rest only on our own payments taken as met."""
    met = {
        variant.leaves[leaf.id]
        for leaf in leaves(programme.conditions)
        if _rests_on_ledger(leaf_node(leaf), vocabulary)
    }

    def settle(node: Node) -> Node:
        return tree.Constant(BOOL, True) if node in met else node

    return tree.rewrite(variant.verdict, settle)


def _rests_on_ledger(node: Node, vocabulary: Vocabulary) -> bool:
    names = tree.fact_names(node)
    return bool(names) and all(vocabulary.facts[name].source == LEDGER for name in names)
