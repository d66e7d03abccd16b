"""A county with two policy officers, and the sample document and pack at hand."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from jiuchuang.apps.org.actions.grant_role import grant_role
from jiuchuang.apps.org.models import Account
from jiuchuang.apps.org.queries import Access
from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.organisation.grants import Held
from jiuchuang.gateways.pack_store import BUILT_IN
from office_world import AT, FIRST, PASSWORD, founded, opened

TODAY = date(2026, 3, 2)


@pytest.fixture
def office(db):
    return founded()


@pytest.fixture
def officer_of(office):
    """An account that holds a role at a unit (the county where none is given)."""

    def make(username: str, unit=None, role: str = "policy-officer") -> Access:
        account = Account.objects.create_user(username, f"人员{username}", PASSWORD)
        wanted = Held(role, (unit or office.unit).pk, Period(FIRST, None))
        grant_role(access=Access(office.security_officer, TODAY), to=account, wanted=wanted, at=AT)
        return Access(account, TODAY)

    return make


@pytest.fixture
def officer(officer_of) -> Access:
    return officer_of("zhengce1")


@pytest.fixture
def colleague(officer_of) -> Access:
    return officer_of("zhengce2")


@pytest.fixture
def town_officer(office, officer_of) -> Access:
    town = opened(Access(office.administrator, TODAY), "t1", "一镇", office.unit)
    return officer_of("zhenban", town)


@pytest.fixture
def sample() -> dict[str, str]:
    """The files of the sample pack, by their name below its folder."""
    folder = BUILT_IN / "sample" / "yunxi-2024-6"
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.yaml"))
    }


@pytest.fixture
def source() -> bytes:
    return (BUILT_IN / "sample" / "yunxi-2024-6" / "source.txt").read_bytes()


@pytest.fixture
def zipped():
    def zip_of(files: dict[str, str | bytes], folder: str = "yunxi-2024-6/") -> bytes:
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in files.items():
                archive.writestr(folder + name, text)
        return data.getvalue()

    return zip_of
