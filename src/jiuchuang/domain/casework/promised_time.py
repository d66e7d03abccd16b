"""The clock of a whole case: the promise within which it is decided (承诺办结时限), beside the clocks of its steps.

It runs while any step that counts is in hand, so of several at the same time the longest counts once. It stands still
while a correction list is out, in a public notice, and in the steps that the procedure sets apart (特殊环节). It ends
with the decision, or with the case if that ends without one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from jiuchuang.domain.casework.calendar import WorkCalendar
from jiuchuang.domain.casework.clock import Clock, ClockReading, Stop, deadline, read_clock
from jiuchuang.domain.casework.procedure import Node, Procedure
from jiuchuang.domain.casework.state import CaseState, Publication

Span = tuple[date, date | None]
"""Days after the first up to and with the second, which is None while it lasts."""


def promised_clock(state: CaseState, procedure: Procedure) -> Clock | None:
    """The clock of the case; None where the procedure promises nothing, or the promise has not begun."""
    promise = procedure.promise
    if promise is None:
        return None
    start = _start(state, procedure)
    if start is None:
        return None
    running = [
        (max(first, start), last)
        for run in state.runs
        if _counts(procedure, procedure.node(run.node))
        for clock in (*run.earlier_clocks, run.clock)
        for first, last in _cut(_spans(clock), run.publication)
        if last is None or last > start
    ]
    spans = list(_joined(running)) or [(start, start)]
    stops = [Stop(last, then) for (_, last), (then, _) in pairwise(spans) if last]
    if spans[0][0] > start:
        stops.insert(0, Stop(start, spans[0][0]))
    ended_on = state.decision.decided_on if state.decision else state.ended_on
    last = spans[-1][1]
    if last is not None and last != ended_on:
        stops.append(Stop(last, ended_on))
    return Clock(promise.days, start, tuple(stops), ended_on)


def read_promise(
    state: CaseState, procedure: Procedure, calendar: WorkCalendar, on: date
) -> ClockReading | None:
    """What the clock of the case shows at the end of a day."""
    clock = promised_clock(state, procedure)
    return None if clock is None else read_clock(clock, calendar, on)


def promised_on(state: CaseState, procedure: Procedure, calendar: WorkCalendar) -> date | None:
    """The last day within the promise; None without one, while the clock stands still within it, and after its end."""
    clock = promised_clock(state, procedure)
    if clock is None or clock.ended_on is not None:
        return None
    if not clock.is_stopped:
        due = deadline(clock, calendar)
        return due.day if due else None
    stopped = clock.stops[-1].stopped_on
    due = deadline(clock.resumed(stopped), calendar)
    return due.day if due and due.day < stopped else None


def _start(state: CaseState, procedure: Procedure) -> date | None:
    """The day on which the promise begins to run, which is not counted itself."""
    assert procedure.promise is not None
    if procedure.promise.starts == "application":
        return state.runs[0].clock.started_on if state.runs else None
    accepted = (
        run.clock.ended_on
        for run in state.runs
        if procedure.node(run.node).kind == "accept" and run.closing == "passed"
    )
    return min((day for day in accepted if day is not None), default=None)


def _counts(procedure: Procedure, node: Node) -> bool:
    """Whether the days of a step count: not those of steps set apart, and of what follows the decision."""
    assert procedure.promise is not None
    deciding = procedure.deciding
    if node.id in procedure.promise.not_counted:
        return False
    return node is deciding or deciding.id in procedure.after[node.id]


def _spans(clock: Clock) -> Iterator[Span]:
    begin = clock.started_on
    for stop in clock.stops:
        yield begin, stop.stopped_on
        if stop.resumed_on is None:
            return
        begin = stop.resumed_on
    yield begin, clock.ended_on


def _cut(spans: Iterable[Span], notice: Publication | None) -> Iterator[Span]:
    """The spans without the days on which the notice runs; waiting for it to begin or be closed counts."""
    for first, last in spans:
        if notice is None:
            yield first, last
            continue
        if first < notice.opened_on:
            yield first, notice.opened_on if last is None else min(last, notice.opened_on)
        if last is None or last > notice.ends_on:
            yield max(first, notice.ends_on), last


def _joined(spans: list[Span]) -> Iterator[tuple[date, date | None]]:
    """Spans that touch or overlap as one, in order."""
    current: Span | None = None
    for first, last in sorted(spans, key=lambda span: span[0]):
        if current is None:
            current = (first, last)
        elif current[1] is None or first <= current[1]:
            end = None if current[1] is None or last is None else max(current[1], last)
            current = (current[0], end)
        else:
            yield current
            current = (first, last)
    if current is not None:
        yield current
