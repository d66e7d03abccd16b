"""Enter a payment into the ledger that later decisions read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiuchuang.apps.people.actions.by_whom import By, not_yet
from jiuchuang.apps.people.actions.keep_change import Writing, tell
from jiuchuang.apps.people.models import Payment
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal


@dataclass(frozen=True)
class PaymentRecorded:
    """The payment is in the ledger."""

    payment: Payment


@transaction.atomic
def record_payment(
    *,
    by: By,
    kind: str,
    number: str,
    programme: str,
    paid_fen: int,
    paid_on: date,
    at: datetime,
    instalments: int | None = None,
    case_number: str = "",
) -> PaymentRecorded | Refusal:
    """The subject got the sum by the programme on the day; whoever calls has seen to it that it was really paid.

    A case is paid once for each day: the same payment again is refused.
    """
    problems = not_yet(paid_on, at, "paid_on", "发放日期")
    if paid_fen <= 0:
        problems.append(Problem("fact-range", "发放金额应大于零", Place("paid_fen")))
    same = Payment.objects.filter(
        case_number=case_number, programme=programme, paid_on=paid_on, number=number
    )
    if case_number and same.exists():
        problems.append(Problem("paid-already", f"办件{case_number}这一天已经登记发放", Place("case_number")))
    if problems:
        return Refusal(tuple(problems))
    payment = Payment.objects.create(
        kind=kind, number=number, programme=programme, paid_fen=paid_fen, paid_on=paid_on,
        instalments=instalments, case_number=case_number,
    )  # fmt: skip
    content = {
        "programme": programme,
        "paid_fen": paid_fen,
        "paid_on": paid_on.isoformat(),
        "instalments": instalments,
        "case": case_number,
    }
    tell(Writing(by, "发放台账", paid_on, at), kind, number, "paid", content)
    return PaymentRecorded(payment)
