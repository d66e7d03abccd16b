"""Reading cases: the state out of the chain, the procedure that the case keeps, the calendar."""

from __future__ import annotations

from functools import cache

from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.domain.casework.calendar import WorkCalendar
from jiuchuang.domain.casework.codec import HAPPENINGS, event_from_json
from jiuchuang.domain.casework.events import Event
from jiuchuang.domain.casework.evolve import replay
from jiuchuang.domain.casework.procedure import Procedure
from jiuchuang.domain.casework.state import CaseState
from jiuchuang.gateways.procedures.store import load_calendar, load_procedures


def chain_of(number: str) -> str:
    """Name of the chain of a case."""
    return f"case/{number}"


def events_of(number: str) -> list[Event]:
    """Everything that happened in a case, in order; the chain holds other records besides (findings, papers)."""
    return [
        event_from_json(record["content"])
        for record in contents_of(chain_of(number))
        if record["kind"] in HAPPENINGS
    ]


def state_of(number: str) -> CaseState | None:
    """The case as its records say; None for one that is not there."""
    return replay(events_of(number))


@cache
def procedures() -> dict[tuple[str, int], Procedure]:
    """The shipped procedures by id and version."""
    read, problems = load_procedures()
    if problems:
        raise ValueError("\n".join(map(str, problems)))
    return {(procedure.id, procedure.version): procedure for procedure in read}


@cache
def calendar() -> WorkCalendar:
    """The shipped calendar of working days."""
    read, problems = load_calendar()
    if problems:
        raise ValueError("\n".join(map(str, problems)))
    return read
