"""Which facts to collect: for rows whose verdict is open, the same facts that the row evaluator would ask for.

A condition keeps a verdict open when it is unknown and so is everything above it. Every distinct part of the
verdicts gets a column of its own, small parts first, so that a part shared by many programmes and readings is
computed once.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce

import polars as pl

from jiuchuang.domain.rules import tree
from jiuchuang.domain.rules.columns import to_column
from jiuchuang.domain.rules.rewrite import simplify
from jiuchuang.domain.rules.screen import Screened, ScreenPlan, combine, in_force_expr
from jiuchuang.domain.rules.tree import Node
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


def plan_missing(plan: ScreenPlan, vocabulary: Vocabulary) -> MissingPlan:
    """What `missing_facts` needs, for all programmes of a plan."""
    columns = dict(plan.nodes)
    stages: dict[int, dict[Node, str]] = {}
    asked: dict[str, Mapping[str, tuple[Above, ...]]] = {}
    for item in plan.programmes:
        wanted: dict[str, dict[Above, None]] = {}
        for variant in item.compiled.variants:
            _place(variant.verdict, columns, stages)
            for node, above in _open_parts(variant.verdict, frozenset(), columns):
                for link in _links(node, vocabulary):
                    wanted.setdefault(link, {})[above] = None
        asked[item.key] = {link: tuple(reasons) for link, reasons in wanted.items()}
    return MissingPlan(plan, vocabulary, tuple(stages[height] for height in sorted(stages)), asked)


def with_parts(frame: pl.LazyFrame, missing: MissingPlan) -> pl.LazyFrame:
    """The columns of the parts added to a screened frame."""
    columns = dict(missing.plan.nodes)
    for stage in missing.stages:
        exprs = []
        for node, name in stage.items():
            inner = _combined(node, columns) if _is_logic(node) else _smallest(node, missing.plan.asof)
            exprs.append(inner.alias(name))
        columns |= stage
        frame = frame.with_columns(exprs)
    return frame


def missing_facts(item: Screened, missing: MissingPlan) -> pl.Expr:
    """List of names of the facts that keep the verdict of a programme open; for rows where it is open."""
    reasons = {
        link: [_holds(link, above, missing.vocabulary) for above in where]
        for link, where in missing.asked[item.key].items()
    }
    programme = item.programme
    if programme.applies_by == "event" and programme.event_on:
        unknown_day = (
            in_force_expr(programme, missing.plan.asof).is_null() & pl.col(programme.event_on).is_null()
        )
        reasons = {programme.event_on: [unknown_day, *reasons.pop(programme.event_on, [])], **reasons}
    if not reasons:
        return pl.lit([], dtype=pl.List(pl.String))
    names = [pl.when(reduce(operator.or_, exprs)).then(pl.lit(name)) for name, exprs in reasons.items()]
    return pl.concat_list(names).list.drop_nulls()


def _smallest(node: Node, asof: date) -> pl.Expr:
    return to_column(simplify(node, asof), asof)


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


def _open_parts(node: Node, above: Above, columns: Mapping[Node, str]) -> Iterator[tuple[Node, Above]]:
    """Smallest parts of a verdict with the columns that must be null for them to keep it open."""
    node = _inside(node)
    path = above | {columns[node]}
    if not _is_logic(node):
        yield node, path
    for item in _items(node):
        yield from _open_parts(item, path, columns)


def _links(node: Node, vocabulary: Vocabulary) -> Iterator[str]:
    for name in tree.fact_names(node):
        yield from reversed(_chain(name, vocabulary))


def _chain(name: str, vocabulary: Vocabulary) -> list[str]:
    chain = [name]
    while (guard := vocabulary.facts[chain[-1]].guard) is not None:
        chain.append(guard)
    return chain


def _holds(link: str, above: Above, vocabulary: Vocabulary) -> pl.Expr:
    """An open guard is asked first; what hangs on a guard that is false is not asked at all."""
    guards = _chain(link, vocabulary)[1:]
    unknown = [pl.col(column).is_null() for column in sorted(above)]
    settled = [pl.col(guard) for guard in guards]
    return reduce(operator.and_, [*unknown, *settled, pl.col(link).is_null()])
