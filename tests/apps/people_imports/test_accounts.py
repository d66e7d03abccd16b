"""Accounts come into the registers with a workbook, or by hand at the window; digits that were lost are told."""

from __future__ import annotations

import pytest

from apps.people_imports.test_import import faults, taken, written
from jiuchuang.apps.people.dossiers import dossier
from jiuchuang.apps.people.models import Employer, Person
from register_world import credit, resident

ACCOUNT = "6217000000000001111"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_workbook_brings_the_accounts_of_persons_and_firms(world):
    written(
        world,
        "persons",
        {"name": "测试人甲", "resident_id": resident(1), "account": "6217 0000 0000 0001 111"},
    )
    written(world, "employers", {"name": "测试企业甲", "credit_code": credit(1), "account": ACCOUNT})
    assert (Person.objects.get(resident_id=resident(1)).account, Employer.objects.get().account) == (
        ACCOUNT,
        ACCOUNT,
    )
    written(world, "persons", {"name": "测试人甲", "resident_id": resident(1), "phone": "13800000001"})
    assert Person.objects.get(resident_id=resident(1)).account == ACCOUNT
    shown = dossier(world.access("window-one"), "employer", Employer.objects.get().number)
    assert shown.columns["account"].endswith("1111") and ACCOUNT not in str(shown.columns)


def test_an_account_that_lost_its_last_digits_or_is_none_is_a_fault(world):
    upload = taken(
        world,
        "persons",
        {"name": "测试人甲", "resident_id": resident(1), "account": int(ACCOUNT)},
        {"name": "测试人乙", "resident_id": resident(2), "account": "中国银行"},
    )
    assert set(faults(upload)) == {2, 3}
