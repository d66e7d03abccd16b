"""At the desks: taken, sent back, accepted, opined on, published, listed, signed, paid and archived, by ten people."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from pypdf import PdfReader

from county_world import county, people_of
from jiuchuang.apps.casework.actions.run_clocks import run_clocks
from jiuchuang.apps.casework.jobs import decide_signed_list
from jiuchuang.apps.people.models import Person
from journeys.browser import picture

FACTS = {
    "is_enterprise_employee": True,
    "is_ui_participant": True,
    "ui_contribution_months": 40,
    "has_skill_certificate": True,
    "skill_certificate_level": "intermediate",
    "skill_certificate_issued_on": "2025-12-08",
}
NUMBER = re.compile(r"\b[A-Z]?\d{4}[-\d]{4,}\b")


@pytest.fixture
def world(site):
    made = county()
    people_of(made, "qx")
    Person.objects.update(facts=FACTS)
    return made


def taken_for(window, name) -> str:
    """The number of a case that is entered for somebody."""
    window.go("/window/")
    window.follow("受理新申请", "nav.menu")
    window.write("姓名", name)
    window.press("查找")
    window.follow(f"为{name}办理")
    window.tick("技能")
    window.press("下一步")
    window.attach("技能证书", picture())
    window.press("提交申请")
    window.has("受理回执", name)
    number = window.page.locator("td.code a").first.inner_text()
    assert window.download("打印回执").startswith(b"%PDF")
    return number


def test_keys(world, sit):
    window = sit(world.accounts["qx-window"])
    print(taken_for(window, "测试人1"))
    window.page.screenshot(path="/tmp/journeys/a.png", full_page=True)
