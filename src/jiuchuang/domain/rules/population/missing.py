"""Which facts to collect: for rows whose verdict is open, the same facts that the row evaluator would ask for.

A condition keeps a verdict open when it is unknown and so is everything above it. Every distinct part of the
verdicts gets a column of its own, small parts first, so that a part shared by many programmes and readings is
computed once.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
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


@dataclass(frozen=True)
class MissingPlan:
    """Columns of the parts of all verdicts, by height; and for each programme, fact → where it is asked for."""

    plan: ScreenPlan
    vocabulary: Vocabulary
    stages: tuple[Mapping[Node, str], ...]
    asked: Mapping[str, Mapping[str, tuple[Above, ...]]]

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
            for asked in self.asked.values()
            for link, where in asked.items()
            for column in {link}.union(*where)
        }
        return sorted(parts.union(item.programme.event_on or "" for item in self.plan.programmes) - {""})


def plan_missing(plan: ScreenPlan, vocabulary: Vocabulary) -> MissingPlan:
    """What `missing_facts` needs, for all programmes of a plan."""
    columns = dict(plan.nodes)
    stages: dict[int, dict[Node, str]] = {}
    asked: dict[str, Mapping[str, tuple[Above, ...]]] = {}
    for item in plan.programmes:
        wanted: dict[str, dict[Above, None]] = {}
        for variant in item.compiled.variants:
            for part in open_parts(variant.verdict):
                above = frozenset(_placed(node, columns, stages) for node in part.path)
                for name, besides in part.facts:
                    where = above.union(_placed(node, columns, stages) for node in besides)
                    for link in reversed(guard_chain(name, vocabulary)):
                        wanted.setdefault(link, {})[where] = None
        asked[item.key] = {link: tuple(reasons) for link, reasons in wanted.items()}
    return MissingPlan(plan, vocabulary, tuple(stages[height] for height in sorted(stages)), asked)


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
        reasons = {
            link: reduce(operator.or_, map(self._open_path, where)) & self._open_fact(link)
            for link, where in self.missing.asked[item.key].items()
        }
        programme, event = item.programme, item.programme.event_on
        if programme.applies_by != "event" or not event:
            return reasons
        in_force = self.frame.select(in_force_expr(programme, self.missing.plan.asof)).to_series()
        unknown_day = in_force.is_null() & self._nulls[event]
        if event in reasons:
            unknown_day = unknown_day | reasons.pop(event)
        return {event: unknown_day, **reasons}

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
