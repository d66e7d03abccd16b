"""Which units the pages of moving and merging offer, and where they put what is wrong."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from county_world import county
from jiuchuang.apps.org.actions.merge_unit import merge_unit
from jiuchuang.apps.org.models import Succession, Unit, UnitLink
from office_world import AT


@pytest.fixture
def world(db):
    return county()


@pytest.fixture
def admin(world, browser_of):
    return browser_of(world.accounts["xitong"])


def offered(page, field):
    """Options of a choice by their groups; the ones outside of any under None."""
    select = re.search(rf'<select name="{field}".*?</select>', page, re.S)[0]
    groups, group = {}, None
    for label, ended, value, chosen in re.findall(
        r'<optgroup label="([^"]*)">|(</optgroup>)|<option value="([^"]*)"( selected)?>', select
    ):
        if label or ended:
            group = label or None
        else:
            groups.setdefault(group, []).append(value + chosen)
    return groups


def test_a_township_is_merged_into_a_township_and_nothing_is_chosen_beforehand(world, admin):
    page = admin.get("/office/units/qx/merge/").content.decode()
    groups = offered(page, "into")
    assert groups.pop(None) in ([""], [" selected"])
    assert groups.pop("云溪县的乡镇、街道") == ["bh"]
    (unusual,) = groups.values()
    assert set(unusual) == {"yx", "yx-rsj", "yx-czj", "yx-swj", "yx-scjgj", "yx-sbj"}


def test_a_village_is_merged_into_a_village_those_of_its_township_first(world, admin):
    for code, town in (("bh-2", "bh"), ("qx-2", "qx")):
        said = {"kind": "village", "region_code": world.units[town].region_code, "parent": town}
        admin.post("/office/units/open/", {**said, "code": code, "name": f"{code}村", "on": "2026-02-01"})
    groups = offered(admin.get("/office/units/bh-1/merge/").content.decode(), "into")
    assert list(groups)[1:3] == ["白河镇的村、社区", "清溪镇的村、社区"]
    assert groups["白河镇的村、社区"] == ["bh-2"]
    assert set(groups["清溪镇的村、社区"]) == {"qx-1", "qx-2"}


def test_a_department_is_merged_into_a_department(world, admin):
    groups = offered(admin.get("/office/units/yx-swj/merge/").content.decode(), "into")
    assert groups["云溪县的部门"] == ["yx-czj", "yx-rsj", "yx-sbj", "yx-scjgj"]
    assert list(groups.values())[-1] == ["yx"]  # no township takes up a department


def test_a_village_moves_to_another_township_never_to_where_it_is(world, admin):
    groups = offered(admin.get("/office/units/qx-1/move/").content.decode(), "parent")
    assert groups["云溪县的乡镇、街道"] == ["bh"]
    assert not {"qx", "qx-1", "bh-1"} & {code for codes in groups.values() for code in codes}


def test_a_new_unit_has_no_kind_and_no_parent_beforehand(world, admin):
    page = admin.get("/office/units/open/").content.decode()
    for field in ("kind", "parent"):
        assert next(iter(offered(page, field)[None])) in ("", " selected")
    answer = admin.post("/office/units/open/", {"code": "qx", "name": "九镇", "region_code": "9"})
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="九镇"' in page
    for field in ("kind", "parent", "on", "code", "region_code"):
        assert page.count(f'id="id_{field}_error"') == 1
    assert "单位代码“qx”已经有了" in page and "可不填" not in page


def test_what_is_to_go_is_not_offered_and_what_is_not_offered_is_refused(world, admin):
    on = timezone.localdate() + timedelta(days=9)
    merge_unit(access=world.access("xitong"), unit=world.units["bh"], into=world.units["yx"], on=on, at=AT)
    page = admin.get("/office/units/qx/merge/").content.decode()
    assert 'value="bh"' not in page and 'value="qx"' not in page and 'value="qx-1"' not in page
    for code in ("bh", "qx", "qx-1", "nowhere", ""):
        answer = admin.post("/office/units/qx/merge/", {"into": code, "on": on})
        assert answer.status_code == 422
        assert 'id="id_into_error"' in answer.content.decode()
    assert Succession.objects.count() == 1


def test_every_fault_stands_beside_its_field(world, admin):
    yesterday = timezone.localdate() - timedelta(days=1)
    before = list(UnitLink.objects.values())
    for code, verb, field, other in (("qx", "merge", "into", "bh"), ("qx-1", "move", "parent", "bh")):
        page = admin.post(f"/office/units/{code}/{verb}/", {field: other, "on": yesterday}).content.decode()
        assert 'id="id_on_error"' in page and "不能倒填日期" in page
        assert 'value="bh" selected' in page
    assert list(UnitLink.objects.values()) == before
    assert not Unit.objects.filter(closed_on__isnull=False).exists()


def test_a_unit_that_opens_later_can_be_chosen_and_changed(world, admin):
    on = timezone.localdate() + timedelta(days=30)
    said = {"kind": "township", "region_code": "369921103", "parent": "yx", "on": on}
    admin.post("/office/units/open/", {**said, "code": "jd", "name": "清溪街道"})
    groups = offered(admin.get("/office/units/qx/merge/").content.decode(), "into")
    assert "jd" in groups["云溪县的乡镇、街道"]
    assert admin.get("/office/units/jd/merge/").status_code == 200
