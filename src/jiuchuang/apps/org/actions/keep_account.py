"""Accounts: made, switched off and on, given a new password or a new phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django_otp import devices_for_user

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.org.actions.place_unit import CHAIN
from jiuchuang.apps.org.models import Account
from jiuchuang.apps.org.queries import Access
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

WRITE = "account.write"


@dataclass(frozen=True)
class AccountKept:
    """The account as it is now."""

    account: Account


@transaction.atomic
def add_account(
    *, access: Access, username: str, name: str, password: str, at: datetime
) -> AccountKept | Refusal:
    """A new account; its password holds for one sign-in, at which its owner sets one that nobody else knows."""
    username = Account.normalize_username(username).strip().lower()
    problems = _not_allowed(access)
    if not username:
        problems.append(Problem("username-empty", "要有账号", Place("username")))
    elif Account.objects.filter(username=username).exists():
        problems.append(Problem("username-taken", f"账号“{username}”已经有了", Place("username")))
    if not name.strip():
        problems.append(Problem("name-empty", "要有姓名", Place("name")))
    problems += weak_password(password, Account(username=username, name=name))
    if problems:
        return Refusal(tuple(problems))
    account = Account.objects.create_user(username, name.strip(), password)
    account.password_is_temporary = True
    account.save(update_fields=["password_is_temporary"])
    return _kept(access, at, "account-added", account)


@transaction.atomic
def switch_account(*, access: Access, account: Account, on: bool, at: datetime) -> AccountKept | Refusal:
    """Switch it off, or on again. It takes hold at once: every request asks."""
    problems = _not_allowed(access)
    if account.pk == access.account.pk:
        problems.append(Problem("account-own", "不能停用自己的账号", Place("account")))
    if problems:
        return Refusal(tuple(problems))
    account.is_active = on
    account.save(update_fields=["is_active"])
    return _kept(access, at, "account-switched-on" if on else "account-switched-off", account)


@transaction.atomic
def reset_account(*, access: Access, account: Account, password: str, at: datetime) -> AccountKept | Refusal:
    """A new password for one sign-in, and a phone to be bound anew: for somebody who lost either."""
    problems = [*_not_allowed(access), *weak_password(password, account)]
    if account.pk == access.account.pk:
        problems.append(Problem("account-own", "自己的密码请在“修改密码”里改", Place("account")))
    if problems:
        return Refusal(tuple(problems))
    account.set_password(password)
    account.password_is_temporary = True
    account.save(update_fields=["password", "password_is_temporary"])
    for device in devices_for_user(account, confirmed=None):
        device.delete()
    return _kept(access, at, "account-reset", account)


@transaction.atomic
def change_password(*, access: Access, old: str, new: str, at: datetime) -> AccountKept | Refusal:
    """One's own password."""
    account = access.account
    problems = weak_password(new, account, "new")
    if not account.check_password(old):
        problems.insert(0, Problem("password-wrong", "现在的密码不对", Place("old")))
    elif old == new:
        problems.append(Problem("password-same", "新密码要和现在的不同", Place("new")))
    if problems:
        return Refusal(tuple(problems))
    account.set_password(new)
    account.password_is_temporary = False
    account.save(update_fields=["password", "password_is_temporary"])
    return _kept(access, at, "password-changed", account)


def weak_password(password: str, account: Account, field: str = "password") -> list[Problem]:
    """Everything that is wrong with a password for the account."""
    try:
        validate_password(password, account)
    except ValidationError as fault:
        return [Problem("password-weak", message, Place(field)) for message in fault.messages]
    return []


def _not_allowed(access: Access) -> list[Problem]:
    if WRITE in access.permissions:
        return []
    return [Problem("not-allowed", "您没有管理账号的权限", Place("account"))]


def _kept(access: Access, at: datetime, what: str, account: Account) -> AccountKept:
    content = {"account": account.pk, "username": account.username}
    record(chain=CHAIN, kind=what, actor=access.actor, at=at, content=content)
    return AccountKept(account)
