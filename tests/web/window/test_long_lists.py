"""Lists as long as a county's: chosen whole, worked at in the background, by pages on the screen, whole on paper."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pypdf import PdfReader

from apps.casework.desk import FEN, opened_desk
from apps.casework.many_cases import many_at_notice
from jiuchuang.apps.casework.actions.carry_out import carry_out
from jiuchuang.apps.casework.models import BulkOrder, Case, NoticeList, SigningList, SigningRow
from jiuchuang.apps.casework.queries.kept import calendar
from jiuchuang.apps.casework.queries.lists import notice_row, stored
from jiuchuang.domain.casework.notice_list import publish
from jiuchuang.domain.casework.signed_list import ListRow, draw_up
from jiuchuang.web.window import choosing

ROWS = 1_200


@pytest.fixture
def desk(db, monkeypatch):
    desk = opened_desk()
    monkeypatch.setattr(timezone, "now", lambda: desk.at)
    return desk


@pytest.fixture
def few(monkeypatch):
    """Pages of two, and two at once."""
    monkeypatch.setattr(choosing, "PER_PAGE", 2)
    monkeypatch.setattr(choosing, "AT_ONCE", 2)


def test_all_that_are_filtered_are_ordered_and_the_page_shows_how_far_they_are(desk, browser_of):
    numbers = many_at_notice(desk, ROWS)
    browser = browser_of(desk.accounts["reviewer"])
    page = browser.get("/window/notices/new/")
    assert page.context["choice"].count == ROWS + 1 and len(page.context["choice"].rows) == choosing.PER_PAGE
    every = {"label": "一批", "scope": "all", "expected": ROWS + 1}
    look = browser.post("/window/notices/new/", {**every, "step": "look"})
    shown = look.content.decode()
    assert f"共{ROWS + 1}项" in shown and f"公示这 {ROWS + 1} 件" in shown
    assert shown.count("测***") == choosing.PER_PAGE
    stale = browser.post("/window/notices/new/", {**every, "expected": ROWS, "step": "publish"})
    assert stale.status_code == 422 and not BulkOrder.objects.exists()
    where = browser.post("/window/notices/new/", {**every, "step": "publish"}).headers["Location"]
    order = BulkOrder.objects.get()
    assert where == f"/window/orders/{order.pk}/"
    assert carry_out(number=order.pk, clock=lambda: desk.at, most=7).stage == "gathering"
    with CaptureQueriesContext(connection) as asked:
        text = browser.get(where).content.decode()
    assert f"7/{ROWS + 1}" in text and 'http-equiv="refresh"' in text and len(asked) <= 16
    assert where in browser.get("/window/notices/new/").content.decode()
    assert browser_of(desk.accounts["second_reviewer"]).get(where).status_code == 404
    assert set(order.cases.values_list("case__number", flat=True)) >= set(numbers)


def test_more_than_a_few_are_done_by_the_worker(desk, browser_of, few, django_capture_on_commit_callbacks):
    numbers = [desk.to_notice(desk.case()) for _ in range(3)]
    browser = browser_of(desk.accounts["reviewer"])
    sent = {"label": "一批", "scope": "all", "expected": 3, "step": "publish"}
    with django_capture_on_commit_callbacks(execute=True):
        where = browser.post("/window/notices/new/", sent).headers["Location"]
    order = BulkOrder.objects.get()
    assert where == f"/window/orders/{order.pk}/" and not NoticeList.objects.exists()
    (task,) = DBTaskResult.objects.all()
    assert task.args_kwargs == {"args": [order.pk], "kwargs": {}}
    carry_out(number=order.pk, clock=lambda: desk.at)
    page = browser.get(where).content.decode()
    assert "已办完" in page and f"/window/notices/{NoticeList.objects.get().number}/" in page
    assert 'http-equiv="refresh"' not in page and len(numbers) == 3


def test_only_the_ticked_ones_of_a_page_go_when_not_all_are_wanted(desk, browser_of, few):
    numbers = sorted(desk.to_notice(desk.case()) for _ in range(3))
    browser = browser_of(desk.accounts["reviewer"])
    second = browser.get("/window/notices/new/?page=2")
    assert [row.seat.case.number for row in second.context["choice"].rows] == numbers[2:]
    sent = {"label": "一批", "scope": "ticked", "expected": 3, "cases": numbers[2:], "step": "publish"}
    where = browser.post("/window/notices/new/?page=2", sent).headers["Location"]
    (notice,) = NoticeList.objects.all()
    assert where == f"/window/notices/{notice.number}/"
    assert [one["case"] for one in notice.content["rows"]] == numbers[2:]


def test_a_filter_that_fits_nothing_takes_nothing(desk, browser_of):
    for unit in ("north", "south"):
        person = desk.person(unit)
        number = desk.case(person)
        clerk = "clerk" if unit == "north" else "other_clerk"
        desk.do(clerk, number, "accept", node="accept")
        desk.do("reviewer", number, "give_opinion", node="review", stance="agree")
        desk.do("insurance", number, "give_opinion", node="joint", seat="social_insurance", stance="agree")
        desk.do("market", number, "give_opinion", node="joint", seat="market_regulation", stance="agree")
    browser = browser_of(desk.accounts["reviewer"])
    south = desk.units["south"].pk
    assert browser.get(f"/window/notices/new/?unit={south}").context["choice"].count == 1
    assert browser.get("/window/notices/new/?unit=987654").context["choice"].count == 0
    sent = {"label": "一批", "scope": "all", "step": "publish"}
    assert browser.post("/window/notices/new/?unit=987654", sent).status_code == 422
    browser.post(f"/window/notices/new/?unit={south}", sent)
    assert len(NoticeList.objects.get().content["rows"]) == 1


def test_long_lists_come_by_pages_and_whole_on_paper(desk, browser_of):
    many_at_notice(desk, ROWS)
    cases = list(Case.objects.select_related("unit").order_by("number"))
    notice, signing = long_notice(desk, cases), long_signing(desk, cases)
    browser = browser_of(desk.accounts["leader"])
    for address in (f"/window/notices/{notice.number}/", f"/window/lists/{signing.number}/"):
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(f"{address}?page=2")
        assert len(asked) <= 16 and len(page.context["lines" if "notices" in address else "rows"]) == 50
        assert page.context["page"].paginator.num_pages == 25
        whole = browser.get(f"{address}?all=1").content.decode()
        assert all(case.number in whole for case in cases)
    excel = browser.get(f"/window/lists/{signing.number}/?format=xlsx")
    rows = list(openpyxl.load_workbook(BytesIO(excel.content)).active.values)
    assert len(rows) == len(cases) + 1 and rows[1][1] == cases[0].number and float(rows[1][5]) == FEN / 100
    paper = PdfReader(BytesIO(browser.get(f"/window/notices/{notice.number}/paper/pdf/").content))
    assert sum(page.extract_text().count("测***") for page in paper.pages) == len(cases)


def long_notice(desk, cases):
    value = publish(
        "G1", [notice_row(one) for one in cases], on=desk.day, working_days=5, calendar=calendar()
    )
    content, digest = stored(value)
    return NoticeList.objects.create(
        number="G1", label="一批", unit=desk.units["yx"], content=content, digest=digest, opened_on=desk.day,
        ends_on=desk.day + timedelta(days=7), at=desk.at,
    )  # fmt: skip


def long_signing(desk, cases):
    rows = [ListRow(one.number, "decide", 1, True, FEN, "符合", ("一",)) for one in cases]
    value = draw_up("H1", "三月", rows)
    content, digest = stored(value)
    made = SigningList.objects.create(
        number="H1", label="三月", unit=desk.units["yx"], content=content, digest=digest, rows=len(rows),
        total_fen=value.total_fen, drawn_at=desk.at,
    )  # fmt: skip
    SigningRow.objects.bulk_create(
        SigningRow(list=made, case=one, position=position, amount_fen=FEN)
        for position, one in enumerate(cases, 1)
    )
    return made
