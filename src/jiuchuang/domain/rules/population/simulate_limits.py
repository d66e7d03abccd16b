"""Limits that many cases share: places in a year, money set apart within a fund, and who is served first.

They are read off the rules themselves: a condition that holds a figure of our ledger below a figure of the document
(`places used < places`, `committed < fund size`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from jiuchuang.domain.rules.engines.compile import leaf_node
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.valuetypes import FIRST_DAY, Kind
from jiuchuang.domain.rules.pack import Programme, leaves
from jiuchuang.domain.rules.population.screen import LEDGER
from jiuchuang.domain.rules.population.simulate_flow import HORIZON
from jiuchuang.domain.rules.vocabulary import Vocabulary

QUOTA_KINDS = ("quota",)
EARMARK_KINDS = ("quota", "discretionary", "budget_limited")
MONTHS_A_YEAR = 12
LONGEST = HORIZON // MONTHS_A_YEAR
"""Most years that are looked ahead."""


@dataclass(frozen=True)
class Limit:
    """A limit: the name of its figure in the programme, its value, and the fact that says what is used already."""

    parameter: str
    value: int
    used: str


def quota_of(programme: Programme, vocabulary: Vocabulary) -> Limit | None:
    """How many may be served; None where the programme has no such limit."""
    return _limit(programme, vocabulary, Kind.COUNT) if programme.kind in QUOTA_KINDS else None


def earmark_of(programme: Programme, vocabulary: Vocabulary) -> Limit | None:
    """Money in fen that is set apart for the programme; None where none is."""
    return _limit(programme, vocabulary, Kind.MONEY) if programme.kind in EARMARK_KINDS else None


def _limit(programme: Programme, vocabulary: Vocabulary, kind: Kind) -> Limit | None:
    for leaf in leaves(programme.conditions):
        node = leaf_node(leaf)
        if not isinstance(node, tree.Compare) or node.op != "<":
            continue
        used, limit = node.left, node.right
        if not (isinstance(used, tree.Fact) and isinstance(limit, tree.Constant)):
            continue
        own = vocabulary.facts[used.name].source == LEDGER and limit.type.kind is kind
        if own and limit.name in programme.parameters and isinstance(limit.value, int):
            return Limit(limit.name, limit.value, used.name)
    return None


def fixed_amount(programme: Programme) -> int | None:
    """The instalment in fen where it is the same for everybody."""
    expression = programme.amount.expression if programme.amount else None
    if (
        expression is None
        or tree.fact_names(expression)
        or any(isinstance(item, tree.Reading | tree.AsOf) for item in tree.walk(expression))
    ):
        return None
    value = evaluate(expression, {}, FIRST_DAY)
    return value if isinstance(value, int) and expression.type.denominator == 1 else None


def queued(cases: pl.LazyFrame, order: Sequence[str]) -> pl.LazyFrame:
    """Cases in the order in which they are served, with `place` from 1; a case without a day comes last."""
    return cases.sort(*order, nulls_last=True).with_row_index("place", offset=1)


def served_within_places(queue: pl.LazyFrame, places: int) -> pl.LazyFrame:
    """Column `served`: the first so many."""
    return queue.with_columns(served=pl.col("place") <= max(places, 0))


def served_within_money(queue: pl.LazyFrame, fen: int) -> pl.LazyFrame:
    """Column `served`: until the first case that cannot be paid in full; nobody is served past it."""
    return queue.with_columns(served=pl.col("fen").cum_sum() <= fen)


def by_year(low: Sequence[int], high: Sequence[int], years: int) -> Iterator[tuple[int, int]]:
    """Least and most fen of each year, from flows by month of the cases that exist on the day.

    Least: no new cases. Most: every year as many new cases as exist now, each drawing what these draw.
    """
    for year in range(years):
        first, last = year * MONTHS_A_YEAR, (year + 1) * MONTHS_A_YEAR
        yield sum(low[first:last]), sum(high[:last])
