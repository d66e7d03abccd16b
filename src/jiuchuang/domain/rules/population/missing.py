"""Which facts to collect: for open verdicts, and for amounts due but unknown, those that one case is asked for.

A condition keeps a verdict open when it is unknown and so is everything above it; a figure does so with an amount.
Every distinct part gets a column of its own, small parts first, so that a part shared by many programmes and
readings is computed once.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce

import polars as pl

from jiuchuang.domain.rules.answers.asking import guard_chain, open_parts
from jiuchuang.domain.rules.engines.columns import to_column
from jiuchuang.domain.rules.engines.rewrite import simplify
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.population.screen import Screened, ScreenPlan, combine, in_force_expr
from jiuchuang.domain.rules.vocabulary import Vocabulary

Above = frozenset[str]
"""Columns that must all be null for a part to keep a verdict open: its own and those of the parts around it."""
Reasons = Mapping[str, tuple[Above, ...]]
"""Fact → where it is asked for."""


@dataclass(frozen=True)
class MissingPlan:
    """Columns of the parts of all verdicts and amounts, by height; and what each programme (by key) asks for.

    `asked` is for the verdict, `priced` for the amount, `scheduled` for the instalments of those who are due money.
    """

    plan: ScreenPlan
    vocabulary: Vocabulary
    stages: tuple[Mapping[Node, str], ...]
    asked: Mapping[str, Reasons]
    priced: Mapping[str, Reasons]
    scheduled: Mapping[str, Reasons]

    @cached_property
    def part_columns(self) -> tuple[list[pl.Expr], ...]:
        """The columns of `stages`, built once."""
        columns, built = dict(self.plan.nodes), []
        for stage in self.stages:
            built.append([_part(node, columns, self.plan.asof).alias(name) for node, name in stage.items()])
            columns |= stage
        return tuple(built)

    @cached_property
    def asked_columns(self) -> list[str]:
        """Parts, facts and event days of which it matters whether they are unknown."""
        parts = {
            column
            for reasons in (self.asked, self.priced, self.scheduled)
            for asked in reasons.values()
            for link, where in asked.items()
            for column in {link}.union(*where)
        }
        return sorted(parts.union(item.programme.event_on or "" for item in self.plan.programmes) - {""})


def plan_missing(plan: ScreenPlan, vocabulary: Vocabulary) -> MissingPlan:
    """What `MissingFacts` needs, for all programmes of a plan."""
    parts = _Parts(plan, vocabulary)
    asked, priced, scheduled = {}, {}, {}
    for item in plan.programmes:
        variants = item.compiled.variants
        asked[item.key] = parts.reasons(variant.verdict for variant in variants)
        if item.gives_figure:
            priced[item.key] = parts.reasons(variant.payable for variant in variants)
            scheduled[item.key] = parts.reasons(
                node for variant in variants for node in (variant.count, variant.used, variant.until)
            )
    stages = tuple(parts.stages[height] for height in sorted(parts.stages))
    return MissingPlan(plan, vocabulary, stages, asked, priced, scheduled)


class _Parts:
    """Columns of all parts while a plan is made; amounts have theirs already."""

    def __init__(self, plan: ScreenPlan, vocabulary: Vocabulary) -> None:
        self.vocabulary, self.stages = vocabulary, dict[int, dict[Node, str]]()
        self.columns = dict(plan.nodes)
        for item in plan.programmes:
            for name, variant in zip(item.of_variants("payable"), item.compiled.variants, strict=True):
                if variant.payable is not None:
                    self.columns.setdefault(_inside(variant.payable), name)

    def reasons(self, nodes: Iterable[Node | None]) -> Reasons:
        """Where the facts of some expressions are asked for."""
        wanted: dict[str, dict[Above, None]] = {}
        for part in (part for node in nodes if node is not None for part in open_parts(node)):
            above = frozenset(_placed(node, self.columns, self.stages) for node in part.path)
            for name, besides in part.facts:
                where = above.union(_placed(node, self.columns, self.stages) for node in besides)
                for link in reversed(guard_chain(name, self.vocabulary)):
                    wanted.setdefault(link, {})[where] = None
        return {link: tuple(reasons) for link, reasons in wanted.items()}


def with_parts(frame: pl.LazyFrame, missing: MissingPlan) -> pl.LazyFrame:
    """The columns of the parts added to a screened frame."""
    for stage in missing.part_columns:
        frame = frame.with_columns(stage)
    return frame


class MissingFacts:
    """Which facts keep verdicts open in a collected frame that `with_parts` went through.

    Works on whole columns, each made once: the same unknown parts and facts are asked for by many programmes.
    """

    def __init__(self, frame: pl.DataFrame, missing: MissingPlan) -> None:
        self.frame, self.missing = frame, missing
        self._nulls = frame.select(pl.col(missing.asked_columns).is_null()).to_dict()
        self._paths: dict[Above, pl.Series] = {}
        self._facts: dict[str, pl.Series] = {}

    def of(self, item: Screened) -> dict[str, pl.Series]:
        """For one programme, fact → whether it keeps the verdict open; for rows where the verdict is open."""
        reasons = self._asked(self.missing.asked[item.key])
        programme, event = item.programme, item.programme.event_on
        if programme.applies_by != "event" or not event:
            return reasons
        in_force = self.frame.select(in_force_expr(programme, self.missing.plan.asof)).to_series()
        unknown_day = in_force.is_null() & self._nulls[event]
        if event in reasons:
            unknown_day = unknown_day | reasons.pop(event)
        return {event: unknown_day, **reasons}

    def of_amount(self, item: Screened) -> tuple[pl.Series | None, dict[str, pl.Series]]:
        """Rows of one programme that are due an amount which facts must yet tell; and fact → whether to ask for it.

        Asked for is also what tells how many instalments such a case has. None where no fact is ever asked for.
        """
        priced = self._asked(self.missing.priced.get(item.key, {}))
        if not priced:
            return None, {}
        waits = self.frame[item.column("verdict")].fill_null(value=False) & reduce(
            operator.or_, priced.values()
        )
        for name, flags in self._asked(self.missing.scheduled[item.key]).items():
            priced[name] = priced[name] | flags if name in priced else flags
        return waits, priced

    def _asked(self, reasons: Reasons) -> dict[str, pl.Series]:
        return {
            link: reduce(operator.or_, map(self._open_path, where)) & self._open_fact(link)
            for link, where in reasons.items()
        }

    def _open_path(self, above: Above) -> pl.Series:
        if above not in self._paths:
            self._paths[above] = reduce(operator.and_, (self._nulls[column] for column in sorted(above)))
        return self._paths[above]

    def _open_fact(self, link: str) -> pl.Series:
        """An open guard is asked first; what hangs on a guard that is false is not asked at all."""
        if link not in self._facts:
            settled = [self.frame[guard] for guard in guard_chain(link, self.missing.vocabulary)[1:]]
            self._facts[link] = reduce(operator.and_, [*settled, self._nulls[link]])
        return self._facts[link]


def _part(node: Node, columns: Mapping[Node, str], asof: date) -> pl.Expr:
    return _combined(node, columns) if _is_logic(node) else to_column(simplify(node, asof), asof)


def _is_logic(node: Node) -> bool:
    return isinstance(node, tree.AllOf | tree.AnyOf | tree.AtLeast)


def _inside(node: Node) -> Node:
    """Without names and negations, which are unknown exactly when what they hold is."""
    while isinstance(node, tree.Named | tree.Not):
        node = node.inner
    return node


def _place(node: Node, columns: dict[Node, str], stages: dict[int, dict[Node, str]]) -> int:
    """Give the node and the parts beneath it columns; returns the height of the node, 0 for a smallest part."""
    node = _inside(node)
    heights = [_place(item, columns, stages) for item in _items(node)]
    height = 1 + max(heights) if heights else 0
    if node not in columns:
        columns[node] = stages.setdefault(height, {})[node] = f"m{len(columns)}"
    return height


def _placed(node: Node, columns: dict[Node, str], stages: dict[int, dict[Node, str]]) -> str:
    """The column of an expression, which gets one if it has none."""
    _place(node, columns, stages)
    return columns[_inside(node)]


def _items(node: Node) -> tuple[Node, ...]:
    return node.items if isinstance(node, tree.AllOf | tree.AnyOf | tree.AtLeast) else ()


def _combined(node: Node, columns: Mapping[Node, str]) -> pl.Expr:
    items = [_value(item, columns) for item in _items(node)]
    if isinstance(node, tree.AtLeast):
        return combine("at_least", items, node.count)
    return combine("all" if isinstance(node, tree.AllOf) else "any", items)


def _value(node: Node, columns: Mapping[Node, str]) -> pl.Expr:
    if isinstance(node, tree.Not):
        return ~_value(node.inner, columns)
    return _value(node.inner, columns) if isinstance(node, tree.Named) else pl.col(columns[node])
