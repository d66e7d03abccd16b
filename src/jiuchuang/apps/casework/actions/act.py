"""A verb on a case, by staff or by the applicant: grants make an actor of who asks, then the engine decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import Actor as RecordActor
from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.casework.actions.enter_into_ledger import enter_into_ledger
from jiuchuang.apps.casework.actions.examine import examine
from jiuchuang.apps.casework.actions.object_to_row import settle_in_list
from jiuchuang.apps.casework.actions.take_further import TakenFurther, take_further
from jiuchuang.apps.casework.models import Case, Finding
from jiuchuang.apps.casework.queries.acting import (
    Resident,
    acting_as,
    acting_for_case,
    acting_for_self,
    acting_in_office,
    still_seated,
)
from jiuchuang.apps.casework.queries.events import chain_of, state_of
from jiuchuang.apps.casework.queries.kept import procedures
from jiuchuang.apps.casework.queries.offices import Offices
from jiuchuang.apps.casework.queries.reach import in_sight
from jiuchuang.apps.casework.queries.same_subject import known_as
from jiuchuang.apps.casework.queries.verbs import COMMANDS, placed
from jiuchuang.apps.org.queries import Access
from jiuchuang.domain.casework import commands as c
from jiuchuang.domain.casework.commands import Actor, Command
from jiuchuang.domain.casework.procedure import Node, Procedure
from jiuchuang.domain.casework.state import MAIN, CaseState
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

_OF_APPLICANTS = (c.SupplyPapers, c.Supplement, c.Withdraw, c.Confirm, c.OptOut, c.Appeal)


@transaction.atomic
def act(
    *, access: Access | Resident, number: str, verb: str, fields: Mapping[str, Any], key: str, at: datetime
) -> TakenFurther | Refusal:
    """Do `verb` (a key of `queries.verbs.COMMANDS`) with the fields of its command (`domain.casework.commands`).

    `fields` has what the command asks for besides key and actor. `key` comes with the page: the same one twice is
    done once. A decision takes `departure` besides: why it does not follow the day's finding. Verbs of applicants
    may be given by staff for them (代办). Problems are placed at the name of the field.
    """
    case = _case(access, number)
    kind = COMMANDS.get(verb)
    if case is None or kind is None:
        return _refused("no-case", f"没有编号为“{number}”的办件，或不能这样办")
    case = Case.objects.select_for_update(of=("self",)).select_related("unit").get(pk=case.pk)
    state = state_of(number)
    assert state is not None
    procedure = procedures()[case.procedure, case.procedure_version]
    given = dict(fields)
    departure = str(given.pop("departure", "")).strip()
    node = procedure.by_id.get(str(given.get("node", "")))
    actor = actor_for(access, case, state, procedure, kind, node, given)
    if isinstance(actor, Refusal):
        return actor
    try:
        command = kind(key=key, actor=actor, **given)
    except TypeError:
        return _refused("fields-wrong", "提交的内容不完整，请刷新页面后重填")
    if refusal := _unit_unknown(case, command, timezone.localdate(at)):
        return refusal
    finding = None
    if isinstance(command, c.Decide) and command.key not in state.keys:
        finding = examine(case=case, at=at)
        against = departs(command, finding, departure, was_found=bool(case.finding_status))
        if against is not None:
            transaction.set_rollback(True)
            return against
    account = access.account.pk if isinstance(access, Access) else None
    done = take_further(number=number, command=command, account=account, at=at)
    if isinstance(done, Refusal):
        transaction.set_rollback(True)
        return placed(done)
    if isinstance(command, c.ConfirmPayment) and command.posted and done.events:
        enter_into_ledger(case, done.state, access, at)
    if isinstance(command, c.SettleObjection) and done.events:
        settle_in_list(case, command, RecordActor(account, actor.person), at)
    if isinstance(command, c.Decide) and done.events:
        tell_departure(case, command, finding, departure, account, at)
    return done


def actor_for(
    access: Access | Resident,
    case: Case,
    state: CaseState,
    procedure: Procedure,
    kind: type[Command],
    node: Node | None,
    fields: Mapping[str, Any],
) -> Actor | Refusal:
    """In what capacity the verb is asked for."""
    if isinstance(access, Resident):
        return acting_for_self(access, case)
    if kind in _OF_APPLICANTS:
        found = acting_for_case(access, case, "case.submit-for")
        return found if isinstance(found, Refusal) else replace(found, stands_for=case.applicant)
    if kind is c.SettleAppeal:
        return acting_in_office(access, case, procedure.appeals_to)
    if kind is c.Urge:
        own = acting_for_case(access, case, "case.urge")
        return acting_for_case(access, case, "case.submit-for") if isinstance(own, Refusal) else own
    if kind is c.Recall and node is not None:
        return still_seated(access, case, state, node)
    if kind in (c.VerifyPromise, c.LapseCorrection):
        return _any_seat(access, case, state, procedure)
    if node is None:
        return _refused("unknown-node", "没有这个环节，请刷新页面")
    amount = fields.get("amount_fen") if fields.get("approved") else None
    seats = _seats_meant(kind, state, node, fields)
    return _seated(access, case, state, node, seats, amount, even_recused=kind is c.Transfer)


def _seats_meant(
    kind: type[Command], state: CaseState, node: Node, fields: Mapping[str, Any]
) -> tuple[str, ...]:
    """The seat that a command names; one that names none means any of the step, called-in signers last."""
    run = state.run(node.id)
    if kind in (c.GiveOpinion, c.Transfer) or run is None:
        return (str(fields.get("seat", MAIN)),)
    return tuple(one.id for one in sorted(run.seats, key=lambda one: one.added))


def _seated(
    access: Access,
    case: Case,
    state: CaseState,
    node: Node,
    seats: tuple[str, ...],
    amount_fen: int | None = None,
    *,
    even_recused: bool = False,
) -> Actor | Refusal:
    """The account in the first of these seats that it may take, else why not in the first."""
    first: Refusal | None = None
    for seat in seats:
        found = acting_as(
            access, case, state, node, seat=seat, amount_fen=amount_fen, even_recused=even_recused
        )
        if not isinstance(found, Refusal):
            return found
        first = first or found
    return first or _refused("not-yours", "这件事项现在不在您手里")


def departs(command: c.Decide, finding: Finding | None, departure: str, *, was_found: bool) -> Refusal | None:
    """Why a decision may not go against the finding of the day: without a reason for it, never.

    `was_found`: there was a finding before; where there is none today, the programme has left the law.
    """
    if departure or (finding is None and not was_found):
        return None
    if finding is None:
        message = "今天施行的政策里没有这个项目，决定要写明依据哪天的政策、为什么"
        return _refused("law-gone", message, "departure")
    if command.approved and finding.status != "eligible":
        message = "今天核验的结果不是“符合条件”，批准要写明理由"
        return _refused("against-finding", message, "departure")
    if command.approved and command.amount_fen != finding.amount_fen:
        return _refused("amount-departs", "金额与核验得出的不同，要写明理由", "departure")
    if not command.approved and finding.status == "eligible":
        return _refused("against-finding", "今天核验的结果是“符合条件”，不予批准要写明理由", "departure")
    return None


def tell_departure(
    case: Case,
    command: c.Decide,
    finding: Finding | None,
    departure: str,
    account: int | None,
    at: datetime,
) -> None:
    """Record which finding a decision had before it, and why it went another way."""
    content = {
        "finding": finding.seq if finding else None,
        "examined_on": timezone.localdate(at).isoformat(),
        "found": finding.status if finding else None,
        "found_fen": finding.amount_fen if finding else None,
        "approved": command.approved,
        "amount_fen": command.amount_fen,
        "departure": departure,
    }
    actor = RecordActor(account, command.actor.person)
    record(chain=chain_of(case.number), kind="DecisionBasis", actor=actor, at=at, content=content)


def _unit_unknown(case: Case, command: Command, on: date) -> Refusal | None:
    """A seat handed to an office that is not there would be nobody's."""
    named = {"to_unit": command.to_unit} if isinstance(command, c.Transfer) else {}
    named |= {"unit": command.unit} if isinstance(command, c.AddSigner) else {}
    for field, name in named.items():
        unit = Offices(case.unit, case.opened_on).named(name) if name else None
        if name and (unit is None or (unit.closed_on is not None and unit.closed_on < on)):
            return _refused("unit-unknown", f"没有“{name}”这个单位，或它已经撤销", field)
    return None


def _case(access: Access | Resident, number: str) -> Case | None:
    cases = Case.objects.filter(number=number)
    if isinstance(access, Resident):
        return cases.filter(applicant__in=known_as(access.applicant)).first()
    return cases.filter(in_sight(access)).first()


def _any_seat(access: Access, case: Case, state: CaseState, procedure: Procedure) -> Actor | Refusal:
    for run in state.open_runs():
        found = _seated(access, case, state, procedure.node(run.node), tuple(one.id for one in run.seats))
        if not isinstance(found, Refusal):
            return found
    return _refused("not-yours", "这件事项现在不在您手里")


def _refused(code: str, message: str, field: str = "") -> Refusal:
    return Refusal((Problem(code, message, Place(field)),))
