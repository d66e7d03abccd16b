"""Limits that many cases share: places in a year, money set apart within a fund, and who is served first.

They are read off the rules themselves: a condition that holds a figure of our ledger below a figure of the document
(`places used < places`, `committed < fund size`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from jiuchuang.domain.rules.engines.compile import leaf_node
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.valuetypes import FIRST_DAY, Kind
from jiuchuang.domain.rules.pack import Programme, leaves
from jiuchuang.domain.rules.population.screen import LEDGER
from jiuchuang.domain.rules.population.simulate_flow import HORIZON, Flow
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


def served_within_money(queue: pl.LazyFrame, fen: int, amount: str = "fen") -> pl.LazyFrame:
    """Column `served`: until the first case that cannot be paid in full; nobody is served past it.

    `amount` is the column of what each case is to get.
    """
    return queue.with_columns(served=pl.col(amount).cum_sum() <= fen)


def without_new_cases(flow: Sequence[int], years: int) -> Flow:
    """The months of so many years: the cases that exist on the day, and no new ones."""
    return list(flow[: years * MONTHS_A_YEAR])


def with_new_cases(flow: Sequence[int], years: int) -> Flow:
    """The months of so many years: every year as many new cases as exist now, each drawing what these draw."""
    months = years * MONTHS_A_YEAR
    return [
        sum(flow[month - first] for first in range(0, month + 1, MONTHS_A_YEAR)) for month in range(months)
    ]


def by_year(months: Sequence[int]) -> tuple[int, ...]:
    """Fen of each year."""
    return tuple(sum(months[first : first + MONTHS_A_YEAR]) for first in range(0, len(months), MONTHS_A_YEAR))


def at_the_start(years: Sequence[int]) -> Flow:
    """The months of years whose money is all drawn in their first month."""
    return [fen if month == 0 else 0 for fen in years for month in range(MONTHS_A_YEAR)]


def up_to(months: Sequence[int], fen: int) -> Flow:
    """The months until so much money has been drawn, and nothing after."""
    found: Flow = []
    for month in months:
        found.append(min(month, max(fen - sum(found), 0)))
    return found
