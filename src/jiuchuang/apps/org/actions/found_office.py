"""The very first step in an empty installation: the top unit and the two people who can do everything else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiuchuang.apps.audit.actions.record import MACHINE, record
from jiuchuang.apps.org.actions.keep_account import weak_password
from jiuchuang.apps.org.actions.place_unit import CHAIN, UnitPlaced, open_unit
from jiuchuang.apps.org.models import Account, Grant, Unit
from jiuchuang.apps.org.queries import Access
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

FIRST_ROLES = ("administrator", "security-officer")
"""System and security administration never meet in one person, so an office begins with two."""


@dataclass(frozen=True)
class FirstAccount:
    """A person to begin with."""

    username: str
    name: str
    password: str


@dataclass(frozen=True)
class OfficeFounded:
    """The top unit, the system administrator and the security officer."""

    unit: Unit
    administrator: Account
    security_officer: Account


@transaction.atomic
def found_office(
    *,
    code: str,
    name: str,
    kind: str,
    region_code: str,
    people: tuple[FirstAccount, FirstAccount],
    on: date,
    at: datetime,
) -> OfficeFounded | Refusal:
    """Make the top unit with its system administrator and its security officer; refused where anybody is already."""
    problems = []
    if Account.objects.exists() or Unit.objects.exists():
        problems.append(Problem("office-founded", "这里已经有单位或账号了，初始化只能做一次"))
    if people[0].username.lower() == people[1].username.lower():
        problems.append(Problem("one-person", "系统管理员和安全管理员要由两个人担任", Place("people")))
    for number, person in enumerate(people, start=1):
        problems += _weak(person, Place(f"people.{number}"))
    if problems:
        return Refusal(tuple(problems))
    accounts = [Account.objects.create_user(each.username, each.name, each.password) for each in people]
    placed = open_unit(
        access=Access(accounts[0], on),
        code=code,
        name=name,
        kind=kind,
        region_code=region_code,
        parent=None,
        on=on,
        at=at,
    )
    if not isinstance(placed, UnitPlaced):
        transaction.set_rollback(True)
        return placed
    for account, role in zip(accounts, FIRST_ROLES, strict=True):
        Grant.objects.create(account=account, role=role, unit=placed.unit, from_on=on)
    content = {"unit": code, "accounts": [account.username for account in accounts]}
    record(chain=CHAIN, kind="office-founded", actor=MACHINE, at=at, content=content)
    return OfficeFounded(placed.unit, accounts[0], accounts[1])


def _weak(person: FirstAccount, place: Place) -> list[Problem]:
    if not person.username.strip() or not person.name.strip():
        return [Problem("account-empty", "要有账号和姓名", place)]
    account = Account(username=person.username, name=person.name)
    return weak_password(person.password, account, place.source)
