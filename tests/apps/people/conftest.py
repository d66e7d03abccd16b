"""A synthetic county of a few hundred people in the registers of a made-up office."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jiuchuang.apps.org.models import Account, Grant, Unit
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.actions.load_county import CountyLoaded, load_county
from jiuchuang.domain.rules.loading.library import load_library
from jiuchuang.gateways.pack_store import read_pack_files
from jiuchuang.gateways.population import CountyPlan, synthesize
from jiuchuang.gateways.population.townships import TOWNSHIPS
from office_world import AT, founded, opened

ON = date(2018, 6, 30)
EARLIEST = date(2026, 1, 1)


@pytest.fixture(scope="session")
def county_folder(tmp_path_factory) -> Path:
    library, problems = load_library(read_pack_files())
    assert problems == []
    folder = tmp_path_factory.mktemp("county") / "small"
    synthesize(CountyPlan(200, 40, seed=5, on=ON), library, folder)
    return folder


@pytest.fixture
def office(db):
    return founded()


@pytest.fixture
def townships(office) -> dict[str, Unit]:
    admin = Access(office.administrator, AT.date())
    return {
        town.name: opened(admin, f"t{number}", town.name, office.unit)
        for number, town in enumerate(TOWNSHIPS)
    }


@pytest.fixture
def loaded(townships, county_folder) -> CountyLoaded:
    done = load_county(county_folder, townships, AT)
    assert isinstance(done, CountyLoaded), done
    return done


@pytest.fixture
def township(office) -> Unit:
    return opened(Access(office.administrator, AT.date()), "t1", "桥头镇", office.unit)


@pytest.fixture
def neighbour(office, township) -> Unit:
    return opened(Access(office.administrator, AT.date()), "t2", "柳林镇", office.unit)


@pytest.fixture
def staff(office, township):
    """`staff(role, unit)`: the access of a new account with that role at that unit (else the first township)."""

    def made(role: str, unit: Unit | None = None) -> Access:
        number = Account.objects.count()
        account = Account.objects.create_user(f"staff{number}", f"测试人员{number}", None)
        Grant.objects.create(account=account, role=role, unit=unit or township, from_on=EARLIEST)
        return Access(account, AT.date())

    return made
