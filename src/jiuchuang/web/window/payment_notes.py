"""What stands in the way of a payment, told on the page of the case to everybody who handles it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jiuchuang.apps.casework.queries.payable import AccountState, payable, still_to_pay
from jiuchuang.apps.org.queries import Access
from jiuchuang.web.window.reading import Around


@dataclass(frozen=True)
class PaymentNotes:
    """`state` of the account; `returned` is the payment that the bank sent back.

    `may_settle`: who reads is of finance, and the case waits for payment. `corrects`: kind and number of the record in
    which who reads may enter the account, empty where not.
    """

    state: AccountState
    returned: Any
    may_settle: bool
    corrects: tuple[str, str] | tuple[()]


def payment_notes(access: Access, around: Around) -> PaymentNotes | None:
    """None where no money of the case is to be paid, or all is as it should be."""
    case, state = around.case, around.state
    if not still_to_pay(case, state, around.procedure):
        return None
    found = payable([case])[case.number]
    if found.state == "ready" and found.back is None:
        return None
    at_pay = any(around.procedure.node(run.node).kind == "pay" for run in state.open_runs())
    subject = (case.subject_kind, case.subject_number)
    writes = case.subject_kind in ("person", "employer") and access.may("register.write", case.unit_id)
    return PaymentNotes(
        found.state, found.back, at_pay and "case.pay" in access.permissions, subject if writes else ()
    )
