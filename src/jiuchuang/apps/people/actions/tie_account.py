"""Say who a member of staff is in the register of persons: nobody handles their own case, or that of their firm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.org.actions.place_unit import CHAIN
from jiuchuang.apps.org.models import Account
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.queries import person_of_resident_id
from jiuchuang.domain.kernel.identifiers import read_resident_id
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

WRITE = "account.write"


@dataclass(frozen=True)
class AccountTied:
    """The account, and who its owner is in the register; empty when the tie was taken away."""

    account: Account
    person: str


@transaction.atomic
def tie_account(*, access: Access, account: Account, resident_id: str, at: datetime) -> AccountTied | Refusal:
    """Tie an account to the person of that resident number; an empty one takes the tie away. Both are on record."""
    problems: list[Problem] = []
    number = ""
    if WRITE not in access.permissions:
        problems.append(Problem("not-allowed", "您没有管理账号的权限", Place("resident_id")))
    elif account.pk == access.account.pk:
        problems.append(Problem("account-own", "自己的由另一位安全管理员登记", Place("resident_id")))
    elif resident_id.strip():
        _, problems = read_resident_id(resident_id, place=Place("resident_id"))
        person = person_of_resident_id(resident_id)
        number = person.number if person is not None else ""
        if not problems and not number:
            hint = "登记以后再来关联；没有登记的人也没有本人的办件"
            problems.append(Problem("no-person", "登记库里没有这个证件号码", Place("resident_id"), hint))
    if problems:
        return Refusal(tuple(problems))
    account.person_number = number
    account.save(update_fields=["person_number"])
    content = {"account": account.pk, "username": account.username, "person": number}
    record(chain=CHAIN, kind="account-tied", actor=access.actor, at=at, content=content)
    return AccountTied(account, number)
