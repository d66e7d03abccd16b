"""A county of two townships and its departments, with an account for every seat and two persons in the register."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from jiuchuang.apps.casework.actions.apply import Applied, apply
from jiuchuang.apps.org.actions.found_office import OfficeFounded
from jiuchuang.apps.org.actions.place_unit import UnitPlaced, open_unit
from jiuchuang.apps.org.models import Account, Grant, Unit
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.models import Person

FIRST = date(2026, 1, 1)
START = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
SKILL = "sample/yunxi-2024-6/skill-subsidy"
FACTS = {
    "is_enterprise_employee": True,
    "is_ui_participant": True,
    "ui_contribution_months": 40,
    "has_skill_certificate": True,
    "skill_certificate_level": "intermediate",
    "skill_certificate_issued_on": "2025-12-08",
}
UNITS = (
    ("t1", "一镇", "township", "369921001"),
    ("t2", "二镇", "township", "369921002"),
    ("yx-social-insurance", "云溪县社保中心", "department", "369921"),
    ("yx-market-regulation", "云溪县市场监管局", "department", "369921"),
)
SEATS = {
    "window": ("window", "t1"),
    "other_window": ("window", "t2"),
    "reviewer": ("reviewer", "yx"),
    "insurance": ("department", "yx-social-insurance"),
    "market": ("department", "yx-market-regulation"),
    "decider": ("decider", "t1"),
    "finance": ("finance", "yx"),
    "leader": ("leader", "yx"),
}


@dataclass
class County:
    """What the tests speak of."""

    office: OfficeFounded
    units: dict[str, Unit]
    accounts: dict[str, Account]
    person: Person
    neighbour: Person
    browsers: dict[str, Any] = field(default_factory=dict)


def person(number: str, unit: Unit, **columns: Any) -> Person:
    return Person.objects.create(
        number=number, unit=unit, changed_at=START, facts=dict(FACTS), checked_on=FIRST, **columns
    )


@pytest.fixture
def county(office) -> County:
    admin = Access(office.administrator, FIRST)
    units = {"yx": office.unit}
    for code, name, kind, region in UNITS:
        placed = open_unit(
            access=admin, code=code, name=name, kind=kind, region_code=region,
            parent=office.unit, on=FIRST, at=START,
        )  # fmt: skip
        assert isinstance(placed, UnitPlaced), placed
        units[code] = placed.unit
    accounts = {}
    for name, (role, code) in SEATS.items():
        accounts[name] = Account.objects.create_user(name, f"测试{name}")
        Grant.objects.create(account=accounts[name], role=role, unit=units[code], from_on=FIRST)
    first = person(
        "P0000001", units["t1"], name="测试人甲", resident_id="369921199001010018", phone="10000000001",
        account="6217000000000000001",
    )  # fmt: skip
    other = person("P0000002", units["t2"], name="测试人乙", phone="10000000002")
    return County(office, units, accounts, first, other)


@pytest.fixture
def clock(monkeypatch):
    """The moment that every page takes for now."""

    class Clock:
        now = START

        def to(self, day: date) -> None:
            self.now = datetime(day.year, day.month, day.day, 2, 0, tzinfo=UTC)

        def on(self, days: int) -> None:
            self.now += timedelta(days=days)

    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    return clock


@pytest.fixture
def sit(county, browser_of, clock):
    """A browser of somebody's seat, signed in at the moment of the clock."""

    def browser(name: str):
        return browser_of(county.accounts[name])

    return browser


@pytest.fixture
def taken(county, clock) -> str:
    """The number of a case that the window took for 测试人甲."""
    done = apply(
        subject=("person", "P0000001"),
        programmes=[SKILL],
        answers={},
        channel="window",
        actor=Access(county.accounts["window"], timezone.localdate(clock.now)),
        key="first",
        at=clock.now,
    )
    assert isinstance(done, Applied), done
    return done.cases[0].number
