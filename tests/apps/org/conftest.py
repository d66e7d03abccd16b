"""The county of the tests, and who works in it."""

from __future__ import annotations

from datetime import date

import pytest

from jiuchuang.apps.org.models import Account
from jiuchuang.apps.org.queries import Access
from office_world import FIRST, PASSWORD, founded, opened

TODAY = date(2026, 3, 2)


@pytest.fixture
def office(db):
    return founded()


@pytest.fixture
def admin(office) -> Access:
    return Access(office.administrator, TODAY)


@pytest.fixture
def security(office) -> Access:
    return Access(office.security_officer, TODAY)


@pytest.fixture
def town(office, admin):
    return lambda code, name, parent=None, on=FIRST: opened(admin, code, name, parent or office.unit, on)


@pytest.fixture
def staff(db):
    return lambda username: Account.objects.create_user(username, f"人员{username}", PASSWORD)
