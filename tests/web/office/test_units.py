"""The tree of offices on a day, for who may see it."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.org.actions.place_unit import move_unit
from jiuchuang.apps.org.models import Account, Grant
from jiuchuang.apps.org.queries import Access
from office_world import AT, FIRST, opened

MOVED = date(2026, 3, 1)


@pytest.fixture
def county(office):
    admin = Access(office.administrator, MOVED)
    one, other = opened(admin, "t1", "一镇", office.unit), opened(admin, "t2", "二镇", office.unit)
    village = opened(admin, "v1", "甲村", one)
    move_unit(access=admin, unit=village, parent=other, on=MOVED, at=AT)
    return office, one


def test_the_tree_as_it_stood_on_the_day(county, browser_of):
    browser = browser_of(county[0].administrator)

    def tree(on):
        answer = browser.get("/office/units/", {"on": on})
        return [(row.code, row.depth) for row in answer.context["rows"]]

    assert tree("2026-02-28") == [("yx", 0), ("t1", 1), ("v1", 2), ("t2", 1)]
    assert tree("2026-03-01") == [("yx", 0), ("t1", 1), ("t2", 1), ("v1", 2)]
    assert tree("2025-12-31") == []


def test_a_township_sees_its_own_part_only(county, browser_of):
    clerk = Account.objects.create_user("clerk", "经办人")
    Grant.objects.create(account=clerk, role="auditor", unit=county[1], from_on=FIRST)
    page = browser_of(clerk).get("/office/units/", {"on": "2026-03-02"})
    assert [row.code for row in page.context["rows"]] == ["t1"]
    assert "二镇" not in page.content.decode()


def test_a_day_that_is_none_is_told_beside_the_field_and_nothing_else_is_lost(county, browser_of):
    answer = browser_of(county[0].administrator).get("/office/units/", {"on": "2026-02-30"})
    assert answer.status_code == 400
    assert 'id="on-wrong"' in answer.content.decode()
    assert answer.context["rows"]


def test_the_list_of_a_day_goes_out_as_excel(county, browser_of):
    answer = browser_of(county[0].administrator).get("/office/units/", {"on": "2026-02-28", "format": "xlsx"})
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.values)
    assert rows[0] == ("名称", "代码", "类别", "区划", "层级", "最后一天", "并入")
    assert [(row[1], row[4]) for row in rows[1:]] == [("yx", 0), ("t1", 1), ("v1", 2), ("t2", 1)]
    assert contents_of(f"exports/{county[0].administrator.pk}")[0]["content"]["rows"] == 4
