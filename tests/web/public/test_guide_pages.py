"""The guide in a browser: a question at a time, nothing kept on the server, results with clauses."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from jiuchuang.apps.policy.queries import law_on
from jiuchuang.web.public import guides
from jiuchuang.web.public.questions import written
from jiuchuang.web.public.views import guide as pages

ON = date(2026, 6, 1)
YUNXI = "369921"


@pytest.fixture(autouse=True)
def _on_a_day_in_yunxi(monkeypatch, db):
    monkeypatch.setattr(pages, "today", lambda: ON)
    monkeypatch.setattr(pages, "region_of", lambda request: YUNXI)


@pytest.fixture
def phone():
    client = Client()
    client.post("/guide/", {"who": "person"})
    return client


def asked(answer):
    return answer.context["question"].name


def walk(phone, wanted):
    """Answer what is asked out of `wanted` (不知道 for the rest) until the result comes."""
    names = []
    for _ in range(60):
        page = phone.get("/guide/next/")
        if page.status_code == 302:
            assert page.headers["Location"] == "/guide/result/"
            return names
        name = asked(page)
        names.append(name)
        data = {"value": wanted[name]} if name in wanted else {"declined": "unknown"}
        assert phone.post(f"/guide/ask/{name}/", data).status_code == 302
    raise AssertionError(names)


def found(phone):
    groups = phone.get("/guide/result/").context["groups"]
    return {item.programme.id.rpartition("/")[2]: item for group in groups for item in group.found}


def test_the_guide_asks_until_nothing_matters_and_keeps_nothing_here(phone):
    names = walk(phone, {"owns_firm": "否", "has_skill_certificate": "否", "is_flexibly_employed": "否"})
    assert names[0] == "owns_firm"
    assert len(names) == len(set(names)) <= 12
    assert Session.objects.count() == 0
    assert found(phone)["startup-subsidy"].group in ("not", "one_short")
    assert found(phone)["startup-subsidy"].no[0].clause


def test_what_was_answered_is_told_and_can_be_changed(phone):
    phone.post("/guide/ask/owns_firm/", {"value": "是"})
    phone.post("/guide/ask/own_firm_registered_on/", {"value": "2025-03-01"})
    rows = phone.get("/guide/answers/").context["rows"]
    assert [(row["name"], row["told"]) for row in rows] == [
        ("owns_firm", "是"), ("own_firm_registered_on", "2025年3月1日"),
    ]  # fmt: skip
    again = phone.get("/guide/ask/own_firm_registered_on/")
    assert again.context["typed"] == "2025-03-01"
    phone.post("/guide/ask/owns_firm/", {"value": "否"})
    rows = phone.get("/guide/answers/").context["rows"]
    assert [(row["name"], row["told"]) for row in rows] == [("owns_firm", "否")]


@pytest.mark.parametrize("word", ["unknown", "untold"])
def test_who_does_not_answer_is_not_asked_again(phone, word):
    phone.post("/guide/ask/owns_firm/", {"declined": word})
    assert asked(phone.get("/guide/next/")) != "owns_firm"
    assert phone.get("/guide/ask/owns_firm/").context["was_declined"]
    assert found(phone)["startup-subsidy"].group == "open"


@pytest.mark.parametrize("text", ["", "明天", "2025-02-30", "1890-01-01"])
def test_an_answer_that_cannot_be_read_stays_in_the_field_with_the_reason(phone, text):
    phone.post("/guide/ask/owns_firm/", {"value": "是"})
    page = phone.post("/guide/ask/own_firm_registered_on/", {"value": text})
    assert page.status_code == 422
    assert page.context["problems"] and page.context["typed"] == text
    assert 'href="#value"' in page.content.decode() and 'aria-invalid="true"' in page.content.decode()
    assert len(phone.get("/guide/answers/").context["rows"]) == 1


def test_a_bare_number_of_money_is_yuan(phone):
    phone.post("/guide/ask/personal_loan_principal/", {"value": "150000.5"})
    rows = phone.get("/guide/answers/").context["rows"]
    assert rows[0]["told"] == "150000.50元"


def test_a_cookie_that_somebody_changed_is_none(phone):
    phone.post("/guide/ask/owns_firm/", {"value": "是"})
    phone.cookies["guide"] = phone.cookies["guide"].value[:-2] + "xx"
    assert phone.get("/guide/next/").headers["Location"] == "/guide/"


def test_the_address_to_take_along_names_programmes_only(phone):
    skilled = {"has_skill_certificate": "是", "skill_certificate_level": "senior"}
    day = {"skill_certificate_issued_on": "2026-03-01", "birth_on": "1990-01-01"}
    walk(phone, {"owns_firm": "否", "is_enterprise_employee": "是", **skilled, **day})
    assert found(phone)["skill-subsidy"].group == "to_check"
    take = phone.get("/guide/result/").context["take"]
    assert take.startswith("/m/papers/?p=") and "senior" not in take
    papers = phone.get(take)
    assert papers.status_code == 200 and "<svg" in papers.content.decode()


def test_facts_that_are_not_asked_here_are_not_to_be_answered(phone):
    assert phone.get("/guide/ask/credit_code/").status_code == 404
    assert phone.post("/guide/ask/employer_kind/", {"value": "company"}).status_code == 404


def test_everything_can_be_forgotten(phone):
    phone.post("/guide/ask/owns_firm/", {"value": "是"})
    phone.post("/guide/forget/")
    assert phone.get("/guide/next/").headers["Location"] == "/guide/"


def test_a_question_costs_few_queries(phone, django_assert_max_num_queries):
    phone.get("/guide/next/")
    with django_assert_max_num_queries(2):
        phone.get("/guide/next/")
    with django_assert_max_num_queries(2):
        phone.get("/guide/result/")


def test_all_answers_of_the_largest_guide_fit_into_a_cookie(monkeypatch, phone):
    monkeypatch.setattr(pages, "region_of", lambda request: "")
    opened = guides.guide_for("person", ON)
    values = opened.guide._values
    names = walk(phone, {name: _written(opened, name, values[name][0]) for name in values})
    assert len(names) >= 20


def _written(opened, name, value):
    if isinstance(value, bool):
        return "是" if value else "否"
    fact = opened.vocabulary.facts[name]
    return value if fact.type.codes else written(value, fact)


def test_every_programme_has_a_page():
    client = Client()
    for shown in law_on(ON).programmes(ON):
        page = client.get(f"/m/{shown.id}/")
        assert page.status_code == 200
        text = page.content.decode()
        assert shown.clause in text and "<svg" in text and " style=" not in text


def test_pages_of_what_is_not_there():
    client = Client()
    assert client.get("/m/no/such/").status_code == 404
    assert client.get("/m/papers/").status_code == 404
    assert client.get("/m/papers/?p=no/such").status_code == 404


def test_large_letters_stay_until_switched_back():
    client = Client()
    answer = client.post("/large/", {"wanted": "1", "next": "/m/"})
    assert answer.headers["Location"] == "/m/"
    assert 'class="large"' in client.get("/").content.decode()
    assert client.post("/large/", {"wanted": "0", "next": "//elsewhere.example/"}).headers["Location"] == "/"
    assert 'class="large"' not in client.get("/").content.decode()
