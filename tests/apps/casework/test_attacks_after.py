"""What changes while a case is under way: the law, the record of the applicant, a decision that was set aside."""

from __future__ import annotations

import pytest

from apps.casework.desk import FEN, SKILL, opened_desk
from apps.casework.test_attacks import APPROVED
from jiuchuang.apps.casework.actions import examine as examining
from jiuchuang.apps.casework.actions.draw_up_list import DrawnUp, draw_up_list
from jiuchuang.apps.casework.actions.publish_notice import Published, publish_notice
from jiuchuang.apps.casework.actions.run_clocks import run_clocks
from jiuchuang.apps.casework.actions.sign_list import ListSigned, decide_rows, sign_list
from jiuchuang.apps.casework.actions.take_payment_list import take_payment_list
from jiuchuang.apps.casework.models import Case, Finding
from jiuchuang.apps.casework.queries.events import state_of
from jiuchuang.apps.casework.queries.view import case_view
from jiuchuang.apps.people.models import Payment, Person
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.gateways.letters.data import PaymentList


@pytest.fixture
def desk(db):
    return opened_desk()


def codes(outcome):
    assert isinstance(outcome, Refusal), outcome
    return {problem.code for problem in outcome.problems}


def at_decision(desk, *numbers):
    for number in numbers:
        desk.to_notice(number)
    done = publish_notice(access=desk.access("second_reviewer"), cases=numbers, label="公示", at=desk.at)
    assert isinstance(done, Published), done
    desk.later(8)
    run_clocks(at=desk.at)


def test_a_programme_that_left_the_law_is_not_decided_silently(desk, monkeypatch):
    number = desk.case()
    at_decision(desk, number)
    monkeypatch.setattr(examining, "programme_shown", lambda name, on: None)
    assert desk.refused("decider", number, "decide", **APPROVED) == {"law-gone"}
    desk.do("decider", number, "decide", **APPROVED, departure="按申请时施行的政策决定")


def test_a_law_that_changed_meanwhile_is_told(desk):
    number = desk.case()
    assert case_view(desk.access("clerk"), number).warnings == ()
    first = Finding.objects.get(case__number=number)
    Finding.objects.filter(pk=first.pk).update(pack_digest="0" * 64, digest="0" * 64)
    desk.later(1)
    examining.examine(case=Case.objects.get(number=number), at=desk.at)
    assert [one.code for one in case_view(desk.access("clerk"), number).warnings] == ["law-changed"]
    assert [one.code for one in case_view(desk.resident(number), number, desk.day).warnings] == [
        "law-changed"
    ]


def test_a_record_that_was_merged_is_paid_where_it_goes_on_and_applies_no_more(desk):
    kept, closed = desk.person(), desk.person()
    number = desk.case(closed)
    Person.objects.filter(pk=closed.pk).update(merged_into=kept)
    at_decision(desk, number)
    desk.do("decider", number, "decide", **APPROVED)
    desk.do("payer", number, "hand_over", node="pay", batch="B1")
    desk.do("payer", number, "confirm_payment", node="pay", posted=True, reference="R2")
    assert [(paid.number, paid.programme) for paid in Payment.objects.all()] == [(kept.number, SKILL)]
    again = Person.objects.get(pk=closed.pk)
    assert codes(desk.try_apply(again)) == {"no-subject"}


def signed(desk, *numbers):
    drawn = draw_up_list(access=desk.access("second_reviewer"), cases=numbers, label="表", at=desk.at)
    assert isinstance(drawn, DrawnUp), drawn
    row = drawn.row
    done = sign_list(
        access=desk.access("decider"), number=row.number, expected_total_fen=row.total_fen, at=desk.at
    )
    assert isinstance(done, ListSigned), done
    assert decide_rows(number=row.number, at=desk.at).decided == len(numbers)
    return row.number


def test_finance_gets_what_is_to_be_paid_now_and_nothing_twice(desk):
    one, two, three = (desk.case() for _ in range(3))
    at_decision(desk, one, two, three)
    table = signed(desk, one, two, three)
    payer = desk.access("payer")
    assert take_payment_list(access=payer, number=table, at=desk.at).total_fen == 3 * FEN
    desk.do("payer", two, "hand_over", node="pay", batch="B1")
    desk.do("payer", two, "confirm_payment", node="pay", posted=True, reference="R1")
    me = desk.resident(three)
    desk.do(me, three, "appeal", appeal="A1", kind="objection", reasons="金额不对")
    desk.do("leader", three, "settle_appeal", appeal="A1", changed=True, reasons="重新核定")
    listed = take_payment_list(access=payer, number=table, at=desk.at)
    assert isinstance(listed, PaymentList)
    assert [row.case for row in listed.rows] == [one] and listed.total_fen == FEN


def test_an_appeal_does_not_open_a_second_case_of_the_same_matter(desk):
    person = desk.person()
    first = desk.case(person)
    desk.do("clerk", first, "decline", node="accept", reasons="材料不符", clauses=("二",))
    second = desk.case(person)
    desk.do(desk.resident(first), first, "appeal", appeal="A1", kind="objection", reasons="不服")
    settled = {"appeal": "A1", "changed": True, "reasons": "应当受理"}
    assert desk.refused("leader", first, "settle_appeal", **settled) == {"case-open"}
    desk.do(desk.resident(second), second, "withdraw", reason="撤回")
    desk.do("leader", first, "settle_appeal", **settled)
    assert state_of(first).run("accept").is_open
