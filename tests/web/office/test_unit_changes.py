"""Merging, moving and restoring units: looked at before it happens, and taken back where it was wrong."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone

from county_world import STARTUP, two_townships
from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.org.actions.merge_unit import merge_unit
from jiuchuang.apps.org.models import Account, Grant, Succession, Unit, UnitLink
from jiuchuang.apps.people.models import Import
from jiuchuang.apps.screening.models import ScreeningRun, Stage
from office_world import AT, FIRST

DAY = timedelta(days=1)


@pytest.fixture
def world(db):
    return two_townships()


@pytest.fixture
def admin(world, browser_of):
    return browser_of(world.accounts["xitong"])


@pytest.fixture
def today(world):
    return timezone.localdate()


def facts(answer):
    return {fact.label: (fact.text, fact.then) for fact in answer.context["facts"]}


def nothing_happened():
    return not Succession.objects.exists() and not UnitLink.objects.filter(to_on__isnull=False).exists()


def test_what_hangs_on_a_township_is_told_before_it_is_merged(world, admin, today):
    qx, village = world.units["qx"], world.units["qx-1"]
    Grant.objects.create(account=world.accounts["qx-window"], role="reviewer", unit=qx, from_on=FIRST)
    Grant.objects.create(account=world.accounts["tax"], role="window", unit=qx, from_on=FIRST, to_on=FIRST)
    gone = Account.objects.create_user("gone", "离任者")
    Grant.objects.create(account=gone, role="window", unit=qx, from_on=FIRST)
    Account.objects.filter(pk=gone.pk).update(is_active=False)
    clerk = world.accounts["qx-window"]
    for state in ("checked", "written"):
        Import.objects.create(kind="persons", unit=village, state=state, uploaded_by=clerk, uploaded_at=AT)
    for stage in (Stage.WAITING, Stage.DONE):
        ScreeningRun.objects.create(
            unit=qx,
            on=FIRST,
            programmes=[STARTUP],
            stage=stage,
            started_by=clerk,
            started_at=AT,
            touched_at=AT,
        )
    answer = admin.post("/office/units/qx/merge/", {"into": "bh", "on": today + 9 * DAY})
    assert answer.status_code == 200 and nothing_happened()
    told = facts(answer)
    assert told["并入"][0] == "白河镇"
    assert "9 天以后" in told["自哪天起"][0] and "一切照旧" in told["自哪天起"][1]
    assert told["下级单位"] == ("1 个：清溪镇一村", "改归“白河镇”")
    assert told["在它这里有岗位的人"][0] == "3 人（复核人 2、审批人 1、综合窗口 1）"
    assert told["没办结的办件"][0] == "1 件"
    assert told["登记"][0] == "人员 3、家庭 0、用人单位 1"
    assert (told["没办完的批量导入"][0], told["还在进行的政策筛查"][0]) == ("1 批", "1 次")
    page = answer.content.decode()
    assert not [one.name for one in world.people["qx"] if one.name in page]


def test_a_case_that_has_ended_is_not_counted(world, admin, today):
    Case.objects.filter(number=world.cases["qx"][0]).update(status="ended")
    answer = admin.post("/office/units/qx/merge/", {"into": "bh", "on": today})
    assert facts(answer)["没办结的办件"] == ("没有", "")


def test_nothing_happens_without_the_tick_and_what_was_typed_can_be_changed(world, admin, today):
    said = {"into": "bh", "on": today}
    unticked = admin.post("/office/units/qx/merge/", {**said, "looked": "1"})
    assert unticked.status_code == 422 and "请先核对，再勾选" in unticked.content.decode()
    again = admin.post("/office/units/qx/merge/", {**said, "again": "1"})
    assert again.status_code == 200 and 'value="bh" selected' in again.content.decode()
    assert nothing_happened()
    done = admin.post("/office/units/qx/merge/", {**said, "looked": "1", "sure": "on"})
    assert done.headers["Location"] == "/office/units/"
    assert Succession.objects.get().predecessor == world.units["qx"]


def test_the_tick_alone_merges_nothing(world, admin, today):
    answer = admin.post("/office/units/qx/merge/", {"into": "bh", "on": today, "sure": "on"})
    assert answer.status_code == 200 and nothing_happened()


def test_a_refusal_on_the_second_page_leads_back_to_the_field(world, admin, today):
    said = {"into": "bh", "on": today - DAY, "looked": "1", "sure": "on"}
    answer = admin.post("/office/units/qx/merge/", said)
    page = answer.content.decode()
    assert answer.status_code == 422 and nothing_happened()
    assert 'id="id_on_error"' in page and 'value="bh" selected' in page


def test_who_sees_a_village_after_a_move_is_told_before_it(world, admin, today):
    answer = admin.post("/office/units/qx-1/move/", {"parent": "bh", "on": today})
    told = facts(answer)
    assert told["新的上级"] == ("白河镇", "原来是“清溪镇”")
    sees, loses = told["自那天起谁看得到这些"]
    assert "“白河镇”的人看得到" in sees and "“清溪镇”的人不再看得到" in loses
    assert told["登记"][0] == "人员 3、家庭 0、用人单位 1"
    assert nothing_happened()
    done = admin.post(
        "/office/units/qx-1/move/", {"parent": "bh", "on": today, "looked": "1", "sure": "on"}, follow=True
    )
    assert "已调整" in done.content.decode()
    assert UnitLink.objects.get(unit=world.units["qx-1"], to_on=None).parent == world.units["bh"]


def merged(world, on, unit="qx", into="bh"):
    done = merge_unit(
        access=world.access("xitong", min(on, timezone.localdate())), unit=world.units[unit],
        into=world.units[into], on=on, at=AT,
    )  # fmt: skip
    assert done.unit == world.units[into], done


def test_a_merged_unit_stands_below_the_tree_and_is_restored_with_a_reason(world, admin, today):
    merged(world, today - 5 * DAY)
    page = admin.get("/office/units/").content.decode()
    assert "/office/units/qx/restore/" in page and "/office/units/qx/merge/" not in page
    assert [(row.code, row.into) for row in admin.get("/office/units/").context["merged"]] == [
        ("qx", "白河镇")
    ]
    assert admin.get("/office/units/", {"on": today - 6 * DAY}).context["merged"] == []
    look = admin.get("/office/units/qx/restore/")
    assert facts(look)["回到它之下的单位"][0] == "1 个：清溪镇一村"
    empty = admin.post("/office/units/qx/restore/", {"reason": " "})
    assert empty.status_code == 422
    assert all(f'id="id_{field}_error"' in empty.content.decode() for field in ("reason", "sure"))
    assert Succession.objects.exists()
    done = admin.post("/office/units/qx/restore/", {"reason": "选错了单位", "sure": "on"}, follow=True)
    assert "已恢复“清溪镇”" in done.content.decode()
    assert Unit.objects.get(code="qx").closed_on is None and not Succession.objects.exists()
    assert contents_of("org")[-1]["content"]["reason"] == "选错了单位"
    assert admin.get("/office/units/qx/restore/").status_code == 404


def test_after_a_restoration_its_window_works_as_before_and_the_other_sees_nothing(
    world, admin, today, browser_of
):
    case = f"/office/registers/persons/{world.people['qx'][0].number}/"
    own, other = browser_of(world.accounts["qx-window"]), browser_of(world.accounts["bh-window"])
    merged(world, today)
    assert (own.get(case).status_code, other.get(case).status_code) == (404, 200)
    admin.post("/office/units/qx/restore/", {"reason": "选错了单位", "sure": "on"})
    assert (own.get(case).status_code, other.get(case).status_code) == (200, 404)


def test_a_merger_to_come_is_told_in_the_tree_and_changes_nothing_before_its_day(
    world, admin, today, browser_of
):
    merged(world, today + 30 * DAY)
    answer = admin.get("/office/units/")
    (row,) = (row for row in answer.context["rows"] if row.code == "qx")
    assert row.goes.startswith("将于") and "白河镇" in row.goes
    page = answer.content.decode()
    assert "取消撤并" in page and "/office/units/qx/merge/" not in page
    window = browser_of(world.accounts["qx-window"])
    assert window.get(f"/window/cases/{world.cases['qx'][0]}/").status_code == 200
    assert 'value="qx-1"' in window.get("/office/registers/persons/enter/").content.decode()
    look = admin.get("/office/units/qx/restore/").content.decode()
    assert "取消撤并“清溪镇”" in look and "为什么取消" in look
    done = admin.post("/office/units/qx/restore/", {"reason": "文件改了", "sure": "on"}, follow=True)
    assert "已取消撤并“清溪镇”" in done.content.decode()
    assert not Succession.objects.exists()


def test_a_move_to_come_is_told_in_the_tree_and_called_off_with_a_reason(world, admin, today):
    said = {"parent": "bh", "on": today + 30 * DAY, "looked": "1", "sure": "on"}
    admin.post("/office/units/qx-1/move/", said)
    answer = admin.get("/office/units/")
    (row,) = (row for row in answer.context["rows"] if row.code == "qx-1")
    assert (
        row.moves.endswith("改归“白河镇”") and "/office/units/qx-1/move/call-off/" in answer.content.decode()
    )
    here = "/office/units/qx-1/move/call-off/"
    assert "仍归“清溪镇”" in admin.get(here).content.decode()
    assert admin.post(here, {"sure": "on"}).status_code == 422
    done = admin.post(here, {"reason": "文件改了", "sure": "on"}, follow=True)
    assert "已取消调整“清溪镇一村”" in done.content.decode()
    assert UnitLink.objects.get(unit=world.units["qx-1"]).to_on is None
    assert admin.get(here).status_code == 404


def test_the_top_of_the_tree_goes_nowhere(world, admin):
    page = admin.get("/office/units/").content.decode()
    assert "/office/units/yx/merge/" not in page and "/office/units/yx/move/" not in page
    assert "/office/units/yx-rsj/merge/" in page


def test_what_cannot_be_restored_says_why_before_anything_is_typed(world, admin, today):
    merged(world, today, "qx-1", "bh-1")
    merged(world, today, "qx", "bh")
    answer = admin.get("/office/units/qx-1/restore/")
    page = answer.content.decode()
    assert "“清溪镇”后来也定了撤并，请先恢复它" in page and 'name="reason"' not in page
    refused = admin.post("/office/units/qx-1/restore/", {"reason": "选错了单位", "sure": "on"})
    assert refused.status_code == 422 and Succession.objects.count() == 2


def test_another_township_restores_nothing(world, today, browser_of):
    merged(world, today, "qx-1", "qx")
    clerk = Account.objects.create_user("zhen", "镇管理员")
    Grant.objects.create(account=clerk, role="administrator", unit=world.units["bh"], from_on=FIRST)
    browser = browser_of(clerk)
    assert browser.get("/office/units/").context["merged"] == []
    for method in (browser.get, browser.post):
        assert method("/office/units/qx-1/restore/", {"reason": "x", "sure": "on"}).status_code == 404
    assert Succession.objects.exists()


def test_merged_units_go_out_as_excel_with_the_tree(world, admin, today):
    merged(world, today)
    answer = admin.get("/office/units/", {"format": "xlsx"})
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.values)
    assert rows[0] == ("名称", "代码", "类别", "区划", "层级", "最后一天", "并入")
    last = rows[-1]
    assert (last[1], last[6]) == ("qx", "白河镇") and last[5] is not None
