"""Taking cases at the desk: for one's own area by anything, for the whole county by the whole identity number."""

from __future__ import annotations

import pytest

from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.casework.models import Case, Paper
from jiuchuang.apps.people.models import Employer, Employment
from web.window.conftest import FIRST, SKILL, person

FIND = "/window/take/"


def rows(browser, text, kind="person"):
    return browser.get(FIND, {"kind": kind, "text": text}).context["rows"]


def test_whoever_is_in_ones_area_is_found_by_name_number_and_phone(sit, county):
    window = sit("window")
    for text in ("测试人甲", "10000000001", "P0000001", "369921199001010018"):
        (row,) = rows(window, text)
        assert row["register"] == "P0000001" and "proof" not in row["address"]
    assert rows(window, "测试人乙") == [] and rows(window, "P0000002") == []


def test_another_area_opens_by_the_whole_identity_number_alone(sit, county):
    desk = sit("other_window")
    for text in ("测试人甲", "10000000001", "P0000001"):
        assert rows(desk, text) == []
    (row,) = rows(desk, "369921199001010018")
    assert row["name"] == "测***" and row["phone"] == "100****0001" and "1990" not in row["number"]
    assert desk.get("/window/take/person/P0000001/").status_code == 404
    assert desk.get("/window/take/person/P0000001/?proof=x").status_code == 404
    shown = desk.get(row["address"])
    assert shown.status_code == 200 and "测试人甲" not in shown.content.decode()
    person("P0000003", county.units["t1"], name="测试人丙")
    other = row["address"].replace("P0000001", "P0000003")
    assert desk.get(other).status_code == 404


def test_a_case_for_another_area_belongs_there_and_stays_in_sight_of_the_desk(sit, county):
    desk = sit("other_window")
    (row,) = rows(desk, "369921199001010018")
    proof = row["address"].partition("?")[2]
    form = f"/window/take/person/P0000001/form/?want={SKILL}%7C&{proof}"
    answer = desk.post(form, {"key": "k"}, follow=True)
    case = Case.objects.get()
    assert case.unit == county.units["t1"] and case.number in answer.content.decode()
    assert desk.get(f"/window/cases/{case.number}/").status_code == 200
    assert "测试人甲" not in desk.get(f"/window/cases/{case.number}/").content.decode()
    assert case.number in sit("window").get("/window/").content.decode()
    assert case.number not in desk.get("/window/").content.decode()


def test_looking_at_what_fits_is_recorded(sit, county):
    window = sit("window")
    assert window.get("/window/take/person/P0000001/").status_code == 200
    (look,) = contents_of(f"looks/{county.accounts['window'].pk}")
    assert look["content"]["subject"] == "person:P0000001"


def test_answers_settle_what_fits_without_sending_anything(sit, county):
    window = sit("window")
    county.person.facts.pop("has_skill_certificate")
    county.person.save()
    form = f"/window/take/person/P0000001/form/?want={SKILL}%7C"
    asked = window.get(form)
    assert "has_skill_certificate" in asked.context["form"].asked
    looked = window.post(form, {"key": "k", "has_skill_certificate": "是", "look": "1"})
    assert looked.status_code == 200 and not Case.objects.exists()
    (fit,) = looked.context["wanted"]
    assert (fit.decision.status, fit.decision.amount_fen) == ("eligible", 130_000)
    assert looked.context["form"]["has_skill_certificate"].value() == "是"
    window.post(form, {"key": "k", "has_skill_certificate": "是"})
    case = Case.objects.get()
    assert (case.finding_status, case.answers) == ("eligible", {"has_skill_certificate": "是"})


def test_the_same_matter_twice_is_refused_with_the_number_of_the_first(sit, taken):
    answer = sit("window").post(f"/window/take/person/P0000001/form/?want={SKILL}%7C", {"key": "other"})
    assert answer.status_code == 422 and taken in answer.content.decode()
    assert Case.objects.count() == 1


@pytest.mark.parametrize("content", [b"<script>", b"MZ", b""])
def test_a_file_that_is_none_of_the_kinds_is_refused_and_nothing_opened(sit, county, content):
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = {"key": "k", "file_0": SimpleUploadedFile("证书.jpg", content, "image/jpeg")}
    answer = sit("window").post(f"/window/take/person/P0000001/form/?want={SKILL}%7C", sent)
    assert answer.status_code == 422
    assert not Case.objects.exists() and not Paper.objects.exists()


def test_only_who_may_take_sees_the_page(sit, county):
    for name in ("reviewer", "insurance", "finance"):
        assert sit(name).get(FIND).status_code == 403


def test_a_firm_applies_for_the_workers_that_are_ticked(sit, county, clock):
    firm = Employer.objects.create(
        number="E0000001", unit=county.units["t1"], name="测试企业甲", changed_at=clock.now, facts={}
    )
    for number, ended in (("W1", None), ("W2", None), ("W3", FIRST)):
        Employment.objects.create(
            number=number, person=county.person, employer=firm, ended_on=ended, changed_at=clock.now
        )
    window, hiring = sit("window"), "sample/yunxi-2024-6/hiring-subsidy"
    page = window.get("/window/take/employer/E0000001/")
    assert [row[0] for row in page.context["workers"]] == ["W1", "W2"]
    assert hiring not in page.content.decode()
    ticked = window.get("/window/take/employer/E0000001/?worker=W2&worker=W3").content.decode()
    assert f"{hiring}|employment:W2" in ticked and "employment:W3" not in ticked
    form = f"/window/take/employer/E0000001/form/?want={hiring}%7Cemployment:W2"
    assert window.post(form, {"key": "k"}).status_code == 302
    case = Case.objects.get()
    assert (case.about, case.applicant, case.subject_name) == (
        "employment:W2",
        "employer:E0000001",
        "测试企业甲",
    )
