"""Finance says on which account a case is paid whose account has changed since it was decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.casework.actions.keep_payee import account_digest
from jiuchuang.apps.casework.models import AwaitedSeat, Case, Payee
from jiuchuang.apps.casework.queries.acting import acting_for_case
from jiuchuang.apps.casework.queries.events import chain_of, state_of
from jiuchuang.apps.casework.queries.kept import procedures
from jiuchuang.apps.casework.queries.payees import PayTo, pay_to
from jiuchuang.apps.casework.queries.reach import in_sight
from jiuchuang.apps.casework.queries.recusal import recusal
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.queries import account_changed_by
from jiuchuang.domain.casework.state import CaseState
from jiuchuang.domain.kernel.masking import mask_account
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

PAY = "case.pay"
CHOICES = ("kept", "now")


@dataclass(frozen=True)
class PayeeSettled:
    """Where the case is paid from now on."""

    to: PayTo


@transaction.atomic
def settle_payee(
    *, access: Access, number: str, pay_on: str, shown: str, reasons: str, at: datetime
) -> PayeeSettled | Refusal:
    """Pay on the account `kept` at the decision, or on the register's of `now`, and why.

    `shown` is what the page carried (`PayTo.shown_as`): where the register changed once more, nothing is settled.
    Whoever wrote the new account into the register does not settle it, nor does anybody who had a hand in another step
    of the case. Who handed over what the bank sent back may: a county with one clerk of finance would pay nobody again.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("unit").filter(number=number).first()
    if case is None or not Case.objects.filter(in_sight(access), pk=case.pk).exists():
        return _refused("no-case", f"没有编号为“{number}”的办件", "pay_on")
    actor = acting_for_case(access, case, PAY)
    if isinstance(actor, Refusal):
        return _refused("not-allowed", "您不办理这一件的支付", "pay_on")
    to, state = pay_to([case])[number], state_of(number)
    if to.is_settled or not AwaitedSeat.objects.filter(case=case, node_kind="pay", is_open=True).exists():
        return _refused("settled-already", "这一件的收款账号没有要确认的", "pay_on")
    faults = []
    if shown != to.shown_as(number):
        faults.append(Problem("changed-since", "登记的账号刚刚又有变动，请核对后重新选择", Place("pay_on")))
    account = {"kept": to.kept, "now": to.now}.get(pay_on)
    if not account:
        faults.append(
            Problem("no-account", "请选一个有账号的", Place("pay_on"), "两个都没有的，先在登记库补登账号")
        )
    if not reasons.strip():
        faults.append(Problem("words-missing", "请写明怎样核对的、为什么付到这个账号", Place("reasons")))
    if account_changed_by(case.subject_kind, case.subject_number) == access.account.pk:
        faults.append(Problem("own-change", "登记库里的账号是您改的，请由他人确认", Place("pay_on")))
    hands = frozenset[str]().union({case.applicant}, *_before_payment(case, state))
    if actor.persons & hands:
        faults.append(Problem("conflicting-duty", "办过这件事项的人不能确认它的账号", Place("pay_on")))
    if why := recusal(access, case):
        faults.append(Problem("kin-case", f"{why}，应当回避", Place("pay_on"), "请由他人确认"))
    if faults or not account:
        return Refusal(tuple(faults))
    Payee.objects.update_or_create(
        case=case,
        defaults={
            "settled": account, "seen": to.now, "settled_by": access.account.pk, "settled_at": at,
            "reasons": reasons.strip(),
        },
        create_defaults={
            "account": "", "kept_at": at, "settled": account, "seen": to.now,
            "settled_by": access.account.pk, "settled_at": at, "reasons": reasons.strip(),
        },
    )  # fmt: skip
    content = {
        "pay_on": pay_on,
        "account": mask_account(account),
        "digest": account_digest(number, account),
        "before": mask_account(to.kept or ""),
        "reasons": reasons.strip(),
    }
    record(chain=chain_of(number), kind="PayeeSettled", actor=access.actor, at=at, content=content)
    return PayeeSettled(pay_to([case])[number])


def _before_payment(case: Case, state: CaseState | None) -> Iterator[frozenset[str]]:
    """Who had a hand in each step but the payment itself."""
    paying = {
        one.id for one in procedures()[case.procedure, case.procedure_version].nodes if one.kind == "pay"
    }
    if state is not None:
        yield from (hands for node, hands in state.hands.items() if node not in paying)


def _refused(code: str, message: str, field: str) -> Refusal:
    return Refusal((Problem(code, message, Place(field)),))
