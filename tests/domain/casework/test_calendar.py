"""Working days: the week, holidays, make-up days, and what is not known."""

from datetime import date, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given

from domain.casework.small_office import calendar
from jiuchuang.domain.casework.calendar import (
    DayAnswer,
    Holiday,
    WorkCalendar,
    YearArrangement,
    add_working_days,
    assumed_warning,
    working_days_between,
)
from jiuchuang.domain.casework.calendar_file import read_calendar
from jiuchuang.domain.casework.clock import Clock, Stop, deadline, read_clock

DAYS = st.dates(date(2016, 1, 1), date(2026, 12, 1))
NOTICE = """\
year: 2027
notices:
  - number: 甲办〔2026〕1号
    issued_on: 2026-11-10
    holidays:
      - {name: 元旦, from: 2027-01-01, to: 2027-01-03}
      - {name: 春节, from: 2027-02-05, to: 2027-02-11, worked: [2027-01-31]}
"""


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 1, 2), False),  # Friday between New Year and the weekend
        (date(2026, 1, 4), True),  # Sunday worked for it
        (date(2026, 2, 14), True),  # Saturday before the Spring Festival
        (date(2026, 2, 23), False),
        (date(2026, 10, 10), True),
        (date(2020, 1, 31), False),  # the festival made longer by a second notice
        (date(2020, 2, 1), False),  # a Saturday that the first notice had as worked
        (date(2019, 5, 3), False),  # the second notice of 2019
        (date(2018, 12, 29), True),  # by the notice for 2019
        (date(2018, 12, 31), False),
        (date(2024, 2, 9), True),  # New Year's Eve 2024: rest only encouraged
    ],
)
def test_days_of_the_notices(day, worked):
    assert calendar().is_working_day(day) is worked
    assert calendar().assumed_year(day) is None


def test_every_make_up_day_is_a_weekend_and_its_holiday_has_a_weekday():
    for arrangement in calendar().arrangements:
        for holiday in arrangement.holidays:
            assert all(day.weekday() >= 5 for day in holiday.worked_on)
            assert holiday.first_on <= holiday.last_on


def test_the_day_of_the_event_is_not_counted():
    assert add_working_days(calendar(), date(2026, 3, 2), 5) == DayAnswer(date(2026, 3, 9))
    assert add_working_days(calendar(), date(2026, 3, 2), 0) == DayAnswer(date(2026, 3, 2))
    assert add_working_days(calendar(), date(2026, 2, 13), 2) == DayAnswer(date(2026, 2, 24))


def test_a_missing_year_is_counted_by_the_week_and_named():
    answer = add_working_days(calendar(), date(2026, 12, 30), 5)
    assert answer == DayAnswer(date(2027, 1, 6), (2027,))
    assert (
        assumed_warning(answer.assumed_years) == "没有2027年的放假调休安排，暂按周一至周五推算，录入后须重算"
    )
    assert assumed_warning(()) == ""


def test_the_end_of_december_waits_for_the_next_notice():
    assert calendar().assumed_year(date(2026, 12, 24)) is None
    assert calendar().assumed_year(date(2026, 12, 25)) == 2027
    assert calendar().assumed_year(date(2018, 12, 28)) is None


def test_of_two_notices_the_later_holds():
    first = YearArrangement(
        2027, "一", date(2026, 11, 1), (Holiday("节", date(2027, 5, 3), date(2027, 5, 3)),)
    )
    again = YearArrangement(
        2027,
        "二",
        date(2027, 4, 1),
        (Holiday("节", date(2027, 5, 4), date(2027, 5, 4), (date(2027, 5, 3),)),),
    )
    assert WorkCalendar((again, first)).is_working_day(date(2027, 5, 3))


@given(DAYS, st.integers(0, 40))
def test_counting_forward_and_back_agree(start, count):
    answer = add_working_days(calendar(), start, count)
    assert working_days_between(calendar(), start, answer.day).days == count
    assert count == 0 or calendar().is_working_day(answer.day)


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_a_count_is_the_sum_of_its_parts(start, first, second):
    middle, end = start + timedelta(days=first), start + timedelta(days=first + second)
    parts = (
        working_days_between(calendar(), start, middle).days
        + working_days_between(calendar(), middle, end).days
    )
    assert working_days_between(calendar(), start, end).days == parts


@given(
    DAYS,
    st.integers(1, 20),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=4),
    st.integers(0, 60),
)
def test_used_and_left_are_always_the_limit_and_the_deadline_is_when_nothing_is_left(
    start, limit, spans, later
):
    clock, day = Clock(limit, start), start
    for running, standing in spans:
        day += timedelta(days=running)
        clock = clock.stopped(day)
        day += timedelta(days=standing)
        clock = clock.resumed(day)
    reading = read_clock(clock, calendar(), day + timedelta(days=later))
    assert reading.used_days + reading.left_days == limit
    due = deadline(clock, calendar())
    if due.day >= day:  # else it had passed before the last stop
        assert read_clock(clock, calendar(), due.day).left_days == 0 or due.day == day
        assert reading.is_overdue == (
            working_days_between(calendar(), due.day, day + timedelta(days=later)).days > 0
        )


def test_a_clock_that_stands_still_has_no_deadline_and_uses_no_days():
    clock = Clock(5, date(2026, 3, 2)).stopped(date(2026, 3, 4))
    reading = read_clock(clock, calendar(), date(2026, 3, 20))
    assert (reading.used_days, reading.left_days, reading.due_on) == (2, 3, None)
    assert clock.resumed(date(2026, 3, 20)).stops == (Stop(date(2026, 3, 4), date(2026, 3, 20)),)


def test_an_arrangement_out_of_a_file():
    read, problems = read_calendar({"calendar/2027.yaml": NOTICE})
    assert problems == []
    assert [read.is_working_day(date(2027, *day)) for day in ((1, 1), (1, 31), (2, 8), (2, 12))] == [
        False,
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("to: 2027-01-03", "to: 2026-12-30", "period-order", 6),
        ("2027-01-31", "2027-02-01", "worked-day", 7),
        ("2027-01-31", "2027-02-06", "worked-day", 7),
        ("worked", "work", "unknown-key", 7),
        ("2027-02-11", "2028-02-11", "period-order", 7),
        ("from: 2027-01-01, to: 2027-01-03", "from: 2026-01-01, to: 2026-01-03", "day-outside-year", 6),
        ("issued_on: 2026-11-10", "issued_on: 去年", "bad-date", 4),
        ("year: 2027", "year: 明年", "bad-year", 1),
    ],
)
def test_a_fault_in_an_arrangement_is_told_at_its_place_and_the_file_left_out(old, new, code, line):
    assert old in NOTICE
    read, problems = read_calendar({"calendar/2027.yaml": NOTICE.replace(old, new)})
    assert (code, line) in {(problem.code, problem.place.line) for problem in problems}
    assert read.years == frozenset()
