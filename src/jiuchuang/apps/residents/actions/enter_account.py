"""A resident says where money for him, or for the firm that he acts for, is to be paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import Actor
from jiuchuang.apps.limits.actions.count_try import Limit, count_try
from jiuchuang.apps.people.actions.state_facts import state_facts
from jiuchuang.apps.people.queries import goes_on_as
from jiuchuang.apps.residents.queries import SignedIn
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

SOURCE = "本人网上填报，未核实"
CHANGES = Limit("own-account", 5, 24 * 3600)
"""Accounts of one subject that are entered from outside in a day."""


@dataclass(frozen=True)
class AccountEntered:
    """Whether the register has another account than before."""

    changed: bool


@transaction.atomic
def enter_account(*, resident: SignedIn, account: str, again: str, at: datetime) -> AccountEntered | Refusal:
    """Write the account into the register, as told by the resident himself; typed twice, the same both times.

    What was decided already is paid there only once finance has looked (`casework.actions.settle_payee`).
    """
    faults = []
    if not resident.proved:
        message = "登记里没有您的手机号，还不能确认是您本人"
        faults.append(Problem("not-proved", message, Place("account"), "请带身份证到任一窗口登记"))
    if not account.strip():
        faults.append(Problem("account-empty", "请填写收款账号", Place("account")))
    if _bare(account) != _bare(again):
        faults.append(Problem("accounts-differ", "两次填写的账号不一样", Place("again"), "请对照银行卡重填"))
    if faults:
        return Refusal(tuple(faults))
    kind, number = goes_on_as(resident.kind, resident.number)
    done = state_facts(
        by=Actor(None, f"person:{resident.person}"),
        kind=kind,
        number=number,
        columns={"account": account},
        source=SOURCE,
        on=timezone.localdate(at),
        at=at,
    )
    if isinstance(done, Refusal):
        return done
    if done.changed and count_try(CHANGES, f"{kind}:{number}", at):
        transaction.set_rollback(True)
        return Refusal(
            (Problem("too-often", "今天已经改过多次，请明天再改，或到窗口办理", Place("account")),)
        )
    return AccountEntered(done.changed)


def _bare(written: str) -> str:
    return "".join(written.split())
