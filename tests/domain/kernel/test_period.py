"""Closed periods of days against sets of days."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiuchuang.domain.kernel.period import ALWAYS, Period, gaps, joined

YEAR = Period(date(2017, 1, 1), date(2017, 12, 31))
FIRST_DAY = date(2017, 1, 1)
CALENDAR = [FIRST_DAY + timedelta(days=number) for number in range(-2, 24)]

ends = st.one_of(st.none(), st.integers(0, 20).map(lambda number: FIRST_DAY + timedelta(days=number)))
extremes = st.one_of(ends, st.sampled_from([date.min, date.max]))


@st.composite
def periods(draw, end=ends):
    first, last = draw(end), draw(end)
    if first is not None and last is not None and last < first:
        first, last = last, first
    return Period(first, last)


def days(*given_periods):
    return {day for day in CALENDAR if any(day in period for period in given_periods)}


def test_both_ends_belong_to_a_period():
    assert date(2017, 1, 1) in YEAR
    assert date(2017, 12, 31) in YEAR
    assert date(2016, 12, 31) not in YEAR
    assert date(2018, 1, 1) not in YEAR
    assert YEAR.days() == 365


def test_an_open_end_has_no_length_and_reads_as_dots():
    since = Period(date(2016, 1, 9), None)
    assert date.max in since
    assert since.days() is None
    assert str(since) == "2016-01-09/…"


def test_a_period_that_ends_before_it_begins_is_our_bug():
    with pytest.raises(ValueError, match="before it begins"):
        Period(date(2017, 1, 2), date(2017, 1, 1))


def test_periods_that_share_one_day_overlap_and_neighbours_do_not():
    assert YEAR.overlaps(Period(date(2017, 12, 31), None))
    assert not YEAR.overlaps(Period(date(2018, 1, 1), None))


def test_the_gap_between_two_spells_of_insurance():
    spells = [Period(date(2017, 5, 1), date(2017, 6, 30)), Period(date(2017, 1, 1), date(2017, 3, 31))]
    assert gaps(spells, within=YEAR) == [
        Period(date(2017, 4, 1), date(2017, 4, 30)),
        Period(date(2017, 7, 1), date(2017, 12, 31)),
    ]


@given(periods(), periods())
def test_common_days_are_the_days_in_both(one, other):
    common = one.common(other)
    assert days(*([common] if common else [])) == days(one) & days(other)
    assert one.overlaps(other) == (common is not None) == other.overlaps(one)


@given(st.lists(periods(), max_size=5))
def test_joining_keeps_the_days_and_leaves_a_day_between(given_periods):
    merged = joined(given_periods)
    assert days(*merged) == days(*given_periods)
    for before, after in pairwise(merged):
        assert before.last + timedelta(days=1) < after.first


@given(st.lists(periods(extremes), max_size=5), periods(extremes))
def test_gaps_are_the_days_that_no_period_has(given_periods, within):
    found = gaps(given_periods, within)
    assert days(*found) == days(within) - days(*given_periods)
    for gap in found:
        assert not any(gap.overlaps(period) for period in given_periods)


def test_without_periods_everything_is_a_gap():
    assert gaps([]) == [ALWAYS]
    assert gaps([ALWAYS], YEAR) == []
