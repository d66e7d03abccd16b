"""Whether what waits for payment can be handed over, and to which account; what the bank sent back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from django.db.models import QuerySet

from jiuchuang.apps.casework.models import AwaitedSeat, BankPayment, Case
from jiuchuang.apps.casework.queries.payees import PIECE, pay_to
from jiuchuang.domain.casework.procedure import Procedure
from jiuchuang.domain.casework.state import CaseState

AccountState = Literal["ready", "missing", "changed", "returned"]


@dataclass(frozen=True)
class Payable:
    """Whether a case can be handed over: `ready`; its account `missing`, or `changed` and not settled yet;
    `returned`: the bank sent the money back from this very account. `account` is whole, empty where there is none;
    `back` is the payment that came back and was not handed over again, whatever the account is now.
    """

    state: AccountState
    account: str = ""
    back: BankPayment | None = None

    @property
    def can_go(self) -> bool:
        """Whether it is handed over when it is asked for; one that came back is only warned of."""
        return self.state in ("ready", "returned")

    @property
    def waits_for_applicant(self) -> bool:
        """Whether nothing is paid before the applicant has entered an account, or another one."""
        return self.state in ("missing", "returned")


def payable(cases: Iterable[Case]) -> Mapping[str, Payable]:
    """The same for each of the cases, by number; before the decision by what the register says now."""
    listed = list(cases)
    where = pay_to(listed)
    back = returned(listed)
    found = {}
    for case in listed:
        to, last = where[case.number], back.get(case.number)
        if case.decided_on is None:
            found[case.number] = Payable("ready" if to.now else "missing", to.now, last)
        elif not to.is_settled:
            found[case.number] = Payable("changed", to.now, last)
        elif not to.pay:
            found[case.number] = Payable("missing", "", last)
        else:
            again = last is not None and last.account == to.pay
            found[case.number] = Payable("returned" if again else "ready", to.pay, last)
    return found


def payables(waiting: QuerySet[AwaitedSeat], most: int) -> Iterator[tuple[AwaitedSeat, Payable]]:
    """The first `most` rows of a worklist with the same, looked up piece by piece."""
    rows = list(waiting[:most])
    for first in range(0, len(rows), PIECE):
        piece = rows[first : first + PIECE]
        found = payable(seat.case for seat in piece)
        yield from ((seat, found[seat.case.number]) for seat in piece)


def still_to_pay(case: Case, state: CaseState, procedure: Procedure) -> bool:
    """Whether money of this case may still be handed over: it is not ended, not refused, and not at the bank."""
    refused = state.decision is not None and not state.decision.approved
    pays = any(node.kind == "pay" for node in procedure.nodes)
    return pays and state.status != "ended" and not refused and not state.batch and not state.posted


def at_bank(cases: Iterable[Case]) -> Mapping[str, str]:
    """By number of the case the account to which it was handed over, while the bank has not answered."""
    rows = BankPayment.objects.filter(case__in=[one.pk for one in cases], outcome="")
    return {number: account or "" for number, account in rows.values_list("case__number", "account")}


def returned(cases: Iterable[Case]) -> Mapping[str, BankPayment]:
    """By number of the case its last payment, where the bank sent it back and it was not handed over again."""
    rows = (
        BankPayment.objects.filter(case__in=[one.pk for one in cases])
        .select_related("case", "batch")
        .order_by("pk")
    )
    last = {row.case.number: row for row in rows}
    return {number: row for number, row in last.items() if row.outcome == "returned"}
