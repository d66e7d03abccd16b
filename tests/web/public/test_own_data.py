"""What people may know of their own data: the rules for everybody, the registers' word on oneself, and who looked."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from county_world import two_townships
from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.org.queries import personal_data
from jiuchuang.apps.people.actions.look_at import look_at
from jiuchuang.apps.residents.models import ResidentSession
from web.full_county import TOWN, resident_client

OWN = "/my/data/"


@pytest.fixture
def world(db):
    return two_townships()


def looked(world, number):
    return look_at(
        world.access(f"{TOWN}-window"), "person", number, ["phone", "address"], "核对住址", at=timezone.now()
    )


def test_the_rules_name_every_purpose_and_every_term(db):
    page = Client().get("/personal-data/").content.decode()
    rules = personal_data()
    for words in [*(each.label for each in rules.purposes), *(each.label for each in rules.terms.values())]:
        assert words in page
    assert "个人信息保护法第十三条" in page and "12个月" in page


def test_the_rules_are_linked_on_every_page(db):
    for here in ("/", "/m/", "/my/sign-in/"):
        assert 'href="/personal-data/"' in Client().get(here).content.decode()


def test_somebody_sees_what_is_held_of_him_and_who_looked_and_of_nobody_else(world):
    me, other = world.people[TOWN][:2]
    looked(world, me.number), looked(world, other.number)
    answer = resident_client(world).get(OWN)
    page, held = answer.content.decode(), answer.context["held"]
    assert (me.name in page, other.name in page) == (True, False)
    assert (me.phone in page, me.resident_id in page) == (False, False)
    assert [(look.fields, look.why) for look in held.looks] == [("地址、联系电话", "核对住址")]
    assert held.looks[0].desk.endswith("综合窗口")
    assert "不详" in page and "没有登记的" in page  # what nobody knows is not zero and not hidden


def test_a_copy_to_take_along_is_whole_and_on_record(world):
    me = world.people[TOWN][0]
    looked(world, me.number)
    answer = resident_client(world).get(OWN, {"format": "xlsx"})
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.values)
    assert rows[0] == ("登记", "项目", "内容", "来源")
    assert ("基本信息", "姓名（名称）", me.name) == rows[1][:3]
    assert rows[-1][0] == "谁看过" and rows[-1][3] == "核对住址"
    assert contents_of(f"register/person/{me.number}")[-1]["kind"] == "OwnCopyTaken"


def test_nothing_is_shown_to_a_phone_that_the_register_does_not_have(world):
    client = resident_client(world)
    ResidentSession.objects.update(is_proved=False)
    for query in ({}, {"format": "xlsx"}):
        answer = client.get(OWN, query)
        assert answer.context["held"] is None
        assert "不能确认是您本人" in answer.content.decode()


def test_whoever_acts_for_a_firm_sees_the_firm(world):
    firm, me = world.firms[TOWN][0], world.people[TOWN][0]
    client = resident_client(world)
    firm.agent = me
    firm.save()
    ResidentSession.objects.update(stands_for=firm.number, firm_name=firm.name)
    page = client.get(OWN).content.decode()
    assert f"登记里的{firm.name}" in page and me.name not in page


def test_without_a_sign_in_one_is_led_to_it(db):
    assert Client().get(OWN).headers["Location"].startswith("/my/sign-in/")
