"""A command to a case: decided by the engine, its events added to the case's chain, all or nothing.

Two who act at the same moment wait for each other: the row of the case is locked (PostgreSQL), or the whole database
(SQLite begins at once as a writer). That nothing was missed is checked besides, by the number of events.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import Actor as RecordActor
from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.casework.actions.enter_register import enter_register
from jiuchuang.apps.casework.actions.keep_lists import keep_for_lists, open_key
from jiuchuang.apps.casework.actions.keep_payee import keep_payee, nowhere_to_pay
from jiuchuang.apps.casework.actions.keep_payment import joins_no_batch, keep_payment
from jiuchuang.apps.casework.actions.refuse_twice import refuse_twice
from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.casework.queries import calendar, chain_of, procedures, state_of
from jiuchuang.apps.casework.queries.same_subject import known_as
from jiuchuang.apps.org.models import Unit
from jiuchuang.domain.casework.codec import event_to_json
from jiuchuang.domain.casework.commands import Command, Submit
from jiuchuang.domain.casework.decide import decide
from jiuchuang.domain.casework.events import Event
from jiuchuang.domain.casework.evolve import evolve
from jiuchuang.domain.casework.state import CaseState
from jiuchuang.domain.casework.unfolding import Context
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal


@dataclass(frozen=True)
class TakenFurther:
    """The case after a command, and what happened; nothing where the same command was done before."""

    state: CaseState
    events: tuple[Event, ...]


@transaction.atomic
def open_case(
    *,
    command: Submit,
    procedure: str,
    version: int,
    matter: str,
    unit: Unit,
    account: int | None,
    at: datetime,
) -> TakenFurther | Refusal:
    """Open a case under a version of a procedure, at the unit that it belongs to (属地)."""
    kept = procedures().get((procedure, version))
    if kept is None:
        return Refusal(
            (Problem("procedure-unknown", f"没有“{procedure}”第{version}版流程", Place("procedure")),)
        )
    Case.objects.get_or_create(
        number=command.case,
        defaults={
            "procedure": procedure,
            "procedure_version": version,
            "matter": matter,
            "applicant": command.applicant,
            "unit": unit,
            "opened_on": timezone.localdate(at),
        },
    )
    outcome = take_further(number=command.case, command=command, account=account, at=at)
    if isinstance(outcome, Refusal):
        transaction.set_rollback(True)
    return outcome


@transaction.atomic
def take_further(
    *, number: str, command: Command, account: int | None, at: datetime
) -> TakenFurther | Refusal:
    """Give the case a command; `account` is who gives it, None for the platform itself and for residents."""
    case = Case.objects.select_for_update(of=("self",)).select_related("unit").filter(number=number).first()
    if case is None:
        return Refusal((Problem("no-case", f"没有编号为“{number}”的办件", Place("number")),))
    state = state_of(number)
    if (state.number if state else 0) != case.length:
        raise RuntimeError(f"case {number} has {case.length} events, its chain says {state and state.number}")
    procedure = procedures()[case.procedure, case.procedure_version]
    moment = timezone.localtime(at).replace(tzinfo=None)
    outcome = decide(state, command, Context(procedure, calendar(), moment))
    if isinstance(outcome, Refusal):
        return outcome
    if state is not None and state.status == "ended" and (rival := _reopened_beside(case, state, outcome)):
        return Refusal((rival,))
    asked = (refuse_twice(case, outcome), nowhere_to_pay(case, outcome), joins_no_batch(case, outcome, at))
    if against := tuple(problem for problem in asked if problem is not None):
        transaction.set_rollback(True)
        return Refusal(against)
    before = state
    for event in outcome:
        actor = RecordActor(account, event.actor.person)
        kind = type(event.happening).__name__
        record(chain=chain_of(number), kind=kind, actor=actor, at=at, content=event_to_json(event))
        state = evolve(state, event)
    assert state is not None
    by = RecordActor(account, command.actor.person)
    if not_entered := enter_register(case, before, state, by, at):
        transaction.set_rollback(True)
        return not_entered
    keep_for_lists(case, state, procedure, timezone.localdate(at))
    keep_payee(case, outcome, at)
    keep_payment(case, outcome, account, at)
    return TakenFurther(state, outcome)


def _reopened_beside(case: Case, state: CaseState, events: Iterable[Event]) -> Problem | None:
    """Why an ended case may not be taken up again, as after an appeal: another of the same matter is open."""
    for event in events:
        state = evolve(state, event)
    keys = [open_key(name, case.programme) for name in known_as(case.about or case.applicant)]
    rival = Case.objects.filter(open_key__in=keys).exclude(pk=case.pk).first()
    if state.status == "ended" or rival is None:
        return None
    message = f"同一事项已有在办的办件{rival.number}，这一件不能再重新办理"
    return Problem("case-open", message, Place("changed"), "可在那一件里办理，或先办结那一件")
