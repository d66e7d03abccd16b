"""State out of events, one after the other; nothing is checked here, because what happened has happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import singledispatch

from jiuchuang.domain.casework import events as e
from jiuchuang.domain.casework.clock import Clock
from jiuchuang.domain.casework.events import Event, Happening
from jiuchuang.domain.casework.state import (
    AppealState,
    CaseState,
    Correction,
    Decision,
    Objection,
    Promise,
    Publication,
    Run,
    Vote,
)

SIGNING = (
    e.Accepted,
    e.Declined,
    e.CorrectionAsked,
    e.SentBack,
    e.OpinionGiven,
    e.VisitRecorded,
    e.CheckRecorded,
    e.NoticeOpened,
    e.ObjectionSettled,
    e.Decided,
    e.HandedOver,
    e.PaymentConfirmed,
    e.Archived,
)
"""Happenings by which a person has had a hand in a step."""

_LEAVES_NO_TRACE = (e.NodeOpened, e.NodeSkipped, e.NodeClosed, e.Urged, e.Transferred)


def replay(events: Iterable[Event]) -> CaseState | None:
    """The state after all events; None for none."""
    state: CaseState | None = None
    for event in events:
        state = evolve(state, event)
    return state


def evolve(state: CaseState | None, event: Event) -> CaseState:
    """The state after one event more.

    Raises ValueError when the event is not the next one of the case: a log with a gap is no log.
    """
    expected = 1 if state is None else state.number + 1
    if event.number != expected:
        raise ValueError(f"event {event.number} where {expected} should stand")
    happening = event.happening
    if isinstance(happening, e.CaseOpened):
        state = CaseState(
            happening.case,
            happening.procedure,
            happening.version,
            happening.applicant,
            happening.papers,
            happening.claimed_fen,
            event.number,
            event.at,
            happening.first_time,
        )
    if state is None:
        raise ValueError(f"a case cannot begin with {type(happening).__name__}")
    if isinstance(happening, e.AtRound) and not isinstance(happening, e.NodeOpened):
        state = _leave_trace(state, happening, event)
    state = _apply(happening, state, event)
    keys = {**state.keys, event.key: event.request}
    return replace(state, number=event.number, at=event.at, keys=keys)


def _leave_trace(state: CaseState, happening: e.AtRound, event: Event) -> CaseState:
    if isinstance(happening, SIGNING):
        so_far = state.hands.get(happening.node, frozenset())
        state = replace(state, hands={**state.hands, happening.node: so_far | event.actor.persons})
    if isinstance(happening, _LEAVES_NO_TRACE):
        return state
    return _in_run(state, happening, lambda run: replace(run, touched=True))


def _in_run(state: CaseState, happening: e.AtRound, change: Callable[[Run], Run]) -> CaseState:
    runs = tuple(
        change(run) if (run.node, run.round) == (happening.node, happening.round) else run
        for run in state.runs
    )
    return replace(state, runs=runs)


def _clocks(state: CaseState, change: Callable[[Clock], Clock]) -> tuple[Run, ...]:
    return tuple(replace(run, clock=change(run.clock)) if run.is_open else run for run in state.runs)


@singledispatch
def _apply(happening: Happening, state: CaseState, event: Event) -> CaseState:
    """Happenings that change nothing but the log and the trace."""
    return state


@_apply.register
def _(happening: e.NodeOpened, state: CaseState, event: Event) -> CaseState:
    before, today = state.run(happening.node), event.at.date()
    clock = Clock(happening.limit_days, today)
    earlier: tuple[Clock, ...] = ()
    if happening.keeps_clock and before is not None:
        clock, earlier = _going_on(before.clock, today), before.earlier_clocks
    run = Run(
        happening.node,
        happening.round,
        happening.seats,
        clock,
        earlier_clocks=earlier,
        list_used=happening.list_used,
    )
    return replace(state, runs=(*state.runs, run))


@_apply.register
def _(happening: e.NodeSkipped, state: CaseState, event: Event) -> CaseState:
    today = event.at.date()
    run = Run(happening.node, happening.round, (), Clock(None, today, (), today), closing="skipped")
    return replace(state, runs=(*state.runs, run))


def _going_on(clock: Clock, today: date) -> Clock:
    """A clock that had ended goes on; the days between count as a stop."""
    if clock.ended_on is None:
        return clock
    return replace(clock, ended_on=None).stopped(clock.ended_on).resumed(today)


@_apply.register
def _(happening: e.NodeClosed, state: CaseState, event: Event) -> CaseState:
    def close(run: Run) -> Run:
        clock = run.clock.ended(event.at.date())
        return replace(run, closing=happening.closing, clock=clock, closed_by=event.actor.person)

    return _in_run(state, happening, close)


@_apply.register
def _(happening: e.Accepted, state: CaseState, event: Event) -> CaseState:
    promises = tuple(Promise(text) for text in happening.promises)
    return replace(
        state, papers_due=state.papers_due + happening.papers_due, promises=state.promises + promises
    )


@_apply.register
def _(happening: e.PapersBrought, state: CaseState, event: Event) -> CaseState:
    due = tuple(one for one in state.papers_due if one.paper not in happening.papers)
    return replace(state, papers_due=due, papers=state.papers + happening.papers)


@_apply.register
def _(happening: e.PromiseVerified, state: CaseState, event: Event) -> CaseState:
    promises = tuple(
        replace(one, kept=happening.kept) if one.text == happening.promise else one for one in state.promises
    )
    return replace(state, promises=promises)


@_apply.register
def _(happening: e.CorrectionAsked, state: CaseState, event: Event) -> CaseState:
    today = event.at.date()
    state = _in_run(state, happening, lambda run: replace(run, list_used=True))
    correction = Correction(happening.node, happening.round, happening.items, today, happening.due_on)
    runs = _clocks(state, lambda clock: clock.stopped(today))
    return replace(state, status="correcting", correction=correction, runs=runs)


@_apply.register
def _(happening: e.Supplemented, state: CaseState, event: Event) -> CaseState:
    today = event.at.date()
    runs = _clocks(state, lambda clock: clock.resumed(today))
    papers = state.papers + happening.papers
    return replace(state, status="open", correction=None, runs=runs, papers=papers)


@_apply.register
def _(happening: e.Transferred, state: CaseState, event: Event) -> CaseState:
    def hand_on(run: Run) -> Run:
        seats = (
            replace(one, unit=happening.to_unit) if one.id == happening.seat else one for one in run.seats
        )
        return replace(run, seats=tuple(seats))

    return _in_run(state, happening, hand_on)


@_apply.register
def _(happening: e.SignerAdded, state: CaseState, event: Event) -> CaseState:
    return _in_run(state, happening, lambda run: replace(run, seats=(*run.seats, happening.seat)))


@_apply.register
def _(happening: e.Urged, state: CaseState, event: Event) -> CaseState:
    mark = (event.actor.person, event.at.date())
    return _in_run(state, happening, lambda run: replace(run, urged=(*run.urged, mark)))


@_apply.register
def _(happening: e.OpinionGiven, state: CaseState, event: Event) -> CaseState:
    persons, today = event.actor.persons, event.at.date()
    vote = Vote(persons, happening.seat, happening.stance, happening.reasons, today)
    return _in_run(state, happening, lambda run: replace(run, votes=(*run.votes, vote)))


@_apply.register
def _(happening: e.SilenceTaken, state: CaseState, event: Event) -> CaseState:
    today = event.at.date()
    votes = tuple(Vote(frozenset(), seat, "agree", "", today, silent=True) for seat in happening.seats)
    return _in_run(state, happening, lambda run: replace(run, votes=run.votes + votes))


@_apply.register
def _(happening: e.Escalated, state: CaseState, event: Event) -> CaseState:
    today = event.at.date()

    def lift(run: Run) -> Run:
        silent = {seat.id for seat in run.silent_seats()}
        seats = tuple(
            replace(seat, role=happening.role, level=happening.level, unit="") if seat.id in silent else seat
            for seat in run.seats
        )
        clocks = (*run.earlier_clocks, run.clock.ended(today))
        return replace(run, seats=seats, clock=Clock(run.clock.limit_days, today), earlier_clocks=clocks)

    return _in_run(state, happening, lift)


@_apply.register
def _(happening: e.NoticeOpened, state: CaseState, event: Event) -> CaseState:
    notice = Publication(happening.list_id, event.at.date(), happening.ends_on, happening.assumed_years)
    return _in_run(state, happening, lambda run: replace(run, publication=notice))


@_apply.register
def _(happening: e.Objected, state: CaseState, event: Event) -> CaseState:
    persons, today = event.actor.persons, event.at.date()
    objection = Objection(happening.objection, persons, happening.display, happening.reasons, today)
    return _in_publication(state, happening, lambda objections: (*objections, objection))


@_apply.register
def _(happening: e.ObjectionSettled, state: CaseState, event: Event) -> CaseState:
    def settle(objections: tuple[Objection, ...]) -> tuple[Objection, ...]:
        settled = (
            replace(one, upheld=happening.upheld) if one.id == happening.objection else one
            for one in objections
        )
        return tuple(settled)

    return _in_publication(state, happening, settle)


def _in_publication(
    state: CaseState, happening: e.AtRound, change: Callable[[tuple[Objection, ...]], tuple[Objection, ...]]
) -> CaseState:
    def in_run(run: Run) -> Run:
        assert run.publication is not None
        objections = change(run.publication.objections)
        return replace(run, publication=replace(run.publication, objections=objections))

    return _in_run(state, happening, in_run)


@_apply.register
def _(happening: e.Decided, state: CaseState, event: Event) -> CaseState:
    decision = Decision(
        happening.round,
        happening.approved,
        happening.amount_fen,
        happening.reasons,
        happening.clauses,
        event.at.date(),
        happening.signed_list,
    )
    return replace(state, decision=decision)


@_apply.register
def _(happening: e.HandedOver, state: CaseState, event: Event) -> CaseState:
    return replace(state, batch=happening.batch)


@_apply.register
def _(happening: e.PaymentConfirmed, state: CaseState, event: Event) -> CaseState:
    return replace(state, posted=True) if happening.posted else replace(state, batch="")


@_apply.register
def _(happening: e.Archived, state: CaseState, event: Event) -> CaseState:
    return replace(state, file_number=happening.file_number)


@_apply.register
def _(happening: e.Appealed, state: CaseState, event: Event) -> CaseState:
    today = event.at.date()
    appeal = AppealState(happening.appeal, happening.kind, happening.reasons, today, happening.late)
    return replace(state, appeals=(*state.appeals, appeal))


@_apply.register
def _(happening: e.AppealSettled, state: CaseState, event: Event) -> CaseState:
    settled_on = event.at.date()
    appeals = tuple(
        replace(one, changed=happening.changed, answer=happening.reasons, settled_on=settled_on)
        if one.id == happening.appeal
        else one
        for one in state.appeals
    )
    state = replace(state, appeals=appeals)
    if not happening.changed:
        return state
    aside = state.set_aside if state.decision is None else (*state.set_aside, state.decision)
    return replace(
        state,
        status="open",
        outcome=None,
        ended_on=None,
        decision=None,
        set_aside=aside,
        batch="",
        file_number="",
    )


@_apply.register
def _(happening: e.CaseEnded, state: CaseState, event: Event) -> CaseState:
    return replace(
        state, status="ended", outcome=happening.outcome, ended_on=event.at.date(), correction=None
    )
