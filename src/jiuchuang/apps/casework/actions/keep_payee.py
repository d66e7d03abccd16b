"""What was decided is paid where it was to be paid then: the account is kept with the decision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from jiuchuang.apps.audit.actions.record import MACHINE, record
from jiuchuang.apps.casework.models import Case, Payee
from jiuchuang.apps.casework.queries.events import chain_of
from jiuchuang.apps.casework.queries.payees import pay_to
from jiuchuang.domain.casework.events import Decided, Event, HandedOver
from jiuchuang.domain.kernel.hash_chain import sha256
from jiuchuang.domain.kernel.masking import mask_account
from jiuchuang.domain.kernel.problem import Place, Problem


def keep_payee(case: Case, events: Iterable[Event], at: datetime) -> None:
    """Keep the account of the moment with an approval of money; the chain gets its end and digest, no account.

    A decision that is taken anew keeps the account of its own moment.
    """
    happenings = [event.happening for event in events]
    if not any(isinstance(one, Decided) and one.amount_fen is not None for one in happenings):
        return
    account = pay_to([case])[case.number].now
    fresh = {"settled": "", "seen": "", "settled_by": None, "settled_at": None, "reasons": ""}
    Payee.objects.update_or_create(case=case, defaults={"account": account, "kept_at": at, **fresh})
    content = {"account": mask_account(account), "digest": account_digest(case.number, account)}
    record(chain=chain_of(case.number), kind="PayeeKept", actor=MACHINE, at=at, content=content)


def account_digest(case: str, account: str) -> str:
    """SHA-256 of an account together with the case: proves which one was kept, and links no two cases."""
    return sha256(f"{case}\n{account}".encode())


def nowhere_to_pay(case: Case, events: Iterable[Event]) -> Problem | None:
    """Why a case may not be handed over: its account has changed since the decision and finance has said nothing,
    or there is none: money is never handed over to nowhere.
    """
    if not any(isinstance(event.happening, HandedOver) for event in events):
        return None
    to = pay_to([case])[case.number]
    if to.pay:
        return None
    if to.is_settled:
        message = f"办件{case.number}没有登记收款账号，不能提交支付"
        hint = "本人在“我的办件”里填写，或由窗口在登记库补登"
        return Problem("account-missing", message, Place("batch"), hint)
    message = f"办件{case.number}的收款账号在决定之后有变动，还没有确认"
    return Problem("account-changed", message, Place("batch"), "请先在“收款账号”核对确认，再提交支付")
