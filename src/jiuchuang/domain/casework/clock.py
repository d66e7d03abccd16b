"""The clock of one step of a case: working days allowed, used and left, with the spans in which it stood still.

The day on which it starts is not counted, nor is the day on which it goes on after a stop; the day on which it is
stopped is. So a day is either used or within a stop, never both, and used + left is always the limit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from jiuchuang.domain.casework.calendar import WorkCalendar, add_working_days, working_days_between


@dataclass(frozen=True)
class Stop:
    """A span in which the clock stood: after `stopped_on` up to and with `resumed_on`, None while it lasts."""

    stopped_on: date
    resumed_on: date | None = None


@dataclass(frozen=True)
class Clock:
    """`limit_days` working days from `started_on`; None when the step has no time limit."""

    limit_days: int | None
    started_on: date
    stops: tuple[Stop, ...] = ()
    ended_on: date | None = None

    @property
    def is_stopped(self) -> bool:
        """Whether it stands still at the moment."""
        return bool(self.stops) and self.stops[-1].resumed_on is None

    def stopped(self, day: date) -> Clock:
        """The clock stopped on that day; unchanged when it stands still or has ended."""
        if self.is_stopped or self.ended_on is not None:
            return self
        return replace(self, stops=(*self.stops, Stop(day)))

    def resumed(self, day: date) -> Clock:
        """The clock going on after that day; unchanged when it does not stand still."""
        if not self.is_stopped:
            return self
        return replace(self, stops=(*self.stops[:-1], Stop(self.stops[-1].stopped_on, day)))

    def ended(self, day: date) -> Clock:
        """The clock at its end; no day after that one is counted."""
        return self if self.ended_on is not None else replace(self, ended_on=day)


@dataclass(frozen=True)
class ClockReading:
    """A clock on one day: working days used and left (negative when overdue; None without a limit).

    `due_on` is the last day within the limit if nothing stops it from now on; None without a limit and while it
    stands still. `assumed_years` are the years whose holidays are not at hand.
    """

    limit_days: int | None
    used_days: int
    left_days: int | None
    due_on: date | None
    stops: tuple[Stop, ...]
    assumed_years: tuple[int, ...]

    @property
    def is_overdue(self) -> bool:
        """Whether more days were used than allowed."""
        return self.left_days is not None and self.left_days < 0


def read_clock(clock: Clock, calendar: WorkCalendar, on: date) -> ClockReading:
    """What the clock shows at the end of a day."""
    used, assumed, running_from = 0, set[int](), clock.started_on
    end = on if clock.ended_on is None else min(on, clock.ended_on)
    for stop in clock.stops:
        span = working_days_between(calendar, running_from, min(stop.stopped_on, end))
        used, running_from = used + span.days, stop.resumed_on or end
        assumed.update(span.assumed_years)
    span = working_days_between(calendar, running_from, end)
    used += span.days
    assumed.update(span.assumed_years)
    if clock.limit_days is None:
        return ClockReading(None, used, None, None, clock.stops, tuple(sorted(assumed)))
    left, due_on = clock.limit_days - used, None
    if not clock.is_stopped:
        due = deadline(clock, calendar)
        due_on = due.day if due is not None else None
        assumed.update(due.assumed_years if due is not None else ())
    return ClockReading(clock.limit_days, used, left, due_on, clock.stops, tuple(sorted(assumed)))


@dataclass(frozen=True)
class Deadline:
    """The last day within the limit, and the years whose holidays are not at hand for it."""

    day: date
    assumed_years: tuple[int, ...]


def deadline(clock: Clock, calendar: WorkCalendar) -> Deadline | None:
    """The last day within the limit; None without a limit and while the clock stands still."""
    if clock.limit_days is None or clock.is_stopped:
        return None
    left, running_from, assumed = clock.limit_days, clock.started_on, set[int]()
    for stop in clock.stops:
        span = working_days_between(calendar, running_from, stop.stopped_on)
        if span.days >= left:
            break
        assumed.update(span.assumed_years)
        left, running_from = left - span.days, stop.resumed_on or stop.stopped_on
    due = add_working_days(calendar, running_from, left)
    return Deadline(due.day, tuple(sorted(assumed.union(due.assumed_years))))
