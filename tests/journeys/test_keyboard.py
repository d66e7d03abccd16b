"""The residents' door by the keyboard alone, in large letters, on the narrowest screen (WCAG: reflow at 320 pixels)."""

from __future__ import annotations

import pytest

from county_world import county, people_of
from journeys.office_work import press_by_keyboard

NARROW = {"width": 320, "height": 640}


@pytest.fixture
def world(site):
    made = county()
    people_of(made, "qx")
    return made


def test_a_resident_comes_in_by_the_keyboard_in_large_letters(world, visit):
    me = world.people["qx"][0]
    narrow = visit(NARROW, script=False)
    narrow.go("/")
    keys = narrow.page.keyboard
    keys.press("Tab")
    skip = narrow.page.locator(":focus")
    assert skip.inner_text() == "跳到正文" and skip.bounding_box()["x"] >= 0
    keys.press("Enter")
    assert narrow.page.locator("main:focus").count() == 1

    narrow.go("/")
    small = narrow.page.locator("h1").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    press_by_keyboard(narrow, "大字")
    assert narrow.page.locator("h1").evaluate("e => parseFloat(getComputedStyle(e).fontSize)") > small * 1.25
    narrow.go("/guide/")
    press_by_keyboard(narrow, "我是个人")
    for _ in range(3):
        press_by_keyboard(narrow, "不知道")
    narrow.go("/guide/result/")

    narrow.go("/my/sign-in/")
    written = {"姓名": me.name, "身份证号码": "123", "手机号": me.phone}
    for label, text in written.items():
        narrow.page.get_by_label(label).focus()
        keys.type(text)
    press_by_keyboard(narrow, "下一步")
    fault = narrow.page.locator(".problems a").first
    fault.focus()
    keys.press("Enter")
    assert narrow.page.evaluate("location.hash") == "#id_resident_id"
    narrow.page.get_by_label("身份证号码").fill(me.resident_id)
    press_by_keyboard(narrow, "下一步")
    narrow.write("验证码", narrow.page.locator(".code-shown").inner_text())
    press_by_keyboard(narrow, "下一步")
    narrow.go("/my/apply/?p=sample/yunxi-2024-6/skill-subsidy")
    press_by_keyboard(narrow, "下一步：交材料")
    narrow.for_everybody()
