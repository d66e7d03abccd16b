"""Terms as the Civil Code counts them, for every anchor and every number of months."""

from __future__ import annotations

import calendar
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiuchuang.domain.kernel.day import (
    add_days,
    add_months,
    days_in_month,
    format_day,
    format_months,
    parse_day,
    parse_days,
    parse_months,
)

DAYS = st.dates(date(1800, 1, 1), date(2200, 12, 31))
MONTHS = st.integers(-1200, 1200)


@given(DAYS, MONTHS)
def test_the_corresponding_day_or_the_last_of_the_month(anchor: date, months: int) -> None:
    end = add_months(anchor, months)
    assert (end.year - anchor.year) * 12 + end.month - anchor.month == months
    assert end.day == min(anchor.day, calendar.monthrange(end.year, end.month)[1])


@given(DAYS, DAYS, MONTHS)
def test_a_later_anchor_never_ends_earlier(first: date, second: date, months: int) -> None:
    first, second = sorted((first, second))
    assert add_months(first, months) <= add_months(second, months)


@given(DAYS, MONTHS, MONTHS)
def test_more_months_never_end_earlier(anchor: date, one: int, other: int) -> None:
    one, other = sorted((one, other))
    assert add_months(anchor, one) <= add_months(anchor, other)


@given(DAYS.filter(lambda day: day.day <= 28), MONTHS, MONTHS)
def test_chaining_is_harmless_only_up_to_the_28th(anchor: date, one: int, other: int) -> None:
    assert add_months(add_months(anchor, one), other) == add_months(anchor, one + other)


def test_chaining_loses_days_at_the_end_of_a_month() -> None:
    anchor = date(2015, 1, 31)
    assert add_months(add_months(anchor, 1), 1) == date(2015, 3, 28)
    assert add_months(anchor, 2) == date(2015, 3, 31)


@given(st.integers(1, 9999), st.integers(1, 12))
def test_days_of_every_month(year: int, month: int) -> None:
    assert days_in_month(year, month) == calendar.monthrange(year, month)[1]


def test_the_start_day_is_not_counted() -> None:
    assert add_days(date(2016, 2, 28), 1) == date(2016, 2, 29)
    assert add_days(date(2016, 1, 1), 0) == date(2016, 1, 1)


@given(DAYS)
def test_every_way_to_write_a_day(day: date) -> None:
    year, month, number = day.year, day.month, day.day
    ways = [
        day.isoformat(),
        f"{year}年{month}月{number}日",
        f"{day:%Y%m%d}",
        f"{year}/{month}/{number}",
        f"{year}.{month}.{number}",
    ]
    assert {parse_day(way) for way in [*ways, format_day(day), f" {year} 年 {month} 月 {number} 日"]} == {day}


@pytest.mark.parametrize(
    "text", ["2015-02-29", "2016-13-01", "2016-00-10", "0000-01-01", "16-03-01", "2016-03", "三月一日", "", "2016-03-01T00:00"]
)  # fmt: skip
def test_what_is_no_day_is_refused_in_plain_words(text: str) -> None:
    with pytest.raises(ValueError, match="日期“"):
        parse_day(text)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("3个月", 3), ("36月", 36), ("3年", 36), ("半年", 6), ("一年半", 18), ("1年半", 18), ("两年", 24), ("二年", 24),
        ("十个月", 10), ("十二个月", 12), ("二十个月", 20), ("二十四个月", 24), ("十年", 120), (" 3 年 ", 36), ("0个月", 0),
    ],
)  # fmt: skip
def test_terms(text: str, months: int) -> None:
    assert parse_months(text) == months


@pytest.mark.parametrize(
    "text", ["", "年", "半", "个月", "二三个月", "十十个月", "3", "3天", "1年6个月", "-3年", "一岁", "1.5年"]
)
def test_what_is_no_term_is_refused_in_plain_words(text: str) -> None:
    with pytest.raises(ValueError, match="期限“"):
        parse_months(text)


@given(st.integers(1, 2400))
def test_a_term_reads_back_as_it_is_written(months: int) -> None:
    assert parse_months(format_months(months)) == months


@pytest.mark.parametrize(("text", "days"), [("15日", 15), ("5天", 5), (" 30 日", 30)])
def test_terms_in_days(text: str, days: int) -> None:
    assert parse_days(text) == days


@pytest.mark.parametrize("text", ["", "15", "日", "-5日", "5工作日"])
def test_what_is_no_term_in_days(text: str) -> None:
    with pytest.raises(ValueError, match="天数“"):
        parse_days(text)
