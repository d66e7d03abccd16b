"""Two townships of the made-up county with somebody in every role and a few records, for tests of the registers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from jiuchuang.apps.org.models import Account, Grant, Unit
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.models import Employer, Household, Person
from jiuchuang.domain.kernel.identifiers import make_credit_code, make_resident_id
from office_world import AT, FIRST, founded, opened

ON = date(2026, 3, 2)
ROLES = ("window", "village-worker", "reviewer", "auditor")


@dataclass
class RegisterWorld:
    """`one` and `two` are townships; `accounts` holds an account for each role at each, as `window-one`."""

    office: Any
    one: Unit
    two: Unit
    accounts: dict[str, Account]

    def access(self, who: str, on: date = ON) -> Access:
        return Access(self.accounts[who], on)


def register_world(office: Any = None) -> RegisterWorld:
    """The county with its townships and people."""
    office = office or founded()
    admin = Access(office.administrator, FIRST)
    one, two = (opened(admin, code, name, office.unit) for code, name in (("t1", "一镇"), ("t2", "二镇")))
    accounts = {}
    for place, unit in (("one", one), ("two", two), ("county", office.unit)):
        for role in ROLES:
            who = f"{role}-{place}"
            accounts[who] = Account.objects.create_user(who, f"{role}{place}")
            Grant.objects.create(account=accounts[who], role=role, unit=unit, from_on=FIRST)
    return RegisterWorld(office, one, two, accounts)


def resident(sequence: int, born: date = date(1985, 4, 1)) -> str:
    """A valid number of somebody made up."""
    return make_resident_id("369921", born, sequence)


def credit(sequence: int) -> str:
    """A valid code of a firm made up."""
    return make_credit_code("91", "369921", sequence)


def person(unit: Unit, number: str, name: str = "测试人甲", **columns: Any) -> Person:
    """A person in the register."""
    return Person.objects.create(number=number, unit=unit, name=name, changed_at=AT, **columns)


def employer(unit: Unit, number: str, name: str = "样例厂", **columns: Any) -> Employer:
    """An employer in the register."""
    return Employer.objects.create(number=number, unit=unit, name=name, changed_at=AT, **columns)


def household(unit: Unit, number: str, head: Person | None = None, **columns: Any) -> Household:
    """A household in the register."""
    name = head.name if head else "某户"
    return Household.objects.create(number=number, unit=unit, name=name, head=head, changed_at=AT, **columns)
