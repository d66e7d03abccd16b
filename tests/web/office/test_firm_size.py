"""A firm classed by size on its page: what is not known stays unknown, what is needed is told, strangers see nothing."""

from __future__ import annotations

import pytest
from django.utils import timezone

from jiuchuang.apps.people.queries import facts_of
from register_world import employer, register_world

PAGE = "/office/registers/employers/E0000001/"
FORM = f"{PAGE}size/"
TODAY = timezone.localdate()
GIVEN = {
    "industry": "industry",
    "year": TODAY.year - 1,
    "staff": "25",
    "revenue": "350万元",
    "assets": "",
    "source": "统计年报",
    "on": TODAY.isoformat(),
}


@pytest.fixture
def sign_in(office, browser_of):
    world = register_world(office)
    employer(world.one, "E0000001", "一镇的厂")
    return lambda who: browser_of(world.accounts[who])


def words(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def test_the_class_stands_with_the_figures_that_gave_it(sign_in):
    browser = sign_in("window-one")
    assert "还没有填报划型指标" in words(browser.get(PAGE))
    assert browser.post(FORM, GIVEN).url == PAGE
    page = words(browser.get(PAGE))
    assert "小型" in page and "从业人员25人，营业收入3500000元，资产总额不详" in page.replace(
        ",", ""
    ).replace(".00", "")
    assert f"工业{TODAY.year - 1}年度指标（统计年报）" in page
    browser.post(FORM, {**GIVEN, "staff": "5", "source": "企业申报"})
    page = words(browser.get(PAGE))
    assert "以前的划型" in page and "微型" in page
    assert facts_of("employer", "E0000001", TODAY).values["employer_size"] == "micro"


def test_what_the_row_needs_is_told_beside_the_field_and_nothing_is_classed(sign_in):
    browser = sign_in("window-one")
    page = words(browser.post(FORM, {**GIVEN, "revenue": ""}), 422)
    assert "工业要有营业收入才能划型" in page and "统计年报" in page
    page = words(browser.post(FORM, {**GIVEN, "revenue": "350"}), 422)
    assert "读不懂" in page and "350" in page
    page = words(browser.post(FORM, {**GIVEN, "staff": "-1", "year": TODAY.year + 1}), 422)
    assert "从业人员不能小于0" in page and "年度应在" in page
    words(browser.post(FORM, {}), 422)
    assert "employer_size" not in facts_of("employer", "E0000001", TODAY).values


def test_another_townships_clerk_finds_no_firm(sign_in):
    assert sign_in("window-two").get(FORM).status_code == 404
    assert sign_in("window-two").post(FORM, GIVEN).status_code == 404
    assert sign_in("window-one").get("/office/registers/employers/E9/size/").status_code == 404
