"""A case that a screening opens for somebody who did not apply (免申即享), once for each of its rows."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import MACHINE
from jiuchuang.apps.casework.actions.apply import Asked, Wish, county_code, open_already, open_one
from jiuchuang.apps.casework.actions.draw_number import draw_number
from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.casework.queries.facts import find
from jiuchuang.apps.casework.queries.kept import procedures
from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.models import Employer, Employment, Household, Person
from jiuchuang.apps.people.queries import subject_of
from jiuchuang.apps.policy.queries import ProgrammeShown, programme_shown
from jiuchuang.domain.casework.commands import SYSTEM
from jiuchuang.domain.casework.procedure import Procedure, procedure_in_force
from jiuchuang.domain.kernel.money import format_fen
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal
from jiuchuang.domain.rules.answers.decision import Decision

NO_APPLICATION = "no-application"


@transaction.atomic
def open_from_screening(
    *,
    access: Access,
    programme: str,
    kind: str,
    number: str,
    amount_fen: int | None,
    on: date,
    origin: str,
    at: datetime,
) -> Case | Refusal:
    """Open the case of one row of a screening of the day `on`; the same `origin` again gives the same case.

    `kind` and `number` are what the programme speaks of; the applicant is who is paid: of an employment the firm or
    the person, of a household its head. The rules are asked anew: what no longer holds opens nothing.
    """
    standing = Case.objects.filter(origin=origin).first()
    if standing is not None:
        return standing
    today = timezone.localdate(at)
    shown = programme_shown(programme, today)
    if shown is None or not shown.decidable or shown.applies.covers(today) is False:
        return _refused("no-programme", f"{today}没有可以核验的项目“{programme}”")
    procedure = _procedure(shown, today)
    if procedure is None:
        return _refused("no-procedure", "没有配置免申即享的流程")
    row = _payee(kind, number, shown)
    if row is None:
        return _refused("no-subject", "登记库里没有这个对象，或没有可以领取的人")
    found = find(shown, (kind, number), {}, today, by_staff=True)
    changed = _changed(found.decision, shown, amount_fen, on)
    if changed is not None:
        return changed
    row_kind = "employer" if isinstance(row, Employer) else "person"
    about = "" if (row_kind, row.number) == (kind, number) else f"{kind}:{number}"
    applicant = f"{row_kind}:{row.number}"
    asked = Asked(Wish(programme, about, found.decision.amount_fen), shown, procedure, found)
    draw = draw_number(year=today.year, county=county_code(row.unit, today))
    if fault := open_already(applicant, asked):
        transaction.set_rollback(True)
        return Refusal((fault,))
    case = Case(
        number=draw,
        matter=shown.title[:120],
        unit=_unit(row),
        applicant=applicant,
        subject_kind=row_kind,
        subject_number=row.number,
        subject_name=row.name,
        channel="screening",
        opened_by=access.account.pk,
        origin=origin,
    )
    outcome = open_one(case, asked, [], SYSTEM, MACHINE, at)
    if isinstance(outcome, Refusal):
        transaction.set_rollback(True)
        return outcome
    return outcome.case


def _changed(decision: Decision, shown: ProgrammeShown, amount_fen: int | None, on: date) -> Refusal | None:
    """Why what the screening found is not certain today."""
    if decision.status != "eligible" or (decision.amount_fen is None and shown.kind != "status"):
        return _refused("not-due", f"{decision.on}核验的结果不是确定可享，须由本人申请")
    if amount_fen is not None and decision.amount_fen != amount_fen:
        now = format_fen(decision.amount_fen or 0)
        message = f"{on}筛查为{format_fen(amount_fen)}，{decision.on}核验为{now}，请重新筛查"
        return _refused("amount-changed", message)
    return None


def _procedure(shown: ProgrammeShown, on: date) -> Procedure | None:
    own = procedure_in_force(procedures().values(), shown.procedure or "", on)
    if own is not None and own.begins_by == "screening":
        return own
    return procedure_in_force(procedures().values(), NO_APPLICATION, on)


def _payee(kind: str, number: str, shown: ProgrammeShown) -> Person | Employer | None:
    row = subject_of(kind, number)
    if isinstance(row, Employment):
        return row.employer if shown.payee == "employer" else row.person
    return row.head if isinstance(row, Household) else row


def _unit(row: Person | Employer) -> Unit:
    unit: Unit = row.unit
    return unit


def _refused(code: str, message: str) -> Refusal:
    return Refusal((Problem(code, message, Place("programme")),))
