"""Reading cases: the events and the state out of the chain."""

from __future__ import annotations

from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.domain.casework.codec import HAPPENINGS, event_from_json
from jiuchuang.domain.casework.events import Event
from jiuchuang.domain.casework.evolve import replay
from jiuchuang.domain.casework.state import CaseState


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
