"""Procedures on the window's pages, and new versions of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.casework.models import KeptProcedure
from jiuchuang.apps.casework.queries.kept import procedures, text_of
from jiuchuang.apps.org.models import Account

TODAY = timezone.localdate()
UPLOAD = "/window/procedures/upload/"


@pytest.fixture
def browser(office, browser_of):
    return browser_of(office.administrator)


def next_version() -> str:
    text = text_of("subsidy-two-level", "1")
    return text.replace("version: 1", "version: 2").replace("limit_days: 3", "limit_days: 4")


def test_every_version_stands_in_the_list_and_has_a_page(browser):
    assert "免申即享" in browser.get("/window/procedures/").content.decode()
    shown = browser.get("/window/procedures/subsidy-two-level/1/")
    text = shown.content.decode()
    assert shown.status_code == 200
    assert "<svg" in text and "镇街受理初审" in text and "3个工作日" in text
    assert browser.get("/window/procedures/subsidy-two-level/99/").status_code == 404


def test_a_version_goes_out_as_bpmn_and_as_it_was_written(browser):
    out = browser.get("/window/procedures/subsidy-two-level/1/bpmn/")
    assert b"http://www.omg.org/spec/BPMN/20100524/MODEL" in out.content
    assert "subsidy-two-level-1.bpmn" in out.headers["Content-Disposition"]
    written = browser.get("/window/procedures/subsidy-two-level/1/yaml/").content.decode()
    assert written == text_of("subsidy-two-level", "1") and "id: subsidy-two-level" in written


def test_a_new_version_begins_on_its_day_and_ends_the_one_before(browser, office):
    first = TODAY + timedelta(days=10)
    answer = browser.post(UPLOAD, {"text": next_version(), "from_on": first.isoformat()})
    assert answer.status_code == 302, answer.content.decode()
    old, new = (procedures()["subsidy-two-level", number] for number in (1, 2))
    assert (new.in_force.first, new.node("joint").limit_days) == (first, 4)
    assert (old.in_force.last, old.node("joint").limit_days) == (first - timedelta(days=1), 3)
    assert "4个工作日" in browser.get("/window/procedures/subsidy-two-level/2/").content.decode()
    (record,) = contents_of("procedure/subsidy-two-level")
    assert (record["kind"], record["content"]["version"]) == ("ProcedureKept", 2)


def test_all_faults_are_told_at_once_and_the_text_is_not_lost(browser):
    broken = next_version().replace("kind: pay", "kind: pya").replace("limit_days: 10", "limit_days: ten")
    answer = browser.post(UPLOAD, {"text": broken})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "pya" in page and page.count("limit_days") >= 2
    assert answer.context["form"]["text"].value() == broken
    assert len(answer.context["form"].errors["text"]) >= 3
    assert not KeptProcedure.objects.exists()


def test_words_numbers_arrows_roles_departments_and_days_are_told_in_one_answer(browser):
    broken = next_version()
    for right, wrong in (
        ("limit_days: 10", "limit_days: ten"),
        ("next: [joint]", "next: [jiont]"),
        ("role: finance", "role: treasurer"),
        ("unit: social_insurance", "unit: social_insurence"),
        ("appeals_to: {role: leader", "appeals_to: {role: lieder"),
        ("version: 2", "version: 1"),
    ):
        assert right in broken, right
        broken = broken.replace(right, wrong)
    errors = browser.post(UPLOAD, {"text": broken}).context["form"].errors["text"]
    for word in ("limit_days", "jiont", "treasurer", "social_insurence", "lieder", "已经有第1版"):
        assert any(word in one for one in errors), (word, errors)
    assert not KeptProcedure.objects.exists()


@pytest.mark.parametrize(
    ("change", "field", "word"),
    [
        (("version: 2", "version: 1"), "text", "已经有第1版"),
        (("role: finance", "role: treasurer"), "text", "treasurer"),
        (("from_on: 2026-01-01", f"from_on: {TODAY}"), "from_on", "最早从明天起"),
    ],
)
def test_what_does_not_fit_what_is_kept_is_refused(browser, change, field, word):
    answer = browser.post(UPLOAD, {"text": next_version().replace(*change)})
    assert answer.status_code == 422
    assert any(word in one for one in answer.context["form"].errors[field])
    assert not KeptProcedure.objects.exists()


def test_only_who_may_write_uploads(office, browser_of):
    other = browser_of(office.security_officer)
    assert other.get(UPLOAD).status_code == 403
    assert other.post(UPLOAD, {"text": next_version()}).status_code == 403
    nobody = browser_of(Account.objects.create_user("nobody", "无权者"))
    assert "上传新版本" not in nobody.get("/window/procedures/").content.decode()


def test_the_versions_as_they_are_read_again(browser):
    first = TODAY + timedelta(days=3)
    browser.post(UPLOAD, {"text": next_version(), "from_on": first.isoformat()})
    third = next_version().replace("version: 2", "version: 3")
    late = browser.post(UPLOAD, {"text": third, "from_on": first.isoformat()})
    assert late.status_code == 422 and "须晚于它" in late.content.decode()
    browser.post(UPLOAD, {"text": third, "from_on": (first + timedelta(days=5)).isoformat()})
    days = [procedures()["subsidy-two-level", number].in_force for number in (1, 2, 3)]
    assert [one.first for one in days] == [date(2026, 1, 1), first, first + timedelta(days=5)]
    assert [one.last for one in days] == [first - timedelta(days=1), first + timedelta(days=4), None]
