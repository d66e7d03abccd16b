"""What was paid goes into the ledger of the registers: the next decision learns of it from there, and only there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from jiuchuang.apps.audit.actions.record import Actor as RecordActor
from jiuchuang.apps.casework.actions.examine import target_of
from jiuchuang.apps.casework.models import Case, Finding
from jiuchuang.apps.casework.queries.acting import Resident
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.actions.hold_subject import hold_subject
from jiuchuang.apps.people.actions.record_payment import record_payment
from jiuchuang.apps.policy.queries import programme_shown
from jiuchuang.domain.casework.state import CaseState
from jiuchuang.domain.kernel.problem import Refusal


def enter_into_ledger(case: Case, state: CaseState, access: Access | Resident, at: datetime) -> None:
    """The decided amount of a case, paid today; nothing for a case of no programme.

    Money that is paid is in the ledger even when the programme has ended since it was decided. An amount by the month
    counts as one month drawn. The subject is held: a merger at the same moment waits, and takes the payment along.
    Raises RuntimeError when the ledger refuses, so that the transaction of the payment ends with it.
    """
    on = timezone.localdate(at)
    decision = state.decision
    if not case.programme or decision is None or not decision.amount_fen:
        return
    kind, number = hold_subject(*_target(case, (on, decision.decided_on, case.opened_on)))
    finding = Finding.objects.filter(case=case).order_by("seq").last()
    schedule = finding.decision.get("schedule") if finding is not None else None
    by = access.recorded if isinstance(access, Resident) else access.actor
    done = record_payment(
        by=RecordActor(by.id, by.name),
        kind=kind,
        number=number,
        programme=case.programme,
        paid_fen=decision.amount_fen,
        paid_on=on,
        at=at,
        instalments=1 if schedule and schedule["every"] == "month" else None,
        case_number=case.number,
    )
    if isinstance(done, Refusal):
        raise RuntimeError(f"the ledger refuses the payment of case {case.number}: {done}")


def _target(case: Case, days: Iterable[date]) -> tuple[str, str]:
    """Whom it was paid for, by the first of the days whose law has the programme; else as the case itself says."""
    for day in days:
        programme = programme_shown(case.programme, day)
        if programme is not None:
            return target_of(case, programme)
    kind, _, number = (case.about or case.applicant).partition(":")
    return kind, number
