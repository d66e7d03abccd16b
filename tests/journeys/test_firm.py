"""The owner of a firm with a phone and no script: signs in, acts for it, applies for two of its workers at once."""

from __future__ import annotations

import pytest

from county_world import county, people_of
from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.people.models import Employer, Ownership, Person
from jiuchuang.domain.kernel.identifiers import make_credit_code
from journeys.browser import DESK, PHONE
from journeys.test_resident import signed_in
from web.public.test_workers import HARD, SPELL, hired

CODE = make_credit_code("91", "369921", 7)


@pytest.fixture
def world(site):
    made = county()
    people_of(made, "qx", count=4)
    owner, *others = made.people["qx"]
    firm = made.firms["qx"][0]
    Employer.objects.filter(pk=firm.pk).update(facts={"employer_kind": "enterprise"}, credit_code=CODE)
    Ownership.objects.create(person=owner, employer=firm)
    Person.objects.filter(pk__in=[one.pk for one in others]).update(facts=HARD)
    for number, one in enumerate(others):
        told = SPELL if number else {**SPELL, "employer_pays_social_insurance": None}
        hired(firm, one, number, {name: value for name, value in told.items() if value is not None})
    return made


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_for_two_workers_at_once(world, visit, screen):
    owner, unknown, first, second = world.people["qx"]
    browser = visit(screen, script=False)
    signed_in(browser, owner)
    browser.go("/my/firm/")
    browser.write("统一社会信用代码", CODE)
    browser.page.locator("main form").last.get_by_role("button").first.click()
    browser.page.wait_for_load_state()
    browser.follow("为员工申请（招用补贴等）")
    browser.has("吸纳就业补贴", "符合的员工 2 人", "还不能判断的 1 人")
    browser.press("为勾选的员工申请")
    browser.has("先勾选要申请的员工")
    browser.for_everybody()
    browser.tick(first.name)
    browser.tick(second.name)
    browser.press("为勾选的员工申请")
    browser.has("核对情况", first.name, second.name)
    browser.press("下一步：交材料")
    browser.tick("以上情况属实")
    browser.press("提交申请")
    browser.has("已经提交")
    assert sorted(Case.objects.values_list("about", flat=True)) == [
        "employment:R0000001",
        "employment:R0000002",
    ]
    browser.go("/my/workers/")
    browser.has("已有在办的办件")
    assert unknown.name not in [case.subject_name for case in Case.objects.all()]
