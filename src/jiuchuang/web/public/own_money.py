"""What a resident is told of the money of a case: where it goes, whether it came back, what is his to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jiuchuang.apps.casework.queries.payable import AccountState, payable, still_to_pay
from jiuchuang.apps.casework.queries.view import CaseView
from jiuchuang.domain.kernel.masking import account_end


@dataclass(frozen=True)
class OwnMoney:
    """`state` of the account and its `end`; `returned` is the payment that the bank sent back, None where none was.

    `at_bank`: handed over, and nobody knows yet. `todo`: nothing is paid before another account is entered.
    """

    state: AccountState
    end: str
    returned: Any
    returned_end: str
    at_bank: bool

    @property
    def todo(self) -> bool:
        """Whether the resident has to do something for his money to come."""
        return self.state in ("missing", "returned")


def own_money(view: CaseView) -> OwnMoney | None:
    """None where there is no money to pay, or it is paid."""
    case, state = view.case, view.state
    if state.batch and not state.posted and state.status != "ended":
        return OwnMoney("ready", "", None, "", at_bank=True)
    if not still_to_pay(case, state, view.procedure):
        return None
    found = payable([case])[case.number]
    back = found.back
    sent_to = account_end(back.account or "") if back is not None else ""
    return OwnMoney(found.state, account_end(found.account), back, sent_to, at_bank=False)
