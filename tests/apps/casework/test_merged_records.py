"""Two records of one person, each with a case of the same matter: one is decided and paid, the other is refused."""

from __future__ import annotations

import pytest

from apps.casework.desk import FACTS, FEN, SKILL, opened_desk
from apps.casework.test_attacks import APPROVED
from apps.casework.test_attacks_after import at_decision, codes
from apps.casework.test_attacks_at_once import at_once, hand, happened
from jiuchuang.apps.audit.queries import broken_chains
from jiuchuang.apps.casework.actions.draw_up_list import DrawnUp, draw_up_list
from jiuchuang.apps.casework.actions.sign_list import decide_rows, sign_list
from jiuchuang.apps.casework.actions.take_apart import take_apart
from jiuchuang.apps.casework.models import Case, SigningRow
from jiuchuang.apps.casework.queries.acting import Resident
from jiuchuang.apps.casework.queries.same_subject import both_have, cases_of_resident, cases_of_subject
from jiuchuang.apps.casework.queries.view import case_view
from jiuchuang.apps.people.actions.judge_pair import PairJudged, judge_pair, reopen_pair
from jiuchuang.apps.people.models import DuplicatePair, Employer, Employment, Payment
from jiuchuang.apps.people.queries import numbers_of

SAME = {"verdict": "same", "why": "身份证、电话都核实过"}


@pytest.fixture
def desk(db):
    return opened_desk()


def pair_of(desk, kept, closed, kind="person"):
    first, second = sorted((kept.number, closed.number))
    return DuplicatePair.objects.create(kind=kind, first=first, second=second, found_at=desk.at)


def merge(desk, kept, closed, kind="person"):
    pair = pair_of(desk, kept, closed, kind)
    access = desk.access("second_reviewer")
    done = judge_pair(access=access, number=pair.pk, survivor=kept.number, at=desk.at, **SAME)
    assert isinstance(done, PairJudged), done
    return pair.pk


def two_cases(desk):
    kept, closed = desk.person(), desk.person()
    first, second = desk.case(closed), desk.case(kept)
    at_decision(desk, first, second)
    return kept, closed, first, second


def test_one_of_two_cases_is_approved_and_the_other_is_told_of_it(desk):
    kept, closed, first, second = two_cases(desk)
    merge(desk, kept, closed)
    desk.do("decider", first, "decide", **APPROVED)
    refused = desk.try_("decider", second, "decide", **APPROVED)
    assert codes(refused) == {"decided-under-other"}
    assert first in refused.problems[0].message and refused.problems[0].place.source == "approved"
    refusal = {"node": "decide", "approved": False, "amount_fen": None, "reasons": "已按另一件批准"}
    desk.do("decider", second, "decide", **refusal, clauses=("四/（一）",), departure="同一人已批准")


def test_a_row_of_a_list_is_refused_for_the_same_reason(desk):
    kept, closed, first, second = two_cases(desk)
    access = desk.access("second_reviewer")
    drawn = draw_up_list(access=access, cases=[first, second], label="表", at=desk.at)
    assert isinstance(drawn, DrawnUp)
    merge(desk, kept, closed)
    number = drawn.row.number
    sign_list(access=desk.access("decider"), number=number, expected_total_fen=2 * FEN, at=desk.at)
    done = decide_rows(number=number, at=desk.at)
    assert (done.decided, done.refused) == (1, 1)
    assert first in SigningRow.objects.get(case__number=second).reasons


def test_both_decided_before_the_merger_only_one_is_paid(desk):
    kept, closed, first, second = two_cases(desk)
    for number in (first, second):
        desk.do("decider", number, "decide", **APPROVED)
    merge(desk, kept, closed)
    desk.do("payer", second, "hand_over", node="pay", batch="B1")
    assert desk.refused("payer", first, "hand_over", node="pay", batch="B1") == {"paid-under-other"}
    desk.do("payer", second, "confirm_payment", node="pay", posted=True, reference="R1")
    assert desk.refused("payer", first, "hand_over", node="pay", batch="B2") == {"paid-under-other"}
    assert Payment.objects.count() == 1


def test_a_payment_that_came_back_leaves_the_way_open(desk):
    kept, closed, first, second = two_cases(desk)
    for number in (first, second):
        desk.do("decider", number, "decide", **APPROVED)
    merge(desk, kept, closed)
    desk.do("payer", second, "hand_over", node="pay", batch="B1")
    desk.do("payer", second, "confirm_payment", node="pay", posted=False, reason="户名不符", reference="")
    desk.do("payer", first, "hand_over", node="pay", batch="B2")
    assert desk.refused("payer", second, "hand_over", node="pay", batch="B3") == {"paid-under-other"}


def test_who_is_merged_opens_no_second_case_and_a_later_one_is_decided_by_itself(desk):
    kept, closed, third = desk.person(), desk.person(), desk.person()
    first = desk.case(closed)
    merge(desk, kept, closed)
    merge(desk, third, kept)
    assert set(numbers_of("person", kept.number)) == {kept.number, closed.number, third.number}
    assert codes(desk.try_apply(third)) == {"case-open"}
    at_decision(desk, first)
    desk.do("decider", first, "decide", **APPROVED)
    desk.do("payer", first, "hand_over", node="pay", batch="B1")
    desk.do("payer", first, "confirm_payment", node="pay", posted=True, reference="R1")
    desk.do("reviewer", first, "archive", node="archive", file_number="D1")
    desk.later(1)
    later = desk.case(third)
    at_decision(desk, later)
    desk.do("decider", later, "decide", **APPROVED)


def test_what_was_not_the_same_after_all_is_decided_again(desk):
    kept, closed, first, second = two_cases(desk)
    pair = merge(desk, kept, closed)
    desk.do("decider", first, "decide", **APPROVED)
    assert desk.refused("decider", second, "decide", **APPROVED) == {"decided-under-other"}
    access = desk.access("second_reviewer")
    assert isinstance(reopen_pair(access=access, number=pair, why="其实是两个人", at=desk.at), PairJudged)
    desk.do("decider", second, "decide", **APPROVED)


def test_records_taken_apart_have_each_what_its_own_cases_were_paid(desk):
    kept, closed = desk.person(), desk.person()
    first, second = desk.case(closed), desk.case(kept)
    at_decision(desk, first, second)
    pair = merge(desk, kept, closed)
    desk.do("decider", first, "decide", **APPROVED)
    desk.do("payer", first, "hand_over", node="pay", batch="B1")
    desk.do("payer", first, "confirm_payment", node="pay", posted=True, reference="R1")
    assert Payment.objects.get().number == kept.number
    access = desk.access("second_reviewer")
    assert isinstance(take_apart(access=access, number=pair, why="其实是两个人", at=desk.at), PairJudged)
    assert Payment.objects.get().number == closed.number
    assert codes(take_apart(access=access, number=pair, why="再来", at=desk.at)) == {"pair-open"}
    desk.do("decider", second, "decide", **APPROVED)
    assert broken_chains() == []


def test_cases_of_the_old_record_are_seen_under_the_new_one_by_the_resident_too(desk):
    kept, closed = desk.person(), desk.person()
    number = desk.case(closed)
    stranger, me = desk.person(), Resident(f"person:{kept.number}", kept.name)
    assert [one.number for one in cases_of_resident(me)] == []
    assert case_view(me, number, desk.day) is None
    merge(desk, kept, closed)
    assert [one.number for one in cases_of_resident(me)] == [number]
    assert [one.number for one in cases_of_subject("person", kept.number)] == [number]
    view = case_view(me, number, desk.day)
    assert view is not None and view.offers("withdraw")
    assert case_view(Resident(f"person:{stranger.number}", "x"), number, desk.day) is None
    desk.do(me, number, "withdraw", reason="不办了")
    assert Case.objects.get(number=number).outcome == "withdrawn"


def test_who_adjudicates_is_told_what_both_have(desk):
    kept, closed = desk.person(), desk.person()
    assert both_have("person", kept.number, closed.number) == []
    second, first = desk.case(kept), desk.case(closed)
    [shared] = both_have("person", kept.number, closed.number)
    assert shared.programme == SKILL and {one.number for one in shared.cases} == {first, second}
    desk.do(desk.resident(first), first, "withdraw", reason="不办了")
    assert both_have("person", kept.number, closed.number) == []


def test_the_same_work_under_two_records_is_one(desk):
    one, two = desk.person(facts=FACTS), desk.person(facts=FACTS)
    firm = Employer.objects.create(
        number="E0009001", unit=desk.units["north"], name="测试公司", changed_at=desk.at
    )
    spells = [
        Employment.objects.create(
            number=f"R{place}", person=person, employer=firm, started_on=desk.day, changed_at=desk.at
        )
        for place, person in enumerate((one, two))
    ]
    assert numbers_of("employment", "R0") == ("R0",)
    merge(desk, one, two)
    assert numbers_of("employment", "R0") == ("R0", "R1") == numbers_of("employment", "R1")
    Employment.objects.filter(pk=spells[0].pk).update(ended_on=desk.day)
    assert numbers_of("employment", "R1") == ("R1",)


@pytest.mark.django_db(transaction=True)
def test_two_deciders_of_two_records_at_the_same_moment(transactional_db):
    desk, accounts = opened_desk(), ("decider", "leader")
    for _ in range(3):
        kept, closed, first, second = two_cases(desk)
        merge(desk, kept, closed)
        hands = [
            hand(desk, who, number, "decide", **APPROVED)
            for who, number in zip(accounts, (first, second), strict=True)
        ]
        done = at_once(*hands)
        assert sorted(type(one).__name__ for one in done) == ["Refusal", "TakenFurther"], done
        assert happened(first).count("Decided") + happened(second).count("Decided") == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_paid_while_records_are_merged_stands_in_the_ledger_of_the_one_that_goes_on(transactional_db):
    desk = opened_desk()
    kept, closed, first, second = two_cases(desk)
    for number in (first, second):
        desk.do("decider", number, "decide", **APPROVED)
        desk.do("payer", number, "hand_over", node="pay", batch="B1")
    pair, access = pair_of(desk, kept, closed), desk.access("second_reviewer")
    posted = {"node": "pay", "posted": True, "reference": "R1"}
    done = at_once(
        lambda: judge_pair(access=access, number=pair.pk, survivor=kept.number, at=desk.at, **SAME),
        hand(desk, "payer", first, "confirm_payment", **posted),
    )
    assert sorted(type(one).__name__ for one in done) == ["PairJudged", "TakenFurther"], done
    assert [one.number for one in Payment.objects.all()] == [kept.number]
