"""What a worklist and a reminder need to know of a case on a day: who is awaited, how long still, what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from jiuchuang.domain.casework.calendar import WorkCalendar, assumed_warning
from jiuchuang.domain.casework.clock import ClockReading, read_clock
from jiuchuang.domain.casework.events import OpenSeat
from jiuchuang.domain.casework.procedure import Node, Procedure
from jiuchuang.domain.casework.state import CaseState, Run
from jiuchuang.domain.kernel.problem import Place, Problem


@dataclass(frozen=True)
class StepReading:
    """An open step on a day: its round, the seats that have not spoken, and its clock.

    `earlier` are the clocks before an escalation, each with its own limit.
    """

    node: Node
    round: int
    awaited: tuple[OpenSeat, ...]
    clock: ClockReading
    earlier: tuple[ClockReading, ...]


def open_steps(
    state: CaseState, procedure: Procedure, calendar: WorkCalendar, on: date
) -> tuple[StepReading, ...]:
    """Every open step, the earliest due first (并联审批 waits for its slowest), those without a due day last."""
    readings = [_reading(run, procedure, calendar, on) for run in state.open_runs()]
    return tuple(sorted(readings, key=lambda one: (one.clock.due_on is None, one.clock.due_on or on)))


def _reading(run: Run, procedure: Procedure, calendar: WorkCalendar, on: date) -> StepReading:
    earlier = tuple(read_clock(clock, calendar, on) for clock in run.earlier_clocks)
    node = procedure.node(run.node)
    return StepReading(node, run.round, run.silent_seats(), read_clock(run.clock, calendar, on), earlier)


DueKind = Literal["step", "correction", "paper", "appeal", "notice"]


@dataclass(frozen=True)
class Due:
    """Something that has to come by a day; `is_overdue` when it has not, on the day of asking."""

    kind: DueKind
    label: str
    due_on: date
    is_overdue: bool


def dues(state: CaseState, procedure: Procedure, calendar: WorkCalendar, on: date) -> tuple[Due, ...]:
    """What is awaited by when: steps, the answer to a correction list, papers to follow, ends of notices."""
    found = [
        Due("step", step.node.label, step.clock.due_on, step.clock.is_overdue)
        for step in open_steps(state, procedure, calendar, on)
        if step.clock.due_on is not None
    ]
    if state.correction is not None:
        found.append(Due("correction", "补正材料", state.correction.due_on, on > state.correction.due_on))
    if state.status != "ended":
        found += [Due("paper", one.paper, one.due_on, on > one.due_on) for one in state.papers_due]
    for run in state.open_runs():
        if run.publication is not None:
            ends_on = run.publication.ends_on
            found.append(Due("notice", procedure.node(run.node).label, ends_on, on > ends_on))
    return tuple(sorted(found, key=lambda one: (one.due_on, one.kind, one.label)))


def clock_on(state: CaseState, procedure: Procedure, calendar: WorkCalendar, on: date) -> date | None:
    """The day after which the platform itself has something to do; None while nothing runs out by itself.

    A step whose silence means something, a correction list without answer, a notice without open objections.
    """
    if state.status == "ended":
        return None
    if state.correction is not None:
        return state.correction.due_on
    days: list[date] = []
    for run in state.open_runs():
        node = procedure.node(run.node)
        due_on = read_clock(run.clock, calendar, on).due_on
        silent = run.silent_seats()
        office = node.escalates_to
        lifted = office is not None and any(
            (one.role, one.level) == (office.role, office.level) for one in silent
        )
        if due_on is not None and node.silence not in (None, "none") and silent and not lifted:
            days.append(due_on)
        if run.publication is not None and not run.is_contested:
            days.append(run.publication.ends_on)
    return min(days, default=None)


def calendar_warnings(
    state: CaseState, procedure: Procedure, calendar: WorkCalendar, on: date
) -> tuple[Problem, ...]:
    """A warning for every open step whose days were counted without the holidays of a year."""
    found = []
    for step in open_steps(state, procedure, calendar, on):
        years = {*step.clock.assumed_years}
        run = state.run(step.node.id)
        if run is not None and run.publication is not None:
            years |= {*run.publication.assumed_years}
        if years:
            message = f"“{step.node.label}”：{assumed_warning(years)}"
            found.append(Problem("calendar-missing", message, Place(state.case), severity="warning"))
    return tuple(found)
