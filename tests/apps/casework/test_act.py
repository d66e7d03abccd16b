"""Verbs through the rooms: real accounts, grants and offices; who may and who may not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.casework.desk import FEN, SKILL, hire, opened_desk
from jiuchuang.apps.audit.models import Record
from jiuchuang.apps.audit.queries import broken_chains
from jiuchuang.apps.casework.actions.publish_notice import Published, publish_notice
from jiuchuang.apps.casework.actions.run_clocks import run_clocks
from jiuchuang.apps.casework.models import Case, Finding
from jiuchuang.apps.casework.queries.acting import Resident
from jiuchuang.apps.casework.queries.events import state_of
from jiuchuang.apps.casework.queries.papers_out import correction_data, letter_data, receipt_data
from jiuchuang.apps.casework.queries.replay import replay
from jiuchuang.apps.casework.queries.view import case_view
from jiuchuang.apps.casework.queries.worklist import cases_for, worklist
from jiuchuang.apps.org.models import Grant
from jiuchuang.apps.people.queries import facts_of
from jiuchuang.domain.casework.case_number import is_case_number
from jiuchuang.domain.casework.commands import CorrectionItem
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.gateways.letters.papers import correction_notice, decision_letter, receipt_slip

APPROVED = {
    "node": "decide",
    "approved": True,
    "reasons": "符合条件",
    "clauses": ("四/（一）",),
    "amount_fen": FEN,
}
REFUSED = {"node": "decide", "approved": False, "reasons": "不符合", "clauses": ("四/（一）",)}


@pytest.fixture
def desk(db):
    return opened_desk()


def waiting(desk, who):
    return [(row.case.number, row.node, row.seat) for row in worklist(desk.access(who))]


def to_decision(desk, number, publisher="second_reviewer"):
    desk.to_notice(number)
    done = publish_notice(access=desk.access(publisher), cases=[number], label="公示", at=desk.at)
    assert isinstance(done, Published), done
    desk.later(8)
    run_clocks(at=desk.at)
    return number


def test_an_application_opens_a_case_with_its_finding_at_the_township_of_the_applicant(desk):
    number = desk.case()
    case = Case.objects.get(number=number)
    assert is_case_number(number) and number.startswith("2026-369921-000001-")
    assert (case.programme, case.unit.code, case.procedure) == (SKILL, "north", "subsidy-two-level")
    assert (case.finding_status, case.finding_fen, case.claimed_fen) == ("eligible", FEN, FEN)
    assert waiting(desk, "clerk") == [(number, "accept", "")]
    assert waiting(desk, "other_clerk") == []
    assert waiting(desk, "reviewer") == []


def test_each_office_finds_its_seats_and_only_those(desk):
    number = desk.to_departments(desk.case())
    assert waiting(desk, "insurance") == [(number, "joint", "social_insurance")]
    assert waiting(desk, "market") == [(number, "joint", "market_regulation")]
    assert waiting(desk, "clerk") == waiting(desk, "reviewer") == waiting(desk, "decider") == []


def test_a_strangers_case_does_not_exist_for_a_clerk_and_departments_see_what_they_are_asked(desk):
    number = desk.to_departments(desk.case())
    assert desk.refused("other_clerk", number, "accept", node="accept") == {"no-case"}
    assert case_view(desk.access("other_clerk"), number) is None
    assert list(cases_for(desk.access("other_clerk"))) == []
    assert [case.number for case in cases_for(desk.access("insurance"))] == [number]
    assert case_view(desk.access("insurance"), number).name == "测试人甲"
    hire(desk, "tax", "department", "yx-tax")
    assert case_view(desk.access("tax"), number) is None
    payer = case_view(desk.access("payer"), number)
    assert payer.name == "测试人甲" and "resident_id" not in payer.sees
    hire(desk, "auditor", "auditor", "yx")
    assert case_view(desk.access("auditor"), number).name == "测***"
    asked = [(text, [who for who in ("payer", "auditor") if cases_for(desk.access(who), text=text)])
             for text in ("测", "测试人", "测试人甲", number, number[:6])]  # fmt: skip
    both = ["payer", "auditor"]
    assert [found for _, found in asked] == [["payer"], ["payer"], both, both, both]


def test_the_whole_way_to_the_archive(desk):
    number = to_decision(desk, desk.case())
    assert waiting(desk, "town_decider") == [(number, "decide", "")]
    assert waiting(desk, "decider") == []
    tiers = worklist(desk.access("decider"), every_tier=True)
    assert {(row.node, row.level) for row in tiers} == {("decide", "township"), ("decide", "county")}
    assert desk.do("decider", number, "decide", **APPROVED)[0] == "Decided"
    assert waiting(desk, "payer") == [(number, "pay", "")]
    desk.do("payer", number, "hand_over", node="pay", batch="B1")
    desk.do("payer", number, "confirm_payment", node="pay", posted=False, reference="R1", reason="账号有误")
    desk.do("payer", number, "hand_over", node="pay", batch="B2")
    desk.do("payer", number, "confirm_payment", node="pay", posted=True, reference="R2")
    desk.do("second_reviewer", number, "archive", node="archive", file_number="2026-1")
    case = Case.objects.get(number=number)
    assert (case.status, case.outcome, case.amount_fen, case.open_key) == ("ended", "approved", FEN, None)
    again = replay(number)
    assert (again.faults, again.findings) == ((), 1)
    view = case_view(desk.access("clerk"), number)
    letter = letter_data(view)
    assert (letter.outcome, letter.amount_fen, letter.applicant) == ("approved", FEN, "测试人甲")
    assert {one.finding for one in letter.reasons} == {"met"}
    assert {one.label for one in letter.facts} >= {"失业保险累计缴费月数"}
    assert decision_letter(letter, "docx")[:2] == b"PK"
    assert broken_chains() == []


def test_what_was_paid_is_known_to_the_next_decision(desk):
    person = desk.person()
    number = to_decision(desk, desk.case(person))
    desk.do("decider", number, "decide", **APPROVED)
    desk.do("payer", number, "hand_over", node="pay", batch="B1")
    desk.do("payer", number, "confirm_payment", node="pay", posted=True, reference="R2")
    from jiuchuang.apps.people.models import Payment

    paid = Payment.objects.get()
    assert (paid.number, paid.programme, paid.paid_fen, paid.case_number) == (
        person.number,
        SKILL,
        FEN,
        number,
    )
    assert facts_of("person", person.number, desk.day).values["startup_subsidies_drawn"] == 0


def test_no_decision_before_the_notice_has_ended(desk):
    number = desk.to_notice(desk.case())
    done = publish_notice(access=desk.access("second_reviewer"), cases=[number], label="公示", at=desk.at)
    for _ in range(7):
        assert run_clocks(at=desk.at).notices_closed == 0
        assert desk.refused("decider", number, "decide", **APPROVED) == {"node-not-open"}
        desk.later(1)
    assert done.row.ends_on == desk.day
    assert run_clocks(at=desk.at).notices_closed == 0
    desk.later(1)
    assert run_clocks(at=desk.at).notices_closed == 1
    desk.do("decider", number, "decide", **APPROVED)


def test_nobody_takes_two_duties_of_one_case_whatever_grants_and_delegations_say(desk):
    number = desk.case()
    hire(desk, "clerk", "reviewer", "yx")
    hire(desk, "reviewer", "decider", "yx")
    assert desk.do("clerk", number, "accept", node="accept")[0] == "Accepted"
    assert waiting(desk, "clerk") == []
    assert desk.refused("clerk", number, "give_opinion", node="review", stance="agree") == {
        "conflicting-duty"
    }
    own = Grant.objects.get(account=desk.accounts["clerk"], role="reviewer")
    hire(desk, "deputy", "reviewer", "yx", delegated_from=own, to_on=desk.day + timedelta(days=99))
    agree = {"node": "review", "stance": "agree"}
    assert desk.refused("deputy", number, "give_opinion", **agree) == {"conflicting-duty"}
    desk.do("reviewer", number, "give_opinion", **agree)
    desk.do("insurance", number, "give_opinion", node="joint", seat="social_insurance", stance="agree")
    desk.do("market", number, "give_opinion", node="joint", seat="market_regulation", stance="agree")
    publish_notice(access=desk.access("second_reviewer"), cases=[number], label="公示", at=desk.at)
    desk.later(8)
    run_clocks(at=desk.at)
    assert waiting(desk, "reviewer") == []
    assert desk.refused("reviewer", number, "decide", **APPROVED) == {"conflicting-duty"}


def test_nobody_takes_a_step_of_their_own_case(desk):
    person = desk.person()
    clerk = desk.accounts["clerk"]
    clerk.person_number = person.number
    clerk.save()
    number = desk.case(person)
    assert waiting(desk, "clerk") == []
    assert desk.refused("clerk", number, "accept", node="accept") == {"own-case"}


def test_a_grant_of_one_matter_and_a_limit_of_a_grant_hold(desk):
    number = to_decision(desk, desk.case())
    hire(desk, "small", "decider", "yx", limit_fen=FEN - 1)
    hire(desk, "other", "decider", "yx", matter="sample/yunxi-2024-6/startup-subsidy")
    assert desk.refused("small", number, "decide", **APPROVED) == {"above-limit"}
    assert waiting(desk, "other") == []
    assert desk.refused("other", number, "decide", **APPROVED) == {"not-yours"}
    hire(desk, "enough", "decider", "yx", limit_fen=FEN, matter=SKILL)
    assert desk.do("enough", number, "decide", **APPROVED)[0] == "Decided"


def test_the_township_decides_to_its_limit_and_not_beyond(desk):
    person = desk.person(facts={**desk.person().facts, "skill_certificate_level": "junior"})
    small, large = desk.case(person), desk.case()
    for number in (small, large):
        desk.to_notice(number)
    publish_notice(access=desk.access("second_reviewer"), cases=[small, large], label="公示", at=desk.at)
    desk.later(8)
    run_clocks(at=desk.at)
    assert (Case.objects.get(number=small).finding_fen, Case.objects.get(number=large).finding_fen) == (
        80_000,
        FEN,
    )
    assert [one[0] for one in waiting(desk, "town_decider")] == [small, large]
    assert desk.do("town_decider", small, "decide", **{**APPROVED, "amount_fen": 80_000})[0] == "Decided"


def test_a_decision_against_the_finding_needs_its_own_reason_and_both_are_kept(desk):
    number = to_decision(desk, desk.case())
    other = {**APPROVED, "amount_fen": 90_000}
    assert desk.refused("decider", number, "decide", **other) == {"amount-departs"}
    assert desk.refused("decider", number, "decide", **REFUSED) == {"against-finding"}
    assert desk.do("decider", number, "decide", **other, departure="证书已换发，按初级核定")[0] == "Decided"
    basis = Record.objects.get(chain__name=f"case/{number}", kind="DecisionBasis")
    assert '"found_fen":130000' in basis.text and "按初级核定" in basis.text
    assert replay(number).faults == ()


def test_not_eligible_is_approved_only_with_a_reason(desk):
    number = to_decision(desk, desk.case(desk.person(facts={})))
    assert Case.objects.get(number=number).finding_status == "unknown"
    assert desk.refused("decider", number, "decide", **APPROVED) == {"against-finding"}
    assert desk.do("decider", number, "decide", **REFUSED)[0] == "Decided"


def test_correction_is_answered_by_the_resident_once_and_completely(desk):
    number = desk.case()
    me = desk.resident(number)
    items = (CorrectionItem("技能证书", "看不清"), CorrectionItem("身份证", "缺反面"))
    desk.do("clerk", number, "ask_correction", node="accept", items=items)
    assert waiting(desk, "clerk") == []
    view = case_view(me, number, desk.day)
    assert {one.verb for one in view.offered} == {"supplement", "withdraw"}
    assert correction_notice(correction_data(view), "pdf")[:4] == b"%PDF"
    assert desk.refused(me, number, "supplement", papers=("技能证书",)) == {"correction-incomplete"}
    assert desk.refused(Resident("person:P9", "别人"), number, "supplement", papers=()) == {"no-case"}
    desk.do(me, number, "supplement", papers=("技能证书", "身份证"))
    assert desk.refused("clerk", number, "ask_correction", node="accept", items=items) == {"list-used"}
    desk.do(
        "clerk", number, "accept", node="accept", promises=("提交的材料真实",), papers_to_follow=("发票",)
    )
    receipt = receipt_data([case_view(me, number, desk.day)], "窗口")
    assert receipt.to_follow == ("发票",) and receipt_slip(receipt, "pdf")[:4] == b"%PDF"
    hire(desk, "auditor", "auditor", "yx")
    unseen = receipt_data([case_view(desk.access("auditor"), number, desk.day)], "审计")
    assert (receipt.applicant, unseen.applicant) == ("测试人甲", "测***")
    desk.do(me, number, "supply_papers", papers=("发票",))


def test_transfer_recall_urge_and_a_further_signer(desk):
    number = desk.to_departments(desk.case())
    desk.do(
        "market", number, "transfer", node="joint", seat="market_regulation", to_unit="yx-tax", reason="归口"
    )
    hire(desk, "tax", "department", "yx-tax")
    assert waiting(desk, "market") == []
    assert waiting(desk, "tax") == [(number, "joint", "market_regulation")]
    desk.do(desk.resident(number), number, "urge", node="joint", note="请尽快")
    desk.do("tax", number, "give_opinion", node="joint", seat="market_regulation", stance="agree")
    other = desk.case()
    desk.do("clerk", other, "accept", node="accept")
    assert desk.refused("other_clerk", other, "recall", node="accept", reason="x") == {"no-case"}
    desk.do("clerk", other, "recall", node="accept", reason="漏看一页")
    assert state_of(other).run("accept").is_open
    desk.do("clerk", other, "accept", node="accept")
    signer = {"unit": "yx-finance", "label": "财政局", "role": "department", "level": "department"}
    desk.do("reviewer", other, "add_signer", node="review", **signer, reason="资金")
    hire(desk, "money", "department", "yx-finance")
    assert waiting(desk, "money") == [(other, "review", "yx-finance")]
    assert desk.refused("reviewer", other, "give_opinion", node="review", stance="agree") == {
        "signers-missing"
    }
    desk.do("money", other, "give_opinion", node="review", seat="yx-finance", stance="agree")
    desk.do("reviewer", other, "give_opinion", node="review", stance="agree")


def test_an_appeal_is_settled_by_somebody_who_had_no_hand_in_it(desk):
    number = to_decision(desk, desk.case(desk.person(facts={})))
    desk.do("decider", number, "decide", **REFUSED)
    me = desk.resident(number)
    desk.do(me, number, "appeal", appeal="A1", kind="reconsideration", reasons="材料没有看全")
    settled = {"appeal": "A1", "changed": True, "reasons": "重新核定"}
    assert desk.refused("decider", number, "settle_appeal", **settled) == {"not-yours"}
    desk.do("leader", number, "settle_appeal", **settled)
    assert state_of(number).run("decide").is_open


def test_a_window_of_the_county_takes_cases_for_anybody_and_follows_them(desk):
    person = desk.person()
    hire(desk, "village_2", "village-worker", "south")
    assert isinstance(desk.try_apply(person, by=desk.access("village_2"), channel="window"), Refusal)
    number = desk.case(person, by=desk.access("other_clerk"), channel="window", answers={})
    case = Case.objects.get(number=number)
    assert (case.unit.code, case.opened_by) == ("north", desk.accounts["other_clerk"].pk)
    assert case_view(desk.access("other_clerk"), number) is not None
    assert desk.refused("other_clerk", number, "accept", node="accept") == {"not-yours"}
    assert waiting(desk, "clerk") == [(number, "accept", "")]


def test_finding_is_kept_once_a_day_and_a_changed_one_is_found_out(desk):
    number = desk.case()
    finding = Finding.objects.get(case__number=number)
    assert replay(number).faults == ()
    Finding.objects.filter(pk=finding.pk).update(facts={**finding.facts, "ui_contribution_months": 99})
    assert len(replay(number).faults) == 1


def test_what_is_offered_is_what_may_be_done(desk):
    number = desk.case()
    view = case_view(desk.access("clerk"), number)
    here = {one.verb for one in view.offered}
    assert here == {"accept", "ask_correction", "decline", "transfer", "supplement", "withdraw", "urge"} - {
        "supplement"
    }
    assert {one.verb for one in case_view(desk.access("reviewer"), number).offered} == {"urge"}
    assert case_view(desk.access("decider"), number).offered == ()
