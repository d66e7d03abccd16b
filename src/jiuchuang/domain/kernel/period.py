"""Periods of whole days, closed at both ends, as policy documents and registers give them.

`自2017年1月1日起至2017年12月31日止` includes both days. An open end is None: no first day known, or none
last. Months and years are terms, not periods; see `jiuchuang.domain.kernel.day`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both included; None leaves that end open.

    Raises ValueError when `last` is before `first`: read people's input with `jiuchuang.domain.kernel.day`
    and compare first.
    """

    first: date | None
    last: date | None

    def __post_init__(self) -> None:
        if self.first is not None and self.last is not None and self.last < self.first:
            raise ValueError(f"period ends on {self.last}, before it begins on {self.first}")

    def __contains__(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def __str__(self) -> str:
        first = self.first.isoformat() if self.first else "…"
        return f"{first}/{self.last.isoformat() if self.last else '…'}"

    def overlaps(self, other: Period) -> bool:
        """Whether some day is in both."""
        return self.common(other) is not None

    def common(self, other: Period) -> Period | None:
        """The days that are in both, or None when there is none."""
        first = max((end for end in (self.first, other.first) if end is not None), default=None)
        last = min((end for end in (self.last, other.last) if end is not None), default=None)
        if first is not None and last is not None and last < first:
            return None
        return Period(first, last)

    def days(self) -> int | None:
        """How many days it has; None when an end is open."""
        if self.first is None or self.last is None:
            return None
        return (self.last - self.first).days + 1


ALWAYS = Period(None, None)


def joined(periods: Iterable[Period]) -> list[Period]:
    """The same days as the fewest periods, in order; periods that touch or overlap become one."""
    merged: list[Period] = []
    for period in sorted(periods, key=_first_day):
        before = merged[-1] if merged else None
        if before is not None and _touches(before, period):
            last = None if before.last is None or period.last is None else max(before.last, period.last)
            merged[-1] = Period(before.first, last)
        else:
            merged.append(period)
    return merged


def gaps(periods: Iterable[Period], within: Period = ALWAYS) -> list[Period]:
    """The days of `within` that are in none of `periods`, as periods in order."""
    found: list[Period] = []
    first = within.first
    for period in joined(periods):
        common = period.common(within)
        if common is None:
            continue
        if common.first not in (None, date.min) and (first is None or first < common.first):
            found.append(Period(first, common.first - _ONE_DAY))
        if common.last in (None, date.max, within.last):
            break
        first = common.last + _ONE_DAY
    else:
        found.append(Period(first, within.last))
    return found


def _first_day(period: Period) -> date:
    return period.first if period.first is not None else date.min


def _touches(before: Period, after: Period) -> bool:
    """Whether no day lies between two periods of which `before` does not begin later."""
    if before.last is None or after.first is None or before.last == date.max:
        return True
    return after.first <= before.last + _ONE_DAY
