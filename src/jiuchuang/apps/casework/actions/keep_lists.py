"""After every command: what lists and worklists need of a case, drawn from its state."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from jiuchuang.apps.casework.models import AwaitedSeat, Case
from jiuchuang.apps.casework.queries.kept import calendar, calendar_mark
from jiuchuang.apps.casework.queries.offices import Offices, Sitting, expected_fen, lowest_tier
from jiuchuang.domain.casework.calendar import WorkCalendar
from jiuchuang.domain.casework.commands import APPEAL_LABELS
from jiuchuang.domain.casework.procedure import Node, Procedure
from jiuchuang.domain.casework.promised_time import promised_on
from jiuchuang.domain.casework.state import CaseState, Run
from jiuchuang.domain.casework.views import clock_on, dues, open_steps

_KEPT = (
    "node_kind",
    "node_label",
    "seat_label",
    "unit_name",
    "place_id",
    "due_on",
    "is_open",
    "is_primary",
    "barred",
    "published_in",
    "batch",
    "mark",
)


def keep_for_lists(case: Case, state: CaseState, procedure: Procedure, on: date) -> None:
    """Bring the row of the case and its seats up to its state. Raises RuntimeError when the case went on meanwhile."""
    days = calendar()
    waiting = dues(state, procedure, days, on)
    decision = state.decision
    new = {
        "length": state.number,
        "status": state.status,
        "outcome": state.outcome or "",
        "due_on": waiting[0].due_on if waiting else None,
        "amount_fen": decision.amount_fen if decision else None,
        "decided_on": decision.decided_on if decision else None,
        "clock_on": clock_on(state, procedure, days, on),
        "promised_on": promised_on(state, procedure, days),
        "open_key": _open_key(case) if state.status != "ended" else None,
        "calendar": calendar_mark(days),
    }
    if Case.objects.filter(pk=case.pk, length=case.length).update(**new) != 1:
        raise RuntimeError(f"case {case.number} went on while a command was decided")
    for name, value in new.items():
        setattr(case, name, value)
    _keep_seats(case, state, procedure, days, on)


def open_key(target: str, programme: str) -> str:
    """What can be open once: a programme for a target (`kind:number`), whoever of several applied for it."""
    return f"{target}|{programme}"


def _open_key(case: Case) -> str | None:
    if not case.programme or not case.subject_number:
        return None
    return open_key(case.about or case.applicant, case.programme)


def _keep_seats(case: Case, state: CaseState, procedure: Procedure, days: WorkCalendar, on: date) -> None:
    due = {(one.node.id, one.round): one.clock.due_on for one in open_steps(state, procedure, days, on)}
    offices = Offices(case.unit, on)
    wanted: dict[tuple[str, int, str, str, str], AwaitedSeat] = {}
    for run in state.open_runs():
        node = procedure.node(run.node)
        barred = _barred(state, procedure, node)
        lowest = 0
        if node.kind == "decide":
            lowest = lowest_tier(node, run, expected_fen(state, case.finding_fen))
        for number, sitting in enumerate(offices.sittings(node, run)):
            row = _row(case, node, run, sitting)
            row.due_on, row.barred = due.get((node.id, run.round)), barred
            row.published_in = run.publication.list_id if run.publication else ""
            row.batch = state.batch[:40] if node.kind == "pay" else ""
            row.mark = AwaitedSeat.OBJECTION if run.is_contested else ""
            if node.kind == "decide" and sitting.seat.id == "":
                row.is_primary, row.is_open = number == lowest, number >= lowest
            wanted[_key(row)] = row
    for row in _appeals(case, state, procedure, offices):
        wanted[_key(row)] = row
    standing = {_key(row): row for row in AwaitedSeat.objects.filter(case=case)}
    fresh = [row for key, row in wanted.items() if key not in standing]
    AwaitedSeat.objects.bulk_create(fresh)
    changed = []
    for key, row in standing.items():
        new = wanted.get(key)
        values = {name: getattr(new, name) for name in _KEPT} if new else {"is_open": False}
        if any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    AwaitedSeat.objects.bulk_update(changed, [name.removesuffix("_id") for name in _KEPT])


def _appeals(case: Case, state: CaseState, procedure: Procedure, offices: Offices) -> Iterator[AwaitedSeat]:
    """Whoever settles appeals has to learn of one, though no step of the case is open."""
    office = procedure.appeals_to
    hands = frozenset[str]().union(*state.hands.values(), {state.applicant})
    for number, appeal in enumerate(state.appeals, 1):
        if appeal.changed is None:
            yield AwaitedSeat(
                case=case,
                node_kind=AwaitedSeat.APPEAL,
                node_label=f"处理{APPEAL_LABELS[appeal.kind]}",
                round=number,
                role=office.role,
                level=office.level,
                place=offices.place(office.level, ""),
                barred=_between_bars(hands),
            )


def _row(case: Case, node: Node, run: Run, sitting: Sitting) -> AwaitedSeat:
    return AwaitedSeat(
        case=case,
        node=node.id,
        node_kind=node.kind,
        node_label=node.label,
        round=run.round,
        seat=sitting.seat.id,
        seat_label=sitting.seat.label,
        role=sitting.role,
        level=sitting.level,
        unit_name=sitting.seat.unit,
        place=sitting.place,
    )


def _key(row: AwaitedSeat) -> tuple[str, int, str, str, str]:
    return row.node, row.round, row.seat, row.level, row.role


def _barred(state: CaseState, procedure: Procedure, node: Node) -> str:
    """Everybody who had a hand in a step that does not go with this one, and the applicant."""
    names = {state.applicant}
    for other in procedure.conflicting(node.id):
        names |= state.hands.get(other, frozenset())
    return _between_bars(names)


def _between_bars(names: Collection[str]) -> str:
    return "|" + "".join(f"{name}|" for name in sorted(names))
