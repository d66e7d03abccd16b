"""The calendar of working days: read, missing years told, notices entered over the shipped ones."""

from __future__ import annotations

from datetime import date

import pytest

from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.casework.actions.apply import apply
from jiuchuang.apps.casework.models import Case, KeptNotice
from jiuchuang.apps.casework.queries.kept import calendar, shipped_calendar
from jiuchuang.apps.org.queries import Access
from jiuchuang.web.window.views.working_days import gaps
from web.window.conftest import SKILL

ENTER = "/window/calendar/enter/"
NEXT = {
    "year": "2027",
    "number": "测试发〔2026〕1号",
    "issued_on": "2026-11-05",
    "holidays": "元旦 2027-01-01 2027-01-03 补班 2026-12-26\n国庆节\t2027-10-01\t2027-10-07\t2027-09-26、2027-10-09",
}


@pytest.fixture
def browser(office, browser_of):
    return browser_of(office.administrator)


def test_a_notice_that_is_entered_moves_working_days(browser):
    assert calendar().is_working_day(date(2027, 10, 1))
    answer = browser.post(ENTER, NEXT)
    assert answer.status_code == 302, answer.content.decode()
    known = calendar()
    assert not known.is_working_day(date(2027, 10, 1)) and known.is_working_day(date(2027, 10, 9))
    assert known.assumed_year(date(2027, 3, 1)) is None and known.is_working_day(date(2026, 12, 26))
    assert known.arrangements[:-1] == shipped_calendar().arrangements
    (record,) = contents_of("calendar/2027")
    assert record["content"]["holidays"][0]["worked"] == ["2026-12-26"]


def test_the_same_notice_again_takes_the_place_of_the_first(browser):
    browser.post(ENTER, NEXT)
    browser.post(ENTER, {**NEXT, "holidays": "元旦 2027-01-01 2027-01-02"})
    assert calendar().is_working_day(date(2027, 10, 1))
    row = KeptNotice.objects.get()
    assert (row.edition, len(contents_of("calendar/2027"))) == (2, 2)


def test_a_shipped_notice_is_corrected_under_its_number(browser):
    answer = browser.get(ENTER, {"year": "2026", "number": "国办发明电〔2025〕7号"})
    written = answer.context["form"]["holidays"].value()
    assert "春节 2026-02-15 2026-02-23 补班 2026-02-14 2026-02-28" in written
    sent = {"year": "2026", "number": "国办发明电〔2025〕7号", "issued_on": "2025-11-04"}
    browser.post(ENTER, {**sent, "holidays": written.replace("2026-02-23", "2026-02-22")})
    assert calendar().is_working_day(date(2026, 2, 23))
    assert len([one for one in calendar().arrangements if one.year == 2026]) == 1


def test_every_fault_stands_beside_its_field_and_nothing_is_lost(browser):
    wrong = "元旦 2027-01-01\n春节 2027-02-30 2027-02-12\n国庆节 2027-10-01 2027-10-07 补班 2027-10-08"
    answer = browser.post(ENTER, {**NEXT, "holidays": wrong, "issued_on": "x"})
    errors = answer.context["form"].errors
    assert answer.status_code == 422
    assert "第1行" in errors["holidays"][0] and "不存在" in errors["holidays"][1] and errors["issued_on"]
    assert any("不是假期之外的周末" in one for one in errors["holidays"]), errors["holidays"]
    assert answer.context["form"]["holidays"].value() == wrong
    again = browser.post(ENTER, {**NEXT, "holidays": "国庆节 2027-10-01 2027-10-07 补班 2027-10-08"})
    assert "不是假期之外的周末" in again.context["form"].errors["holidays"][0]
    assert not KeptNotice.objects.exists()


def test_a_missing_year_is_told_from_november_on():
    known = shipped_calendar()
    newest = max(known.years)
    assert gaps(known, date(newest, 10, 31)) == []
    assert gaps(known, date(newest, 11, 1)) == [newest + 1]
    assert gaps(known, date(newest + 2, 1, 1)) == [newest + 2]


def test_a_year_day_by_day(browser):
    page = browser.get("/window/calendar/2026/")
    assert page.status_code == 200
    february = page.context["months"][1][1]
    days = {day.number: day.tone for week in february for day in week if day}
    assert (days[14], days[15], days[24], days[8]) == ("worked", "off", "plain", "weekend")
    assert browser.get("/window/calendar/2100/").status_code == 404


def test_only_who_may_write_sees_it(office, browser_of):
    other = browser_of(office.security_officer)
    assert [other.get(at).status_code for at in ("/window/calendar/", ENTER)] == [403, 403]


def test_a_new_administrator_is_told_what_rests_on_a_missing_year_and_led_to_its_form(
    sit, county, clock, browser_of
):
    newest = max(shipped_calendar().years)
    clock.to(date(newest, 12, 14))
    browser = browser_of(county.office.administrator)
    page = browser.get("/window/calendar/").content.decode()
    assert f"还没有{newest + 1}年的放假调休安排" in page and "现在没有在办件的期限落在其中" in page
    given = {"programmes": [SKILL], "answers": {}, "channel": "window", "key": "late", "at": clock.now}
    access = Access(county.accounts["window"], date(newest, 12, 14))
    applied = apply(subject=("person", "P0000001"), actor=access, **given)
    number = applied.cases[0].number
    clock.to(date(newest, 12, 28))
    Case.objects.filter(number=number).update(due_on=date(newest + 1, 1, 8))
    browser = browser_of(county.office.administrator)
    page = browser.get("/window/calendar/").content.decode()
    assert "现有1件在办件的期限落在其中" in page and f"{ENTER}?year={newest + 1}" in page
    form = browser.get(ENTER, {"year": str(newest + 1)}).context["form"]
    assert form["year"].value() == newest + 1
    sent = {**NEXT, "year": str(newest + 1), "issued_on": f"{newest}-11-05"}
    sent["holidays"] = f"元旦 {newest + 1}-01-01 {newest + 1}-01-03"
    assert browser.post(ENTER, sent).status_code == 302
    assert "还没有" not in browser.get("/window/calendar/").content.decode()
