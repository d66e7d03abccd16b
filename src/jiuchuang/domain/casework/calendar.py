"""Working days: the week, the public holidays and the days worked in their place (调休).

Which days are off is laid down by the State Council's yearly notice, so it is data (`packs/calendar`). The day on
which a term begins is not counted (民法典 第201条). Where no notice is at hand for a day, the day is counted by the
week alone and the answer names the year, so that nobody takes a guess for a deadline.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
_NEW_YEAR_REACHES_BACK_TO = 25
"""From this day of December on the notice of the next year can decide: that of 2019 made 29 December 2018 a
working Saturday and 31 December a day off."""


@dataclass(frozen=True)
class Holiday:
    """One holiday of a notice: its days off, both ends included, and the weekend days worked for it."""

    name: str
    first_on: date
    last_on: date
    worked_on: tuple[date, ...] = ()

    def days_off(self) -> tuple[date, ...]:
        """Every day off, weekends inside it included."""
        count = (self.last_on - self.first_on).days + 1
        return tuple(self.first_on + timedelta(days=number) for number in range(count))


@dataclass(frozen=True)
class YearArrangement:
    """The notice for one year: its number (`国办发明电〔2025〕7号`), its day and its holidays."""

    year: int
    source: str
    issued_on: date
    holidays: tuple[Holiday, ...]


@dataclass(frozen=True)
class DayAnswer:
    """A day reached by counting; `assumed_years` are the years for which only the week was known."""

    day: date
    assumed_years: tuple[int, ...] = ()


@dataclass(frozen=True)
class CountAnswer:
    """A number of working days; `assumed_years` as in `DayAnswer`."""

    days: int
    assumed_years: tuple[int, ...] = ()


@dataclass(frozen=True)
class WorkCalendar:
    """The arrangements at hand. Of two that speak of one day the later notice holds (2020 was amended)."""

    arrangements: tuple[YearArrangement, ...] = ()

    @cached_property
    def _arranged(self) -> dict[date, bool]:
        """Day → whether it is worked, for every day that a notice names."""
        days: dict[date, bool] = {}
        for arrangement in sorted(self.arrangements, key=lambda one: one.issued_on):
            for holiday in arrangement.holidays:
                days.update(dict.fromkeys(holiday.days_off(), False))
                days.update(dict.fromkeys(holiday.worked_on, True))
        return days

    @cached_property
    def years(self) -> frozenset[int]:
        """Years with a notice."""
        return frozenset(arrangement.year for arrangement in self.arrangements)

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on that day; by the week alone where `assumed_year` says so."""
        return self._arranged.get(day, day.weekday() < _SATURDAY)

    def assumed_year(self, day: date) -> int | None:
        """The year whose notice would be needed to be sure of this day, None when all is at hand."""
        if day in self._arranged:
            return None
        if day.year not in self.years:
            return day.year
        reaches_back = day.month == 12 and day.day >= _NEW_YEAR_REACHES_BACK_TO
        return day.year + 1 if reaches_back and day.year + 1 not in self.years else None


def add_working_days(calendar: WorkCalendar, start_on: date, count: int) -> DayAnswer:
    """The `count`-th working day after `start_on`, which is not counted itself; `start_on` for 0.

    Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError(f"cannot count {count} working days")
    day, left, assumed = start_on, count, set[int]()
    while left:
        day += _ONE_DAY
        _note(calendar, day, assumed)
        left -= calendar.is_working_day(day)
    return DayAnswer(day, tuple(sorted(assumed)))


def working_days_between(calendar: WorkCalendar, start_on: date, until_on: date) -> CountAnswer:
    """How many working days lie after `start_on` up to and with `until_on`; 0 when `until_on` is not later."""
    day, count, assumed = start_on, 0, set[int]()
    while day < until_on:
        day += _ONE_DAY
        _note(calendar, day, assumed)
        count += calendar.is_working_day(day)
    return CountAnswer(count, tuple(sorted(assumed)))


def assumed_warning(years: Iterable[int]) -> str:
    """What to say beside a day or a count that rests on the week alone; empty when it does not."""
    named = "、".join(f"{year}年" for year in sorted(set(years)))
    return f"没有{named}的放假调休安排，暂按周一至周五推算，录入后须重算" if named else ""


def _note(calendar: WorkCalendar, day: date, assumed: set[int]) -> None:
    year = calendar.assumed_year(day)
    if year is not None:
        assumed.add(year)
