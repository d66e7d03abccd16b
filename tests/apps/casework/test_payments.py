"""Nothing is handed over to nowhere, twice, or for another amount than was seen; each batch has one list for the bank."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from python_calamine import CalamineWorkbook

from apps.casework.desk import ACCOUNT, FEN, hire, opened_desk
from apps.casework.test_attacks import APPROVED
from apps.casework.test_attacks_after import at_decision, codes, signed
from apps.casework.test_bulk_orders import ordered, reasons_of, worked_off
from jiuchuang.apps.audit.queries import broken_chains, contents_of
from jiuchuang.apps.casework.actions.take_batch_list import take_batch_list
from jiuchuang.apps.casework.actions.take_payment_list import take_payment_list
from jiuchuang.apps.casework.models import BankPayment, Case, PaymentBatch
from jiuchuang.apps.casework.queries.batches import batch_chain, batch_shown, batches, free_batch_number
from jiuchuang.apps.casework.queries.events import state_of
from jiuchuang.apps.casework.queries.payable import payable
from jiuchuang.apps.people.models import Person
from jiuchuang.gateways.letters.batch_list import batch_list_xlsx
from jiuchuang.gateways.letters.data import BatchList

OTHER = "6217000000000009999"
PAY = {"node": "pay"}


@pytest.fixture
def desk(db):
    return opened_desk()


def account_of(number, account):
    Person.objects.filter(number=Case.objects.get(number=number).subject_number).update(account=account)


def singly(desk, *people):
    """Cases decided one by one."""
    numbers = [desk.case(person) for person in people or (desk.person(),)]
    at_decision(desk, *numbers)
    for number in numbers:
        desk.do("decider", number, "decide", **APPROVED)
    return numbers


def state_shown(number):
    return payable([Case.objects.get(number=number)])[number]


def listed(desk, number="B1", who="payer"):
    key = PaymentBatch.objects.get(number=number).pk
    return take_batch_list(access=desk.access(who), key=key, at=desk.at)


def rows_of(content, name):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python()


def test_a_case_without_an_account_is_not_handed_over_and_not_on_the_banks_list(desk):
    bare = desk.person()
    Person.objects.filter(pk=bare.pk).update(account="")
    numbers = [desk.case(bare), desk.case()]
    at_decision(desk, *numbers)
    table = signed(desk, *numbers)
    assert desk.refused("payer", numbers[0], "hand_over", **PAY, batch="B1") == {"account-missing"}
    assert not PaymentBatch.objects.exists() and state_shown(numbers[0]).state == "missing"
    done = take_payment_list(access=desk.access("payer"), number=table, at=desk.at)
    assert [row.case for row in done.rows] == numbers[1:] and done.total_fen == FEN
    assert [(row.case, row.why) for row in done.held] == [(numbers[0], "没有登记收款账号")]
    account_of(numbers[0], OTHER)
    assert state_shown(numbers[0]).state == "changed"
    assert desk.refused("payer", numbers[0], "hand_over", **PAY, batch="B1") == {"account-changed"}


def test_all_that_speaks_against_handing_over_is_told_at_once(desk):
    one, two = singly(desk, desk.person(), desk.person())
    desk.do("payer", one, "hand_over", **PAY, batch="B1")
    assert isinstance(listed(desk), BatchList)
    account_of(two, "")
    assert desk.refused("payer", two, "hand_over", **PAY, batch="B1") == {"batch-closed", "account-changed"}
    assert desk.refused("payer", two, "hand_over", **PAY, batch="长" * 41) == {
        "account-changed",
        "batch-too-long",
    }


def test_a_batch_list_has_signed_rows_and_single_decisions_with_what_the_bank_said(desk):
    numbers = [desk.case() for _ in range(3)]
    at_decision(desk, *numbers)
    table = signed(desk, *numbers[:2])
    desk.do("decider", numbers[2], "decide", **APPROVED)
    for number in numbers:
        desk.do("payer", number, "hand_over", **PAY, batch="B1")
    first = listed(desk)
    assert isinstance(first, BatchList) and first.total_fen == 3 * FEN
    assert [(row.case, row.account, row.signed_list) for row in first.rows] == [
        (numbers[0], ACCOUNT, table), (numbers[1], ACCOUNT, table), (numbers[2], ACCOUNT, ""),
    ]  # fmt: skip
    desk.do("payer", numbers[0], "confirm_payment", **PAY, posted=True, reference="R1")
    desk.do("payer", numbers[1], "confirm_payment", **PAY, posted=False, reference="", reason="户名不符")
    later = listed(desk)
    assert [(row.outcome, row.reference, row.note) for row in later.rows] == [
        ("已到账", "R1", ""), ("退票", "", "户名不符"), ("等银行回单", "", ""),
    ]  # fmt: skip
    assert later.digest == first.digest and later.total_fen == first.total_fen
    book = batch_list_xlsx(later)
    sheet = rows_of(book, "发放明细")
    assert [row[1] for row in sheet[2:5]] == numbers and sheet[4][9] == "单件决定" and sheet[2][9] == table
    assert sheet[5][6] == 3 * FEN / 100 and "大写" in sheet[6][0]
    assert [row[:2] for row in rows_of(book, "按结果合计")[1:]] == [
        ["已到账", 1], ["退票", 1], ["等银行回单", 1], ["合计", 3],
    ]  # fmt: skip
    taken = contents_of(batch_chain(PaymentBatch.objects.get().pk))
    assert [one["kind"] for one in taken] == ["PaymentListTaken"] * 2 and broken_chains() == []
    assert ACCOUNT not in str(taken)
    with pytest.raises(ValueError, match="do not add up"):
        batch_list_xlsx(replace(later, total_fen=1))
    shown = batch_shown(batches(desk.access("payer")).get())
    assert (shown.rows, shown.fen, shown.waiting, shown.posted, shown.returned) == (3, 3 * FEN, 1, 1, 1)


def test_what_was_taken_to_the_bank_grows_no_more_and_the_next_number_is_offered(desk):
    one, two, three = singly(desk, *(desk.person() for _ in range(3)))
    desk.do("payer", one, "hand_over", **PAY, batch="P1")
    desk.do("payer", two, "hand_over", **PAY, batch="P1")
    assert free_batch_number("P1", access=desk.access("payer")) == "P1"
    assert isinstance(listed(desk, "P1"), BatchList)
    assert free_batch_number("P1", access=desk.access("payer")) == "P1-2"
    assert desk.refused("payer", three, "hand_over", **PAY, batch="P1") == {"batch-closed"}
    desk.do("payer", three, "hand_over", **PAY, batch="P1-2")
    desk.do("payer", three, "confirm_payment", **PAY, posted=False, reference="R", reason="户名不符")
    assert desk.refused("payer", three, "hand_over", **PAY, batch="P1-2") == {"batch-closed"}
    assert free_batch_number("P1", access=desk.access("payer")) == "P1-3"
    assert [batch_shown(row).number for row in batches(desk.access("payer"), at_bank=True)] == ["P1"]


def test_a_list_is_not_taken_while_an_order_still_adds_to_its_batch(desk):
    numbers = singly(desk, desk.person(), desk.person())
    order = ordered(desk, "payer", "hand_over", numbers, fields={"batch": "B1"})
    worked_off(desk, order, most=1)
    assert codes(listed(desk)) == {"batch-grows"}
    worked_off(desk, order)
    assert len(listed(desk).rows) == 2


def test_an_amount_that_changed_after_it_was_ordered_is_left_out(desk):
    one, two = numbers = singly(desk, desk.person(), desk.person())
    order = ordered(desk, "payer", "hand_over", numbers, fields={"batch": "B1"})
    desk.do(desk.resident(two), two, "appeal", appeal="A1", kind="objection", reasons="金额不对")
    desk.do("leader", two, "settle_appeal", appeal="A1", changed=True, reasons="重新核定")
    less = {**APPROVED, "amount_fen": FEN - 10_000, "departure": "按初级证书核定"}
    desk.do("decider", two, "decide", **less)
    worked_off(desk, order)
    left = reasons_of(order)
    assert set(left) == {two} and "1,300.00元" in left[two] and "1,200.00元" in left[two]
    assert state_of(one).batch == "B1" and state_of(two).batch == ""


def test_what_came_back_is_warned_of_until_another_account_is_settled(desk):
    (number,) = singly(desk)
    desk.do("payer", number, "hand_over", **PAY, batch="B1")
    assert desk.refused("payer", number, "hand_over", **PAY, batch="B2") == {"handed-over"}
    desk.do("payer", number, "confirm_payment", **PAY, posted=False, reference="", reason="账号已销户")
    assert state_shown(number).state == "returned" and state_shown(number).can_go
    account_of(number, OTHER)
    assert state_shown(number).state == "changed"
    account_of(number, ACCOUNT)
    desk.do("payer", number, "hand_over", **PAY, batch="B2")
    desk.do("payer", number, "confirm_payment", **PAY, posted=True, reference="R2")
    told = BankPayment.objects.values_list("batch__number", "outcome", "reason", "reference")
    assert list(told) == [("B1", "returned", "账号已销户", ""), ("B2", "posted", "", "R2")]


def test_the_bank_gives_a_number_or_a_reason(desk):
    (number,) = singly(desk)
    desk.do("payer", number, "hand_over", **PAY, batch="B1")
    for said in ({"posted": True, "reference": " "}, {"posted": False, "reference": "R", "reason": ""}):
        assert desk.refused("payer", number, "confirm_payment", **PAY, **said) == {"words-missing"}


def test_a_batch_is_there_for_its_own_desk_alone(desk):
    (number,) = singly(desk)
    desk.do("payer", number, "hand_over", **PAY, batch="B1")
    hire(desk, "town_payer", "finance", "south")
    hire(desk, "payer_of_another_matter", "finance", "yx", matter="hualong/2016-2/other")
    for stranger in ("clerk", "decider", "leader", "town_payer", "payer_of_another_matter"):
        assert codes(listed(desk, who=stranger)) == {"no-batch"}, stranger
        assert not batches(desk.access(stranger)).exists()
    assert codes(take_batch_list(access=desk.access("payer"), key=0, at=desk.at)) == {"no-batch"}
    assert PaymentBatch.objects.get().taken_at is None
