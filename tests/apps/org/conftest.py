"""A county of two townships with its two first people."""

from __future__ import annotations

from datetime import date

import pytest

from jiuchuang.apps.org.actions.found_office import FirstAccount, OfficeFounded, found_office
from jiuchuang.apps.org.actions.place_unit import UnitPlaced, open_unit
from jiuchuang.apps.org.models import Account
from jiuchuang.apps.org.queries import Access

FIRST = date(2026, 1, 1)
TODAY = date(2026, 3, 2)
PEOPLE = (
    FirstAccount("xitong", "系统管理员", "correct horse battery"),
    FirstAccount("anquan", "安全管理员", "staple battery horse"),
)


@pytest.fixture
def office(db, at) -> OfficeFounded:
    founded = found_office(
        code="yx", name="云溪县", kind="county", region_code="999921", people=PEOPLE, on=FIRST, at=at
    )
    assert isinstance(founded, OfficeFounded), founded
    return founded


@pytest.fixture
def admin(office) -> Access:
    return Access(office.administrator, TODAY)


@pytest.fixture
def security(office) -> Access:
    return Access(office.security_officer, TODAY)


@pytest.fixture
def town(office, admin, at):
    def make(code, name, parent=None, on=FIRST):
        placed = open_unit(
            access=admin, code=code, name=name, kind="township", region_code=f"999921{len(code):03}",
            parent=parent or office.unit, on=on, at=at,
        )  # fmt: skip
        assert isinstance(placed, UnitPlaced), placed
        return placed.unit

    return make


@pytest.fixture
def staff(db):
    def make(username):
        return Account.objects.create_user(username, f"人员{username}", "correct horse battery")

    return make
