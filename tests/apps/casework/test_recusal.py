"""回避 by the registers: who lives with the applicant, or with the owner of the firm that applies, hands the case on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.casework.desk import hire, opened_desk
from apps.casework.test_attacks import APPROVED
from apps.casework.test_attacks_after import at_decision
from apps.casework.test_merged_records import merge
from jiuchuang.apps.casework.actions.draw_up_list import DrawnUp, draw_up_list
from jiuchuang.apps.casework.actions.sign_list import ListSigned, decide_rows, sign_list
from jiuchuang.apps.casework.models import Case, SigningRow
from jiuchuang.apps.casework.queries.recusal import recusal
from jiuchuang.apps.casework.queries.view import case_view
from jiuchuang.apps.people.models import Employer, Household, HouseholdMember, Ownership


@pytest.fixture
def desk(db):
    return opened_desk()


def home(desk, *people, **period):
    number = f"H{Household.objects.count() + 1:09d}"
    household = Household.objects.create(
        number=number, unit=desk.units["north"], name="测试户", changed_at=desk.at
    )
    for person in people:
        HouseholdMember.objects.create(household=household, person=person, **period)
    return household


def tied(desk, who, person):
    account = desk.accounts[who]
    account.person_number = person.number
    account.save()


def decider_and(desk, **period):
    """A case at its decision, whose applicant and decider are of one household in the period."""
    applicant, decider = desk.person(), desk.person(name="测试人乙")
    home(desk, applicant, decider, **period)
    tied(desk, "decider", decider)
    number = desk.case(applicant)
    at_decision(desk, number)
    return number, applicant, decider


def offers(desk, who, number):
    return {one.verb for one in case_view(desk.access(who), number).offered}


def test_a_spouse_does_not_decide_and_hands_on(desk):
    number, *_ = decider_and(desk)
    refused = desk.try_("decider", number, "decide", **APPROVED)
    assert [one.code for one in refused.problems] == ["kin-case"]
    assert "同在一个家庭" in refused.problems[0].message and "转办" in refused.problems[0].suggestion
    assert offers(desk, "decider", number) == {"transfer"}
    desk.do("decider", number, "transfer", node="decide", to_unit="yx-centre", reason="回避")
    hire(desk, "centre_decider", "decider", "yx-centre")
    desk.do("centre_decider", number, "decide", **APPROVED)


def test_a_brother_in_law_of_another_household_decides(desk):
    applicant, wife, brother = desk.person(), desk.person(), desk.person()
    home(desk, applicant, wife)
    home(desk, brother)
    tied(desk, "decider", brother)
    number = desk.case(applicant)
    at_decision(desk, number)
    desk.do("decider", number, "decide", **APPROVED)


@pytest.mark.parametrize(("ended", "counts"), [(-30, False), (-1, False), (10, True), (None, True)])
def test_who_has_left_the_household_counts_no_more(desk, ended, counts):
    number, *_ = decider_and(desk)
    if ended is not None:
        HouseholdMember.objects.update(to_on=desk.day + timedelta(days=ended))
    case = Case.objects.get(number=number)
    assert bool(recusal(desk.access("decider"), case)) == counts
    if counts:
        assert desk.refused("decider", number, "decide", **APPROVED) == {"kin-case"}
    else:
        desk.do("decider", number, "decide", **APPROVED)


def test_who_comes_into_the_household_later_does_not_count_yet(desk):
    number, *_ = decider_and(desk, from_on=desk.day + timedelta(days=60))
    desk.do("decider", number, "decide", **APPROVED)


@pytest.mark.parametrize("by", ["owner", "agent"])
def test_a_firm_of_the_household_is_for_others_to_decide(desk, by):
    wife, decider = desk.person(), desk.person()
    home(desk, wife, decider)
    tied(desk, "decider", decider)
    agent = wife if by == "agent" else None
    firm = Employer.objects.create(
        number="E0009001", unit=desk.units["north"], name="测试公司", changed_at=desk.at, agent=agent
    )
    if by == "owner":
        Ownership.objects.create(person=wife, employer=firm)
    case = Case(applicant=f"employer:{firm.number}")
    assert "申请单位" in recusal(desk.access("decider"), case)
    Ownership.objects.update(to_on=desk.day - timedelta(days=1))
    assert bool(recusal(desk.access("decider"), case)) == (by == "agent")
    assert recusal(desk.access("leader"), case) == ""


def test_a_delegation_does_not_get_around_it(desk):
    number, *_ = decider_and(desk)
    own = desk.access("decider").grant_rows[0]
    hire(desk, "helper", "decider", "yx", delegated_from=own)
    refused = desk.try_("helper", number, "decide", **APPROVED)
    assert [one.code for one in refused.problems] == ["kin-case"]
    assert refused.problems[0].message.startswith("委托您的人")


def test_a_row_of_a_list_and_an_appeal_are_refused_too(desk):
    number, _, decider = decider_and(desk)
    other = desk.case()
    at_decision(desk, other)
    access = desk.access("second_reviewer")
    drawn = draw_up_list(access=access, cases=[number, other], label="表", at=desk.at)
    assert isinstance(drawn, DrawnUp), drawn
    row = drawn.row
    signing = {"number": row.number, "expected_total_fen": row.total_fen, "at": desk.at}
    assert isinstance(sign_list(access=desk.access("decider"), **signing), ListSigned)
    assert decide_rows(number=row.number, at=desk.at).refused == 1
    assert "同在一个家庭" in SigningRow.objects.get(case__number=number).reasons
    desk.do("leader", number, "decide", **APPROVED)
    tied(desk, "leader", decider)
    desk.do(desk.resident(number), number, "appeal", appeal="A1", kind="objection", reasons="不服")
    settled = {"appeal": "A1", "changed": False, "reasons": "维持"}
    assert "kin-case" in desk.refused("leader", number, "settle_appeal", **settled)


def test_an_old_record_of_the_same_person_counts(desk):
    number, applicant, decider = decider_and(desk)
    again = desk.person()
    merge(desk, again, applicant)
    assert HouseholdMember.objects.filter(person=again).exists()
    assert desk.refused("decider", number, "decide", **APPROVED) == {"kin-case"}
    before = desk.person()
    merge(desk, before, decider)
    assert desk.refused("decider", number, "decide", **APPROVED) == {"kin-case"}
