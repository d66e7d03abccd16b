"""The desk of finance: what it comes to, to which account, and why a row cannot go; batches with lists for the bank."""

from __future__ import annotations

import io

from python_calamine import CalamineWorkbook

from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.casework.models import PaymentBatch
from jiuchuang.apps.casework.queries import state_of
from jiuchuang.apps.people.models import Person
from web.window.steps import awaiting_decision, do, tried

HERE, BATCH, ACCOUNT = "/window/payments/", "/window/payments/batches/%s/", "6217000000000000001"


def decided(sit, taken, clock):
    awaiting_decision(sit, taken, clock)
    do(sit("decider"), taken, "decide", "decide")
    return sit("finance")


def sheet_of(answer, name):
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_name(name).to_python()


def test_finance_reads_the_total_and_the_account_of_each_row(sit, taken, clock):
    finance = decided(sit, taken, clock)
    page = finance.get(HERE).content.decode()
    assert "1,300.00元" in page and "壹仟叁佰元整" in page and "尾号0001" in page and ACCOUNT not in page
    said = {"part": "hand_over", "cases": [taken], "batch": "P1", "step": "look"}
    looked = finance.post(HERE, said)
    assert (looked.context["chosen"].rows, looked.context["chosen"].fen) == (1, 130_000)
    assert state_of(taken).batch == ""
    excel = finance.get(f"{HERE}?part=hand_over&format=xlsx")
    rows = sheet_of(excel, "待提交支付")
    assert rows[1][0] == taken and rows[1][4] == 1300 and "已登记" in rows[1]
    assert ACCOUNT not in str(rows) and "0001" not in [str(cell) for cell in rows[1]]
    assert contents_of(f"exports/{sit_key(finance)}")[-1]["content"]["list"] == "待提交支付"


def sit_key(browser):
    return browser.session["_auth_user_id"]


def test_a_row_without_an_account_says_so_and_is_refused_beside_the_row(sit, taken, clock, county):
    Person.objects.filter(pk=county.person.pk).update(account="")
    finance = decided(sit, taken, clock)
    page = finance.get(HERE)
    assert "未登记账号" in page.content.decode()
    assert [one.row.picked for one in page.context["rows"]] == [False]
    said = {"part": "hand_over", "cases": [taken], "batch": "", "step": "hand_over"}
    refused = finance.post(HERE, said)
    assert refused.status_code == 422 and refused.context["form"].errors["batch"]
    assert "没有登记收款账号" in refused.context["rows"][0].wrong
    single = tried(finance, taken, "hand_over", "pay", batch="P1")
    assert single.status_code == 422 and single.context["form"].errors["batch"]
    Person.objects.filter(pk=county.person.pk).update(account=ACCOUNT)
    assert "账号待确认" in finance.get(HERE).content.decode()
    assert finance.post(HERE, {**said, "batch": "P1"}).status_code == 422
    assert state_of(taken).batch == "" and not PaymentBatch.objects.exists()


def test_an_amount_or_a_total_that_was_not_seen_is_looked_at_again(sit, taken, clock):
    finance = decided(sit, taken, clock)
    said = {"part": "hand_over", "cases": [taken], "batch": "P1", "step": "hand_over"}
    changed = finance.post(HERE, {**said, "seen": f"{taken}:120000"})
    assert changed.status_code == 422 and "金额已变为1,300.00元" in changed.context["rows"][0].wrong
    every = {**said, "scope": "all", "expected": "1", "expected_fen": "120000"}
    assert "合计从1,200.00元变为1,300.00元" in finance.post(HERE, every).content.decode()
    assert state_of(taken).batch == ""
    assert finance.post(HERE, {**said, "seen": f"{taken}:130000"}).status_code == 302


def test_a_batch_is_taken_as_excel_while_it_is_at_the_bank_and_later(sit, taken, clock):
    finance = decided(sit, taken, clock)
    do(finance, taken, "hand_over", "pay", batch="P1")
    key = PaymentBatch.objects.get().pk
    here = BATCH % key
    page = finance.get(f"{HERE}?part=posted").content.decode()
    assert here in page and "P1" in page and "尾号0001" in page
    first = finance.get(here)
    assert "attachment" in first.headers["Content-Disposition"]
    assert sheet_of(first, "发放明细")[2][5] == ACCOUNT
    assert PaymentBatch.objects.get().taken_at == clock.now
    do(finance, taken, "confirm_payment", "pay", posted="no", reason="户名不符")
    assert "户名不符" in sheet_of(finance.get(here), "发放明细")[2]
    assert "退票 1" in finance.get("/window/payments/batches/").content.decode()
    looks = [one for one in contents_of(f"looks/{sit_key(finance)}") if one["kind"] == "PaymentListTaken"]
    assert [one["content"] for one in looks] == [{"batch": "P1", "rows": 1}] * 2
    assert finance.get(HERE).context["form"]["batch"].value() == "P20260310"
    do(finance, taken, "hand_over", "pay", batch="P20260310")
    assert finance.get(BATCH % PaymentBatch.objects.get(number="P20260310").pk).status_code == 200
    do(finance, taken, "confirm_payment", "pay", posted="no", reason="户名不符")
    assert finance.get(HERE).context["form"]["batch"].value() == "P20260310-2"
    assert finance.get(f"/window/cases/{taken}/").context["form"]["batch"].value() == "P20260310-2"
    for stranger in ("decider", "window", "leader"):
        assert sit(stranger).get(here).status_code == 403
        assert sit(stranger).get("/window/payments/batches/").status_code == 403
    assert finance.get("/window/payments/batches/999/").status_code == 404


def test_what_the_bank_said_is_told_at_once_with_every_fault_beside_its_field(sit, taken, clock):
    finance = decided(sit, taken, clock)
    do(finance, taken, "hand_over", "pay", batch="P1")
    for said, faulty in (
        ({"posted": ""}, {"posted"}),
        ({"posted": "yes"}, {"reference"}),
        ({"posted": "no", "reference": "长" * 65}, {"reference", "reason"}),
    ):
        refused = tried(finance, taken, "confirm_payment", "pay", **said)
        assert refused.status_code == 422 and set(refused.context["form"].errors) == faulty
    assert (
        "（可不填）"
        not in finance.get(f"/window/cases/{taken}/do/confirm_payment/?node=pay").content.decode()
    )
    do(finance, taken, "confirm_payment", "pay", posted="no", reason="账号已销户")
    assert state_of(taken).batch == ""
    page = finance.get(HERE).content.decode()
    assert "退票后没有换账号" in page


def test_everybody_who_handles_the_case_reads_what_came_back_and_who_may_puts_the_account_right(
    sit, taken, clock, county
):
    Person.objects.filter(pk=county.person.pk).update(account="")
    here, correct = f"/window/cases/{taken}/", f"/office/registers/persons/{county.person.number}/correct/"
    assert "没有登记收款账号" in sit("window").get(here).content.decode()
    assert correct in sit("window").get(here).content.decode()
    assert correct not in sit("reviewer").get(here).content.decode()
    Person.objects.filter(pk=county.person.pk).update(account=ACCOUNT)
    assert "收款账号" not in sit("window").get(here).content.decode()
    finance = decided(sit, taken, clock)
    do(finance, taken, "hand_over", "pay", batch="P1")
    do(finance, taken, "confirm_payment", "pay", posted="no", reason="账号已销户")
    for who in ("window", "finance", "reviewer"):
        assert "款项被银行退回（批次P1，2026年3月10日）：账号已销户" in sit(who).get(here).content.decode()
    warned = finance.get(f"{here}do/hand_over/?node=pay").content.decode()
    assert "退票后账号没有换过" in warned and "退票后账号没有换过" in finance.get(here).content.decode()
    assert finance.get(HERE).context["rows"][0].row.picked is False
    Person.objects.filter(pk=county.person.pk).update(account="6217000000000009999")
    page = finance.get(here).content.decode()
    assert f"/window/cases/{taken}/payee/" in page and "退票后账号没有换过" not in page
    assert f"/window/cases/{taken}/payee/" not in sit("window").get(here).content.decode()
