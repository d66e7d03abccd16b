"""The page of a case: who sees it and what of it, what was found and why, what may be done."""

from __future__ import annotations

import pytest

from jiuchuang.apps.casework.queries.view import STANDING_LABELS
from jiuchuang.web.window.views.case import STEP_CLASSES


def page_of(browser, number, path=""):
    return browser.get(f"/window/cases/{number}/{path}")


def test_the_page_says_who_what_and_why(sit, taken):
    answer = page_of(sit("window"), taken)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "测试人甲" in text and "技能提升补贴" in text and "1,300.00元" in text
    assert "累计缴费满24个月" in text and "符合条件" in text and "<svg" in text
    evidence = {
        fact.label: fact.value for one in answer.context["around"].finding.conditions for fact in one.evidence
    }
    assert "40个月" in evidence.values()


@pytest.mark.parametrize("path", ["", "unmask/", "papers/add/", "do/accept/"])
def test_another_township_gets_nothing(sit, taken, path):
    assert page_of(sit("other_window"), taken, path).status_code == 404


def test_lists_hold_what_one_may_see(sit, taken):
    assert taken in sit("window").get("/window/").content.decode()
    assert taken in sit("window").get("/window/cases/").content.decode()
    assert taken in sit("window").get("/window/mine/").content.decode()
    for path in ("/window/", "/window/cases/", "/window/mine/"):
        assert taken not in sit("other_window").get(path).content.decode()


def test_every_standing_of_a_step_has_its_look():
    assert set(STEP_CLASSES) == set(STANDING_LABELS)
