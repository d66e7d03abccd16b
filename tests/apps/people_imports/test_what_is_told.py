"""What is told of the rows of a workbook before anybody says yes to them."""

from __future__ import annotations

import pytest

from apps.people_imports.test_import import SOMEBODY, faults, taken
from jiuchuang.apps.people.imports.queries import import_shown
from register_world import resident


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_the_faults_of_cells_and_of_the_register_are_told_together(world):
    upload = taken(
        world,
        "persons",
        {"name": "测试人甲", "resident_id": resident(1), "unit": "没有这个村", "phone": "12"},
        {"name": "测试人乙", "resident_id": "369921198503032021", "unit": "没有这个村"},
        {"name": "测试人丙", "resident_id": resident(3), "unit": "没有这个村"},
    )
    told = faults(upload)
    assert [len(told[line]) for line in (2, 3, 4)] == [2, 2, 1]
    assert all(any("没有“没有这个村”这个单位" in one for one in told[line]) for line in told)


def test_what_would_be_written_is_shown_masked(world):
    told = SOMEBODY | {"account": "6222000000000000018", "address": "北街道一村12号"}
    upload = taken(world, "persons", told)
    (line,) = import_shown(world.access("reviewer-one"), upload.pk).preview
    assert told["name"] in line and "是" not in line
    assert not {told["resident_id"], told["phone"], told["account"], told["address"]} & set(line)
    assert {one for one in line if one.endswith("0018")} and len(line) == 6
