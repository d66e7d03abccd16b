"""Days as whole numbers since 1970-01-01, whole columns at a time; month ends clamp as in the rules."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from jiuchuang.gateways.population.chance import Ints

NO_DAY = -(2**30)
"""Stands for "there is no such day"; becomes null in a table."""
_EPOCH = date(1970, 1, 1).toordinal()


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH


def month_number(days: int | Ints) -> Ints:
    """Months since 1970-01 of the month that holds each day."""
    return _as_days(days).astype("datetime64[M]").astype(np.int64)


def first_of_month(months: Ints) -> Ints:
    """The first day of each month number."""
    return np.asarray(months, np.int64).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def year_of(days: int | Ints) -> Ints:
    """Calendar year of each day."""
    return month_number(days) // 12 + 1970


def day_in_year(year: int | Ints, month: int, day: int) -> Ints:
    """The given day of each calendar year."""
    return first_of_month((np.asarray(year, np.int64) - 1970) * 12 + month - 1) + day - 1


def add_months(days: int | Ints, months: int | Ints) -> Ints:
    """The corresponding day some months later, or the last day of that month."""
    start = np.asarray(days, np.int64)
    month = month_number(start)
    target = month + months
    last = first_of_month(target + 1) - first_of_month(target) - 1
    return first_of_month(target) + np.minimum(start - first_of_month(month), last)


def whole_years(since: Ints, until: int | Ints) -> Ints:
    """Whole years from one day to another, as an age is counted (full on the birthday)."""
    return whole_months(since, until) // 12


def whole_months(since: Ints, until: int | Ints) -> Ints:
    """Whole months from one day to another."""
    months = month_number(until) - month_number(since)
    return months - (add_months(since, months) > np.asarray(until, np.int64))


def calendar_digits(days: Ints) -> Ints:
    """Each day as the eight-digit number yyyymmdd."""
    month = month_number(days)
    within = np.asarray(days, np.int64) - first_of_month(month) + 1
    return (month // 12 + 1970) * 10_000 + (month % 12 + 1) * 100 + within


def _as_days(days: int | Ints) -> NDArray[np.datetime64]:
    return np.asarray(days, np.int64).astype("datetime64[D]")
