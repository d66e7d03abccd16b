"""Which facts to collect: for rows whose verdict is open, the same facts that the row evaluator would ask for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from jiuchuang.domain.rules import tree
from jiuchuang.domain.rules.columns import to_column
from jiuchuang.domain.rules.screen import Screened, ScreenPlan, in_force_expr
from jiuchuang.domain.rules.tree import Node
from jiuchuang.domain.rules.vocabulary import Vocabulary


def missing_facts(item: Screened, plan: ScreenPlan, vocabulary: Vocabulary) -> pl.Expr:
    """List of names of the facts that keep the verdict of a programme open, in reading order."""
    wanted: dict[str, list[pl.Expr]] = {}
    programme = item.programme
    if programme.applies_by == "event" and programme.event_on:
        unknown_day = in_force_expr(programme, plan.asof).is_null() & pl.col(programme.event_on).is_null()
        wanted[programme.event_on] = [unknown_day]
    for variant in item.compiled.variants:
        for node, path in _open_parts(variant.verdict, pl.lit(True), plan.asof):
            for name, needed in _unknown_facts(node, vocabulary):
                wanted.setdefault(name, []).append(path & needed)
    names = [pl.when(pl.any_horizontal(reasons)).then(pl.lit(name)) for name, reasons in wanted.items()]
    if not names:
        return pl.lit([], dtype=pl.List(pl.String))
    return pl.concat_list(names).list.drop_nulls()


def _open_parts(node: Node, path: pl.Expr, asof: date) -> Iterator[tuple[Node, pl.Expr]]:
    """Smallest parts of a verdict with the condition under which they keep it open."""
    is_open = path & to_column(node, asof).is_null()
    if isinstance(node, tree.AllOf | tree.AnyOf | tree.AtLeast):
        for item in node.items:
            yield from _open_parts(item, is_open, asof)
    elif isinstance(node, tree.Not | tree.Named):
        yield from _open_parts(node.inner, is_open, asof)
    else:
        yield node, is_open


def _unknown_facts(node: Node, vocabulary: Vocabulary) -> Iterator[tuple[str, pl.Expr]]:
    """Facts of an expression with the condition under which they are asked for; an open guard is asked first."""
    for name in tree.fact_names(node):
        chain = [name]
        while (guard := vocabulary.facts[chain[-1]].guard) is not None:
            chain.append(guard)
        settled = pl.lit(True)
        for link in reversed(chain):
            yield link, settled & pl.col(link).is_null()
            settled = settled & pl.col(link).is_not_null()
            if link != name:
                settled = settled & pl.col(link)
