"""What the solver is told of the calendar is true of every day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

pytest.importorskip("z3", reason="z3-solver (extra smt) is not installed")

from domain.rules.smt_world import RULE
from jiuchuang.domain.kernel.day import add_months
from jiuchuang.domain.rules.language.retirement import legal_retirement_on
from jiuchuang.domain.rules.solver import calendar


def month_ends_and_starts() -> list[date]:
    """First and last days of every month of one whole round of the calendar."""
    starts = [date(1900 + month // 12, month % 12 + 1, 1) for month in range(4800)]
    return [day for start in starts for day in (start, start - timedelta(days=1))]


@pytest.mark.parametrize("months", [0, 1, 11, 12, 36, 600, 1200, -1, -60])
def test_terms_are_as_long_as_the_solver_is_told(months: int) -> None:
    """Length of a term in 4800ths of a day, against the mean length of its months."""
    mean = calendar._CYCLE_DAYS * months
    lengths = [
        calendar._CYCLE_MONTHS * (add_months(day, months) - day).days - mean
        for day in month_ends_and_starts()
    ]
    assert min(lengths) >= -calendar._STRAY - calendar._CLAMPED
    assert max(lengths) <= calendar._STRAY


@pytest.mark.parametrize("asof", [date(2024, 9, 12), date(2024, 9, 13)])
@pytest.mark.parametrize("row", RULE.categories, ids=lambda row: row.code)
def test_who_is_born_later_never_retires_earlier(row, asof: date) -> None:
    """The threshold of a comparison with a known day rests on this."""
    births = [date(1955, 1, 1) + timedelta(days=step) for step in range(25_000)]
    days = [legal_retirement_on(birth, row.code, RULE, asof) for birth in births]
    assert all(before <= after for before, after in pairwise(days))


def test_a_threshold_day_is_the_first_that_reaches() -> None:
    limit = date(2024, 2, 29)
    first = date.fromordinal(calendar.least_day(lambda day: add_months(day, 1) >= limit))
    assert first == date(2024, 1, 29)
    assert add_months(first - timedelta(days=1), 1) < limit
    assert calendar.least_day(lambda day: False) == calendar.LATEST + 1
    assert calendar.least_day(lambda day: True) == calendar.EARLIEST
