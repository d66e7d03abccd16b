"""A case through the pages alone: taken, sent back, answered, agreed to, published, signed, paid, archived."""

from __future__ import annotations

import re
from datetime import date

import pytest

from jiuchuang.apps.casework.actions.run_clocks import run_clocks
from jiuchuang.apps.casework.jobs import decide_signed_list
from jiuchuang.apps.casework.models import Case, SigningList
from jiuchuang.apps.casework.queries import state_of
from jiuchuang.apps.casework.queries.replay import replay
from web.window.steps import agreed, awaiting_decision, do, form_of, published


def test_from_the_desk_to_the_archive(sit, county, clock):
    window = sit("window")
    assert (
        "为测试人甲办理"
        in window.get("/window/take/", {"kind": "person", "text": "测试人甲"}).content.decode()
    )
    address = "/window/take/person/P0000001/form/?want=sample/yunxi-2024-6/skill-subsidy%7C"
    receipt = window.post(address, {"key": "one"}, follow=True)
    number = Case.objects.get().number
    assert number in receipt.content.decode() and "<svg" in receipt.content.decode()
    assert window.post(address, {"key": "one"}).status_code == 302 and Case.objects.count() == 1

    do(window, number, "ask_correction", "accept", paper_1="技能证书", wanted_1="照片看不清")
    assert state_of(number).status == "correcting"
    assert "照片看不清" in window.get(f"/window/cases/{number}/").content.decode()
    do(window, number, "supplement", papers=["技能证书"])
    agreed(sit, number)
    notice = published(sit, number)
    assert Case.objects.get().status == "open"

    clock.to(date(2026, 3, 10))
    run_clocks(at=clock.now)
    decider = sit("decider")
    answer = decider.post("/window/lists/new/", {"label": "三月", "cases": [number]})
    assert answer.status_code == 302, answer.content.decode()
    drawn = SigningList.objects.get()
    address = f"/window/lists/{drawn.number}/sign/"
    assert decider.post(address, {"total_fen": drawn.total_fen}).status_code == 422
    assert decider.post(address, {"total_fen": drawn.total_fen - 1, "sure": "on"}).status_code == 422
    assert decider.post(address, {"total_fen": drawn.total_fen, "sure": "on"}).status_code == 302
    decide_signed_list.call(drawn.number)
    assert state_of(number).decision.amount_fen == 130_000
    assert "已决定" in decider.get(f"/window/lists/{drawn.number}/").content.decode()

    finance = sit("finance")
    excel = finance.get(f"/window/lists/{drawn.number}/payments/")
    assert excel.content.startswith(b"PK") and "attachment" in excel.headers["Content-Disposition"]
    batch = {"key": "b", "cases": [number], "batch": "P1", "reference": "R1"}
    assert finance.post("/window/payments/", {**batch, "batch": "", "step": "hand_over"}).status_code == 422
    assert finance.post("/window/payments/", {**batch, "step": "hand_over"}).status_code == 302
    assert state_of(number).batch == "P1" and "P1" in finance.get("/window/payments/").content.decode()
    assert finance.post("/window/payments/", {**batch, "step": "posted"}).status_code == 302
    assert state_of(number).posted
    do(sit("reviewer"), number, "archive", "archive")
    assert (Case.objects.get().status, Case.objects.get().outcome) == ("ended", "approved")
    assert "决定书" in sit("window").get(f"/window/cases/{number}/").content.decode()
    assert replay(number).faults == ()
    assert notice in sit("reviewer").get("/window/notices/").content.decode()


@pytest.mark.parametrize(("form", "starts"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_papers_come_as_files(sit, taken, clock, form, starts):
    window = sit("window")
    application = Case.objects.get().application
    slip = window.get(f"/window/applications/{application}/slip/{form}/")
    assert slip.content.startswith(starts) and "attachment" in slip.headers["Content-Disposition"]
    do(window, taken, "ask_correction", "accept", paper_1="技能证书", wanted_1="照片看不清")
    assert window.get(f"/window/cases/{taken}/correction/{form}/").content.startswith(starts)
    assert window.get(f"/window/cases/{taken}/letter/{form}/").status_code == 404


def test_a_decision_begins_with_the_finding_and_another_amount_needs_a_reason(sit, taken, clock):
    awaiting_decision(sit, taken, clock)
    decider, address = sit("decider"), f"/window/cases/{taken}/do/decide/?node=decide"
    begun = form_of(decider, address)
    assert (begun["approved"], begun["amount_fen"]) == ("yes", "1300.00")
    other = {**begun, "amount_fen": "1200"}
    answer = decider.post(address, other)
    assert answer.status_code == 422 and answer.context["form"].errors["departure"]
    assert answer.context["form"]["amount_fen"].value() == "1200"
    assert state_of(taken).decision is None
    assert decider.post(address, {**other, "departure": "证书等级按初级复核"}).status_code == 302
    assert state_of(taken).decision.amount_fen == 120_000


def test_a_second_click_is_the_same_request(sit, taken):
    window, address = sit("window"), f"/window/cases/{taken}/do/accept/?node=accept"
    sent = form_of(window, address)
    assert window.post(address, sent).status_code == 302
    before = state_of(taken).number
    assert window.post(address, sent).status_code == 302
    assert state_of(taken).number == before


def test_every_link_of_a_case_leads_somewhere(sit, taken):
    window = sit("window")
    page = window.get(f"/window/cases/{taken}/").content.decode()
    links = set(re.findall(r'href="(/window/[^"#]+)"', page))
    assert len(links) > 10
    assert {
        link: code for link in links if (code := window.get(link.replace("&amp;", "&")).status_code) != 200
    } == {}
