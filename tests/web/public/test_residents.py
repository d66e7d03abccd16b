"""A resident signs in with a code, applies once for several programmes, follows the cases and does what is his."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from county_world import STARTUP, county, people_of, resident_id
from jiuchuang.apps.casework.models import Case, Paper
from jiuchuang.apps.limits.models import Tries
from jiuchuang.apps.people.models import Employer, Ownership, Person
from jiuchuang.apps.people.models.registered import Numbering
from jiuchuang.apps.residents.models import ResidentSession, SignInTry
from jiuchuang.domain.kernel.identifiers import make_credit_code
from web.public.photograph import photograph

SKILL = "sample/yunxi-2024-6/skill-subsidy"


@pytest.fixture
def world(db):
    world = county()
    people_of(world, "qx")
    people_of(world, "bh")
    return world


def claim(person, **other):
    return {"name": person.name, "resident_id": person.resident_id, "phone": person.phone, **other}


def signed_in(person, **other) -> Client:
    Tries.objects.all().delete()
    phone = Client()
    assert phone.post("/my/sign-in/", claim(person, **other)).status_code == 302
    page = phone.get("/my/sign-in/code/")
    assert phone.post("/my/sign-in/code/", {"code": page.context["shown"]}).status_code == 302
    return phone


@pytest.fixture
def somebody(world):
    return world.people["qx"][0]


@pytest.fixture
def phone(somebody):
    return signed_in(somebody)


def test_a_name_is_the_same_with_its_spaces_and_dots_or_without(somebody):
    somebody.name = "测试 古丽·甲"
    somebody.save()
    phone = signed_in(somebody, name="测试古丽•甲")
    assert phone.get("/my/").context["who"].person == somebody.number


def test_signing_in_needs_the_code_that_went_to_the_phone(somebody):
    phone = Client()
    asked = phone.post("/my/sign-in/?next=/my/firm/", claim(somebody))
    assert asked.headers["Location"] == "/my/sign-in/code/"
    shown = phone.get("/my/sign-in/code/").context["shown"]
    outbox = Path(settings.DATA) / "sms-outbox" / f"{timezone.now():%Y-%m-%d}.jsonl"
    last = json.loads(outbox.read_text(encoding="utf-8").splitlines()[-1])
    assert last["phone"] == somebody.phone and shown in last["text"]
    wrong = "000000" if shown != "000000" else "000001"
    page = phone.post("/my/sign-in/code/", {"code": wrong})
    assert page.status_code == 422 and ResidentSession.objects.count() == 0
    done = phone.post("/my/sign-in/code/", {"code": f" {shown} "})
    assert done.headers["Location"] == "/my/firm/"
    assert ResidentSession.objects.get().is_proved
    assert SignInTry.objects.count() == 0 and Session.objects.count() == 0
    assert phone.get("/my/").status_code == 200


def test_outside_a_demonstration_the_code_is_not_shown(somebody, settings):
    settings.DEMO = False
    phone = Client()
    phone.post("/my/sign-in/", claim(somebody))
    page = phone.get("/my/sign-in/code/")
    assert page.context["shown"] == "" and not re.search(r"\b\d{6}\b", page.content.decode())


def test_five_wrong_codes_end_the_try(somebody):
    phone = Client()
    phone.post("/my/sign-in/", claim(somebody))
    shown = phone.get("/my/sign-in/code/").context["shown"]
    wrong = "000000" if shown != "000000" else "000001"
    for _ in range(5):
        assert phone.post("/my/sign-in/code/", {"code": wrong}).status_code == 422
    assert phone.post("/my/sign-in/code/", {"code": shown}).status_code == 422
    assert ResidentSession.objects.count() == 0


@pytest.mark.parametrize("other", [{"name": "别人"}, {"phone": "13000000000"}])
def test_whoever_is_registered_must_give_what_is_registered_and_is_not_told_what_differs(somebody, other):
    phone = Client()
    assert phone.post("/my/sign-in/", claim(somebody, **other)).status_code == 302
    code = phone.get("/my/sign-in/code/").context["shown"]
    page = phone.post("/my/sign-in/code/", {"code": code})
    assert page.status_code == 422
    assert (
        "不能用这些信息登录" in page.content.decode() and "登记" not in page.context["form"].errors["code"][0]
    )
    assert SignInTry.objects.count() == ResidentSession.objects.count() == 0


def test_all_faults_of_a_claim_are_told_at_once_and_nothing_is_lost(db):
    page = Client().post("/my/sign-in/", {"name": "甲", "resident_id": "123", "phone": "12"})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"resident_id", "phone"}
    assert 'value="123"' in page.content.decode() and 'value="12"' in page.content.decode()


def test_messages_to_a_phone_are_few(somebody):
    phone = Client()
    assert phone.post("/my/sign-in/", claim(somebody)).status_code == 302
    again = phone.post("/my/sign-in/", claim(somebody))
    assert again.status_code == 422 and "phone" in again.context["form"].errors
    assert SignInTry.objects.count() == 1


def test_one_address_cannot_ask_for_ever(world):
    answers = [Client().post("/my/sign-in/", {"name": "x"}).status_code for _ in range(21)]
    assert answers == [422] * 20 + [429]


def test_a_session_ends_by_itself_and_by_leaving(phone):
    rows = ResidentSession.objects.all()
    rows.update(seen_at=timezone.now() - timedelta(minutes=21))
    assert phone.get("/my/").headers["Location"].startswith("/my/sign-in/")
    rows.update(seen_at=timezone.now(), began_at=timezone.now() - timedelta(hours=9))
    assert phone.get("/my/").status_code == 302
    rows.update(began_at=timezone.now())
    assert phone.get("/my/").status_code == 200
    phone.post("/my/sign-out/")
    assert rows.count() == 0 and phone.get("/my/").status_code == 302


def test_a_resident_is_nobody_in_the_office_and_staff_are_nobody_here(phone, world, browser_of):
    assert phone.get("/office/").status_code == 302
    assert browser_of(world.accounts["qx-window"]).get("/my/").status_code == 302


def test_somebody_new_enters_himself_and_is_not_confirmed(world):
    number = resident_id("36992119910203001")
    new = {"name": "测试人新", "resident_id": number, "phone": "10099990001"}
    Numbering.objects.create(kind="person", last=Person.objects.count())
    phone = Client()
    phone.post("/my/sign-in/", new)
    shown = phone.get("/my/sign-in/code/").context["shown"]
    assert phone.post("/my/sign-in/code/", {"code": shown}).headers["Location"] == "/my/enter/"
    assert phone.get("/my/").headers["Location"] == "/my/enter/"
    assert phone.post("/my/enter/", {"unit": ""}).status_code == 422
    assert not Person.objects.filter(resident_id=number).exists()
    assert phone.post("/my/enter/", {"unit": "bh-1", "address": "一组"}).headers["Location"] == "/my/"
    person = Person.objects.get(resident_id=number)
    assert (person.name, person.unit.code, person.checked_on) == ("测试人新", "bh-1", None)
    row = ResidentSession.objects.get()
    assert (row.person, row.resident_id, row.phone) == (person.number, "", "")
    assert phone.get("/my/").status_code == 200


def apply_for(phone, *programmes, answers=None, files=None, **other):
    """Go through both pages; the answer of the last one."""
    answers = answers or {}
    page = phone.get("/my/apply/", {"p": programmes})
    for _ in range(8):
        assert page.status_code == 200, page.status_code
        if "state" in page.context:
            break
        asked = [row.name for row in page.context["asked"]]
        data = {"p": programmes, "asked": asked, "so_far": page.context["so_far"]}
        page = phone.post("/my/apply/", data | {f"f-{name}": answers.get(name, "") for name in asked})
    data = {
        "state": page.context["state"],
        "key": page.context["key"],
        "declared": "1",
        **(files or {}),
        **other,
    }
    return page, phone.post("/my/apply/submit/", data)


def test_once_for_several_programmes_with_papers_named_once(phone, somebody):
    files = {"paper-0": [photograph()]}
    page, done = apply_for(
        phone, SKILL, STARTUP, answers={"owns_firm": "否", "has_skill_certificate": "是"}, files=files
    )
    assert len(page.context["papers"]) == len(set(page.context["papers"]))
    assert done.status_code == 302
    cases = Case.objects.order_by("pk")
    assert [case.programme for case in cases] == [SKILL, STARTUP]
    assert {case.applicant for case in cases} == {f"person:{somebody.number}"}
    assert cases[0].answers["owns_firm"] is False and cases[0].channel == "public"
    assert Paper.objects.count() >= 1
    receipt = phone.get(done.headers["Location"])
    assert all(case.number in receipt.content.decode() for case in cases)
    assert len(phone.get("/my/").context["rows"]) == 2


def test_sent_twice_is_handed_in_once(phone):
    page, done = apply_for(phone, SKILL)
    data = {"state": page.context["state"], "key": page.context["key"], "declared": "1"}
    again = phone.post("/my/apply/submit/", data)
    assert again.headers["Location"] == done.headers["Location"]
    assert Case.objects.count() == 1


def test_without_the_declaration_nothing_is_handed_in(phone):
    _, done = apply_for(phone, SKILL, declared="")
    assert done.status_code == 422 and Case.objects.count() == 0
    assert "以上情况属实" in done.content.decode()


def test_a_file_that_is_none_of_the_kinds_is_told(phone):
    files = {"paper-0": [SimpleUploadedFile("照片.jpg", b"MZ no picture")]}
    _, done = apply_for(phone, SKILL, files=files)
    assert done.status_code == 422 and "照片.jpg" in done.content.decode()
    assert Case.objects.count() == 0


def test_an_answer_that_cannot_be_read_stays_and_is_told_beside_the_field(phone):
    page = phone.get("/my/apply/", {"p": [SKILL]})
    data = {
        "p": [SKILL],
        "asked": ["birth_on", "skill_certificate_issued_on"],
        "so_far": page.context["so_far"],
    }
    answer = phone.post("/my/apply/", data | {"f-skill_certificate_issued_on": "去年"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'href="#f-skill_certificate_issued_on"' in text and 'value="去年"' in text


def test_what_the_register_knows_is_shown_and_a_different_word_is_noted_beside_it(phone, somebody):
    Person.objects.filter(pk=somebody.pk).update(facts={"owns_firm": True, "is_flexibly_employed": True})
    page = phone.get("/my/apply/", {"p": [STARTUP]})
    known = {fact.name: fact for fact in page.context["ready"].known}
    assert "owns_firm" in known and "owns_firm" not in [row.name for row in page.context["asked"]]
    asked = [row.name for row in page.context["asked"]]
    data = {"p": [STARTUP], "asked": asked, "so_far": page.context["so_far"], "differs": ["owns_firm"]}
    page = phone.post("/my/apply/", data)
    row = next(row for row in page.context["asked"] if row.name == "owns_firm")
    assert row.differs_from == known["owns_firm"].told
    asked = [row.name for row in page.context["asked"]]
    data = {"p": [STARTUP], "asked": asked, "so_far": page.context["so_far"], "f-owns_firm": "否"}
    page = phone.post("/my/apply/", data)
    for _ in range(5):
        if "state" in page.context:
            break
        asked = [row.name for row in page.context["asked"]]
        page = phone.post("/my/apply/", {"p": [STARTUP], "asked": asked, "so_far": page.context["so_far"]})
    data = {"state": page.context["state"], "key": page.context["key"], "declared": "1"}
    phone.post("/my/apply/submit/", data)
    case = Case.objects.get()
    assert case.answers["owns_firm"] is False
    somebody.refresh_from_db()
    assert somebody.facts["owns_firm"] is True


def test_nobody_sees_the_cases_of_another(phone, world):
    apply_for(phone, SKILL)
    number = Case.objects.get().number
    assert phone.get(f"/my/cases/{number}/").status_code == 200
    other = signed_in(world.people["bh"][0])
    assert other.get(f"/my/cases/{number}/").status_code == 404
    assert other.post(f"/my/cases/{number}/withdraw/", {"reason": "x"}).status_code == 404
    assert other.get(f"/my/applied/{Case.objects.get().application}/").status_code == 404


def test_who_has_no_telephone_in_the_register_sees_nothing_of_it(world):
    person = world.people["qx"][1]
    Person.objects.filter(pk=person.pk).update(phone="", facts={"owns_firm": True})
    mine = signed_in(person)
    assert apply_for(mine, SKILL)[1].status_code == 302
    stranger = signed_in(person, phone="13100000000")
    assert stranger.get("/my/").context["rows"] == []
    assert stranger.get(f"/my/cases/{Case.objects.get().number}/").status_code == 404
    assert stranger.get("/my/apply/", {"p": [STARTUP]}).context["ready"].known == ()


def test_an_application_can_be_taken_back_until_it_is_decided(phone):
    apply_for(phone, SKILL)
    case = Case.objects.get()
    assert phone.post(f"/my/cases/{case.number}/withdraw/", {"reason": "不办了"}).status_code == 302
    case.refresh_from_db()
    assert (case.status, case.outcome) == ("ended", "withdrawn")
    again = phone.post(f"/my/cases/{case.number}/withdraw/", {"reason": "不办了"})
    assert again.status_code == 422 and 'role="alert"' in again.content.decode()


def test_a_firm_is_served_by_its_agent_alone(phone, world, somebody):
    code = make_credit_code("91", "369921", 7)
    firm = world.firms["qx"][0]
    Employer.objects.filter(pk=firm.pk).update(credit_code=code, legal_person=somebody.name)
    refused = phone.post("/my/firm/", {"credit_code": code})
    assert refused.status_code == 422
    Ownership.objects.create(person=somebody, employer=firm)
    assert phone.post("/my/firm/", {"credit_code": code}).status_code == 302
    page = phone.get("/my/")
    assert firm.name in page.content.decode()
    assert apply_for(phone, "sample/yunxi-2024-6/stabilisation-return")[1].status_code == 302
    assert Case.objects.get().applicant == f"employer:{firm.number}"
    phone.post("/my/firm/", {"self": "1"})
    assert phone.get("/my/").context["rows"] == []


def test_ones_own_firms_are_chosen_by_name_and_no_others(phone, world, somebody):
    firm, other = world.firms["qx"][0], world.firms["bh"][0]
    assert firm.name not in phone.get("/my/firm/").content.decode()
    assert phone.post("/my/firm/", {"firm": firm.number}).status_code == 422
    Ownership.objects.create(person=somebody, employer=firm)
    page = phone.get("/my/firm/").content.decode()
    assert firm.name in page and other.name not in page
    assert phone.post("/my/firm/", {"firm": other.number}).status_code == 422
    assert phone.post("/my/firm/", {"firm": "E9999999"}).status_code == 422
    assert phone.post("/my/firm/", {"firm": firm.number}).status_code == 302
    assert firm.name in phone.get("/my/").content.decode()
    empty = phone.post("/my/firm/", {"credit_code": ""})
    assert empty.status_code == 422 and firm.name in empty.content.decode()


def test_what_is_under_way_already_is_told_before_one_fills_in_anything(phone):
    apply_for(phone, SKILL)
    page = phone.get("/my/apply/", {"p": [SKILL, STARTUP]})
    assert [item.shown.id for item in page.context["ready"].wanted] == [STARTUP]
    assert any("已有在办" in why for why in page.context["ready"].refused)


def test_a_programme_may_be_left_out_after_all(phone):
    page = phone.get("/my/apply/", {"p": [SKILL, STARTUP]})
    asked = [row.name for row in page.context["asked"]]
    left = phone.post("/my/apply/", {"p": [SKILL], "asked": asked, "so_far": page.context["so_far"]})
    assert [item.shown.id for item in left.context["ready"].wanted] == [SKILL]


def test_an_answer_in_money_arrives_as_money(phone):
    phone.post("/guide/", {"who": "person"})
    phone.post("/guide/ask/personal_loan_principal/", {"value": "150000.5"})
    _, done = apply_for(phone, "sample/yunxi-2024-6/startup-loan")
    assert done.status_code == 302, done.context["refusal"]
    finding = Case.objects.get().findings.get()
    assert finding.facts["personal_loan_principal"] == 15_000_050
