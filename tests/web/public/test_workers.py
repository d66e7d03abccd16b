"""A firm applies for its workers on a phone: who fits, what is missing of whom, and one case for each that is ticked."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from county_world import county, people_of
from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.people.models import Employer, Employment, Ownership, Person
from jiuchuang.apps.people.queries import facts_of
from jiuchuang.apps.people.queries.facts_of_workers import facts_of_workers
from jiuchuang.domain.kernel.identifiers import make_credit_code
from web.public.test_residents import signed_in

HIRING = "sample/yunxi-2024-6/hiring-subsidy"
HARD = {"is_hardship_person": True, "is_university_graduate": False, "is_graduate": False}
SPELL = {
    "is_new_hire": True,
    "contract_is_open_ended": False,
    "contract_starts_on": "2026-01-05",
    "contract_ends_on": "2027-01-04",
    "employer_pays_social_insurance": True,
}
LINE = f'value="{HIRING}|'


@pytest.fixture
def firm(db):
    world = county()
    people_of(world, "qx", count=4)
    people_of(world, "bh", count=1)
    firm = world.firms["qx"][0]
    code = make_credit_code("91", "369921", 7)
    Employer.objects.filter(pk=firm.pk).update(facts={"employer_kind": "enterprise"}, credit_code=code)
    owner, *others = world.people["qx"]
    Ownership.objects.create(person=owner, employer=firm)
    Person.objects.filter(pk__in=[one.pk for one in others]).update(facts=HARD)
    for number, one in enumerate(others):
        hired(firm, one, number, {**SPELL, "is_new_hire": number < 2})
    unknown = {name: value for name, value in SPELL.items() if name != "employer_pays_social_insurance"}
    hired(firm, Person.objects.get(number=world.people["bh"][0].number), 8, unknown)
    Person.objects.filter(pk=world.people["bh"][0].pk).update(facts=HARD)
    firm.refresh_from_db()
    return firm


def hired(firm: Employer, person: Person, number: int, facts: dict) -> Employment:
    return Employment.objects.create(
        number=f"R{number:07d}", person=person, employer=firm, started_on=date(2026, 1, 5), has_contract=True,
        facts=facts, changed_at=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def phone(firm):
    owner = Ownership.objects.get(employer=firm).person
    phone = signed_in(owner)
    assert phone.post("/my/firm/", {"credit_code": firm.credit_code}).status_code == 302
    return phone


def test_facts_of_all_workers_are_those_of_each(firm):
    on = timezone.localdate()
    spells = list(Employment.objects.select_related("person").order_by("number"))
    found = facts_of_workers(firm, spells, on)
    assert len(found) == 4
    for number, values in found.items():
        assert values == facts_of("employment", number, on).values


def test_who_fits_and_what_is_missing(phone):
    page = phone.get("/my/workers/")
    text = page.content.decode()
    assert "符合的员工 2 人" in text and "还不能判断的 1 人" in text and "其余 1 人按登记不符合" in text
    offer = next(one for one in page.context["offers"] if one.shown.id == HIRING)
    assert [line.missing for line in offer.open] == [("单位是否为该员工缴纳社会保险",)]
    assert text.count(LINE) == 3


def test_one_case_for_each_that_is_ticked(phone, firm):
    keys = [f"{HIRING}|R0000000", f"{HIRING}|R0000008"]
    there = phone.post("/my/workers/", {"p": keys})
    assert there.status_code == 302
    page = phone.get(there.url)
    assert page.status_code == 200 and "单位是否为该员工缴纳社会保险" in page.content.decode()
    assert page.context["asked"] == []  # an answer would hold for both
    papers = phone.post(there.url, {"p": keys, "so_far": page.context["so_far"]})
    state = {"state": papers.context["state"], "key": papers.context["key"], "declared": "1"}
    done = phone.post("/my/apply/submit/", state)
    assert done.status_code == 302
    cases = Case.objects.order_by("number")
    assert [(one.applicant, one.about) for one in cases] == [
        (f"employer:{firm.number}", "employment:R0000000"),
        (f"employer:{firm.number}", "employment:R0000008"),
    ]
    again = phone.get("/my/workers/").content.decode()
    assert again.count(LINE) == 1 and again.count("已有在办的办件") == 2
    refused = phone.get("/my/apply/", {"p": keys[0]})
    assert "已有在办的办件" in refused.content.decode() and Case.objects.count() == 2


def test_one_worker_alone_is_asked_about(phone, firm):
    Employment.objects.filter(number="R0000008").update(has_contract=None)
    page = phone.get("/my/apply/", {"p": f"{HIRING}|R0000008"})
    assert "has_labour_contract" in [one.name for one in page.context["asked"]]


def test_nobody_elses_workers_and_not_too_many(phone, firm):
    other = Employer.objects.exclude(pk=firm.pk).first()
    strange = hired(other, Person.objects.order_by("pk").first(), 99, SPELL)
    page = phone.get("/my/apply/", {"p": f"{HIRING}|{strange.number}"})
    assert page.context["refused"] and "wanted" not in page.context
    before = Case.objects.count()
    many = phone.post("/my/workers/", {"p": [f"{HIRING}|R{n:07d}" for n in range(21)]})
    assert many.status_code == 422 and "一次最多为20人申请，现在勾了21人" in many.content.decode()
    assert many.content.decode().count(" checked") == 3  # what was ticked stays
    none = phone.post("/my/workers/", {})
    assert none.status_code == 422 and "先勾选" in none.content.decode()
    assert Case.objects.count() == before


def test_for_oneself_there_are_no_workers(phone):
    phone.post("/my/firm/", {"self": "1"})
    assert phone.get("/my/workers/").url == "/my/firm/"


def test_as_many_queries_for_thirty_workers(phone, firm):
    phone.get("/my/workers/")
    with CaptureQueriesContext(connection) as few:
        phone.get("/my/workers/")
    for number in range(30, 60):
        person = Person.objects.create(
            number=f"P9{number:06d}",
            unit=firm.unit,
            name=f"测试人{number}",
            facts=HARD,
            changed_at=timezone.now(),
        )
        hired(firm, person, number, SPELL)
    with CaptureQueriesContext(connection) as many:
        page = phone.get("/my/workers/")
    assert "符合的员工 32 人" in page.content.decode()
    assert len(many) <= len(few) + 1
