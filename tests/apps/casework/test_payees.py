"""What was decided is paid on the account of the decision; one that changed since waits for finance."""

from __future__ import annotations

import io

import pytest
from python_calamine import CalamineWorkbook

from apps.casework.desk import FEN, hire, opened_desk
from apps.casework.test_attacks import APPROVED
from apps.casework.test_attacks_after import at_decision, codes, signed
from apps.casework.test_merged_records import merge
from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.casework.actions.settle_payee import PayeeSettled, settle_payee
from jiuchuang.apps.casework.actions.take_payment_list import take_payment_list
from jiuchuang.apps.casework.models import Case, Payee
from jiuchuang.apps.casework.queries.events import chain_of
from jiuchuang.apps.casework.queries.payees import pay_to, unsettled_payees
from jiuchuang.apps.people.actions.state_facts import state_facts
from jiuchuang.apps.people.models import Person
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.gateways.letters.data import PaymentList
from jiuchuang.gateways.letters.payment_list import payment_list_xlsx

FIRST, SECOND, THIRD = "6217000000000001111", "6217000000000002222", "6217000000000003333"
WHY = "电话向本人核实，账户已换"


@pytest.fixture
def desk(db):
    return opened_desk()


def with_account(desk, account=FIRST):
    person = desk.person()
    Person.objects.filter(pk=person.pk).update(account=account)
    return person


def change(person, account):
    Person.objects.filter(pk=person.pk).update(account=account)


def to_of(number):
    return pay_to([Case.objects.get(number=number)])[number]


def settle(desk, number, pay_on="now", who="payer", shown=None, reasons=WHY):
    shown = to_of(number).shown_as(number) if shown is None else shown
    access = desk.access(who)
    return settle_payee(access=access, number=number, pay_on=pay_on, shown=shown, reasons=reasons, at=desk.at)


def decided(desk, person):
    number = desk.case(person)
    at_decision(desk, number)
    desk.do("decider", number, "decide", **APPROVED)
    return number


def test_an_account_that_changed_is_not_paid_before_finance_has_said_where(desk):
    person = with_account(desk)
    number = decided(desk, person)
    assert (to_of(number).kept, to_of(number).pay) == (FIRST, FIRST)
    change(person, SECOND)
    assert to_of(number).pay is None
    assert [seat.case.number for seat, _ in unsettled_payees(desk.access("payer"))] == [number]
    assert desk.refused("payer", number, "hand_over", node="pay", batch="B1") == {"account-changed"}
    assert isinstance(settle(desk, number), PayeeSettled)
    assert to_of(number).pay == SECOND and unsettled_payees(desk.access("payer")) == []
    change(person, THIRD)
    assert desk.refused("payer", number, "hand_over", node="pay", batch="B1") == {"account-changed"}
    assert isinstance(settle(desk, number, "kept"), PayeeSettled)
    assert to_of(number).pay == FIRST
    desk.do("payer", number, "hand_over", node="pay", batch="B1")
    told = [one["content"] for one in contents_of(chain_of(number)) if one["kind"] == "PayeeSettled"]
    assert [(one["pay_on"], one["reasons"]) for one in told] == [("now", WHY), ("kept", WHY)]
    assert not any(account in str(told) for account in (FIRST, SECOND, THIRD))


def test_what_goes_back_to_what_was_signed_needs_nobody(desk):
    person = with_account(desk)
    number = decided(desk, person)
    change(person, SECOND)
    change(person, FIRST)
    desk.do("payer", number, "hand_over", node="pay", batch="B1")


def test_who_settles_says_why_and_had_no_hand_in_it(desk):
    person = with_account(desk)
    number = decided(desk, person)
    assert codes(settle(desk, number)) == {"settled-already"}
    old = to_of(number).shown_as(number)
    change(person, SECOND)
    assert codes(settle(desk, number, reasons=" ")) == {"words-missing"}
    assert codes(settle(desk, number, shown=old)) == {"changed-since"}
    assert codes(settle(desk, number, pay_on="mine")) == {"no-account"}
    assert codes(settle(desk, number, who="reviewer")) == {"not-allowed"}
    assert codes(settle(desk, number, who="other_clerk")) == {"no-case"}
    hire(desk, "decider", "finance", "yx")
    assert codes(settle(desk, number, who="decider")) == {"conflicting-duty"}
    hire(desk, "other_payer", "finance", "yx")
    hire(desk, "other_payer", "window", "north")
    access = desk.access("other_payer")
    done = state_facts(
        by=access, kind="person", number=person.number, columns={"account": THIRD}, on=desk.day, at=desk.at,
        source="窗口",
    )  # fmt: skip
    assert not isinstance(done, Refusal), done
    assert codes(settle(desk, number, who="other_payer")) == {"own-change"}
    assert Payee.objects.get().settled_by is None


def rows_of_sheet(content, name):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python()


def test_the_payment_list_pays_what_was_signed_and_shows_what_is_held(desk):
    people = [with_account(desk) for _ in range(3)]
    numbers = [desk.case(person) for person in people]
    at_decision(desk, *numbers)
    table = signed(desk, *numbers)
    change(people[1], SECOND)
    change(people[2], "")
    listed = take_payment_list(access=desk.access("payer"), number=table, at=desk.at)
    assert isinstance(listed, PaymentList)
    assert [(row.case, row.account) for row in listed.rows] == [(numbers[0], FIRST)]
    assert listed.total_fen == FEN
    assert [(row.case, row.before, row.now) for row in listed.held] == [
        (numbers[1], FIRST, SECOND),
        (numbers[2], FIRST, ""),
    ]
    book = payment_list_xlsx(listed)
    held = rows_of_sheet(book, "暂缓支付")
    assert [row[1] for row in held[1:]] == numbers[1:] and held[1][5:7] == [FIRST, SECOND]
    paid = [row[1] for row in rows_of_sheet(book, "发放明细") if row[1] in numbers]
    assert paid == numbers[:1]
    assert isinstance(settle(desk, numbers[1]), PayeeSettled)
    listed = take_payment_list(access=desk.access("payer"), number=table, at=desk.at)
    assert [(row.case, row.account) for row in listed.rows] == [(numbers[0], FIRST), (numbers[1], SECOND)]
    assert WHY in listed.rows[1].note


def test_a_list_of_nothing_but_held_rows_is_told(desk):
    person = with_account(desk)
    number = desk.case(person)
    at_decision(desk, number)
    table = signed(desk, number)
    change(person, SECOND)
    refused = take_payment_list(access=desk.access("payer"), number=table, at=desk.at)
    assert codes(refused) == {"nothing-to-pay"} and "账号" in refused.problems[0].message


def test_of_two_merged_records_in_one_list_the_bank_gets_one(desk):
    kept, closed = with_account(desk), with_account(desk)
    numbers = [desk.case(person) for person in (kept, closed)]
    at_decision(desk, *numbers)
    table = signed(desk, *numbers)
    merge(desk, kept, closed)
    listed = take_payment_list(access=desk.access("payer"), number=table, at=desk.at)
    assert [row.case for row in listed.rows] == numbers[:1]
    assert [row.case for row in listed.held] == numbers[1:] and numbers[0] in listed.held[0].why
    assert listed.rows[0].account == FIRST


def test_a_list_taken_again_pays_nobody_twice(desk):
    numbers = [desk.case(with_account(desk)) for _ in range(2)]
    at_decision(desk, *numbers)
    table = signed(desk, *numbers)
    taking = {"access": desk.access("payer"), "number": table, "at": desk.at}
    assert take_payment_list(**taking).total_fen == 2 * FEN
    desk.do("payer", numbers[0], "hand_over", node="pay", batch="B1")
    again = take_payment_list(**taking)
    assert [row.case for row in again.rows] == numbers[1:] and again.total_fen == FEN
    assert [(row.case, row.is_at_bank) for row in again.held] == [(numbers[0], True)]
    assert "B1" in again.held[0].why
    desk.do("payer", numbers[1], "hand_over", node="pay", batch="B1")
    last = take_payment_list(**taking)
    assert last.rows == () and last.total_fen == 0 and len(last.held) == 2
    assert len(rows_of_sheet(payment_list_xlsx(last), "暂缓支付")) == 3
    desk.do("payer", numbers[0], "confirm_payment", node="pay", posted=False, reason="户名不符", reference="")
    assert [row.case for row in take_payment_list(**taking).rows] == numbers[:1]


def test_a_decision_taken_anew_keeps_the_account_of_its_own_day(desk):
    person = with_account(desk)
    number = decided(desk, person)
    me = desk.resident(number)
    desk.do(me, number, "appeal", appeal="A1", kind="objection", reasons="金额不对")
    desk.do("leader", number, "settle_appeal", appeal="A1", changed=True, reasons="重新核定")
    change(person, SECOND)
    desk.do("decider", number, "decide", **APPROVED)
    assert (to_of(number).kept, to_of(number).pay) == (SECOND, SECOND)


def test_who_handed_over_what_came_back_settles_where_it_goes_next(desk):
    number = decided(desk, with_account(desk))
    desk.do("payer", number, "hand_over", node="pay", batch="B1")
    desk.do("payer", number, "confirm_payment", node="pay", posted=False, reference="", reason="账号已销户")
    Person.objects.filter(number=Case.objects.get(number=number).subject_number).update(account=SECOND)
    assert isinstance(settle(desk, number), PayeeSettled)
    desk.do("payer", number, "hand_over", node="pay", batch="B2")
    assert to_of(number).pay == SECOND
