"""Every shipped procedure from its first step to its last, and the verbs on the way."""

from datetime import date

from domain.casework.small_office import (
    APPEALS,
    APPROVAL,
    DATA,
    FINANCE,
    FINANCE_DEPARTMENT,
    HEAD,
    INSURANCE,
    LEADER,
    MARKET,
    NOTICE,
    PASSER_BY,
    RECORDS,
    REFUSAL,
    RESIDENT,
    REVIEWER,
    TAX,
    TOWN,
    TOWN_TWO,
    WINDOW,
    Desk,
    approved,
    archived,
    at_decision,
    at_joint,
    at_notice,
    submitted,
)
from jiuchuang.domain.casework import commands as c
from jiuchuang.domain.casework.clock import Stop, read_clock
from jiuchuang.domain.casework.commands import SYSTEM, Actor, CorrectionItem


def test_a_personal_subsidy_goes_from_the_township_to_the_archive():
    desk = archived()
    state = desk.state
    assert (state.status, state.outcome, state.posted) == ("ended", "approved", True)
    assert state.decision.amount_fen == 300_000
    assert [(run.node, run.closing) for run in state.runs] == [
        (node.id, "passed") for node in desk.procedure.nodes
    ]


def test_a_firm_subsidy_goes_to_three_departments_a_visit_and_a_check_at_once():
    desk = Desk("firm-subsidy-joint")
    boss = Actor("boss", "employer", "firm-1", "person", stands_for="91350100M000100Y43")
    desk.do(c.Submit, boss, case="f", applicant="91350100M000100Y43", claimed_fen=600_000_00)
    desk.do(c.Accept, WINDOW, node="accept")
    assert desk.open_nodes() == {"departments", "visit", "data"}
    desk.do(c.GiveOpinion, TAX, node="departments", seat="tax", stance="agree")
    visit = {"visited_on": desk.today, "satisfied": True, "findings": "在岗28人"}
    desk.do(c.RecordVisit, TOWN, node="visit", visitors=("town-clerk", "town-clerk-2"), **visit)
    desk.do(c.GiveOpinion, FINANCE_DEPARTMENT, node="departments", seat="finance", stance="agree")
    desk.do(c.GiveOpinion, MARKET, node="departments", seat="market_regulation", stance="agree")
    assert desk.open_nodes() == {"data"}
    check = {"source": "社会保险", "as_of": desk.today}
    assert desk.do(c.RecordCheck, DATA, node="data", result="unavailable", **check) == ["CheckRecorded"]
    desk.do(c.RecordCheck, DATA, node="data", result="passed", **check)
    assert desk.open_nodes() == {"review"}
    desk.do(c.GiveOpinion, REVIEWER, node="review", stance="agree")
    desk.do(c.OpenNotice, NOTICE, node="notice", list_id="n")
    desk.later(8)
    desk.do(c.CloseNotice, NOTICE, node="notice")
    assert "above-limit" in desk.refused(c.Decide, HEAD, **APPROVAL, amount_fen=5_000_001)
    desk.do(c.Decide, LEADER, **APPROVAL, amount_fen=5_000_001)
    assert desk.open_nodes() == {"pay"}


def test_a_recognition_pays_nothing():
    desk = Desk("recognition")
    village = Actor("v1", "village-worker", "village-1", "village")
    desk.do(c.Submit, RESIDENT, case="r", applicant="resident")
    desk.do(c.Accept, TOWN, node="accept", promises=("连续失业已满一年",))
    visit = {"visited_on": desk.today, "visitors": ("v1", "v2"), "satisfied": True, "findings": "属实"}
    desk.do(c.RecordVisit, village, node="visit", **visit)
    desk.do(c.RecordCheck, DATA, node="check", source="社会保险", result="passed", as_of=desk.today)
    reviewer = Actor("tr", "reviewer", "town-a", "township")
    desk.do(c.GiveOpinion, reviewer, node="review", stance="agree")
    notice = Actor("tn", "reviewer", "town-a", "township")
    desk.do(c.OpenNotice, notice, node="notice", list_id="n")
    desk.later(8)
    desk.do(c.CloseNotice, notice, node="notice")
    assert desk.refused(c.Decide, HEAD, **APPROVAL, amount_fen=1) == {"amount-not-due"}
    desk.do(c.Decide, HEAD, **APPROVAL)
    desk.do(c.Archive, RECORDS, node="archive", file_number="1")
    assert desk.state.outcome == "approved"


def no_application() -> Desk:
    desk = Desk("no-application")
    desk.do(c.Submit, SYSTEM, case="s", applicant="resident")
    desk.do(c.OpenNotice, NOTICE, node="notice", list_id="n")
    desk.later(8)
    desk.do(c.CloseNotice, NOTICE, node="notice")
    return desk


def test_without_application_the_person_confirms():
    desk = no_application()
    desk.do(c.Confirm, RESIDENT, node="confirm")
    desk.do(c.Decide, HEAD, **APPROVAL, amount_fen=80_000)
    assert desk.open_nodes() == {"pay"}


def test_without_application_the_person_opts_out_and_nothing_is_decided():
    desk = no_application()
    desk.do(c.OptOut, RESIDENT, node="confirm", reason="不需要")
    assert (desk.state.outcome, desk.state.decision, desk.open_nodes()) == ("opted_out", None, set())


def test_without_application_silence_is_taken_for_consent_only_after_the_limit():
    desk = no_application()
    assert desk.refused(c.Escalate, SYSTEM, node="confirm") == {"not-overdue"}
    desk.later(15)
    assert desk.do(c.Escalate, SYSTEM, node="confirm") == ["SilenceTaken", "NodeClosed", "NodeOpened"]
    (vote,) = desk.state.run("confirm").votes
    assert vote.silent and vote.persons == frozenset()


def test_one_correction_list_stops_the_clock_and_the_answer_restarts_it():
    desk = submitted()
    desk.later(2)
    items = (CorrectionItem("contract", "缺最后一页"), CorrectionItem("bank-card", "号码不清"))
    desk.do(c.AskCorrection, TOWN, node="accept", items=items)
    assert desk.state.correction.due_on == date(2026, 3, 11)
    assert desk.refused(c.Accept, TOWN, node="accept") == {"correcting"}
    desk.later(5)
    assert desk.refused(c.Supplement, RESIDENT, papers=("contract",)) == {"correction-incomplete"}
    desk.do(c.Supplement, RESIDENT, papers=("contract", "bank-card"))
    run = desk.state.run("accept")
    assert run.clock.stops == (Stop(date(2026, 3, 4), date(2026, 3, 9)),)
    reading = read_clock(run.clock, desk.calendar, desk.today)
    assert (reading.used_days, reading.left_days, reading.due_on) == (2, 3, date(2026, 3, 12))
    assert "list-used" in desk.refused(c.AskCorrection, TOWN, node="accept", items=items)
    desk.do(c.Accept, TOWN, node="accept")


def test_a_list_without_an_answer_lapses_after_its_last_day():
    desk = submitted()
    desk.do(c.AskCorrection, TOWN, node="accept", items=(CorrectionItem("contract", "缺"),))
    desk.today = desk.state.correction.due_on
    assert desk.refused(c.LapseCorrection, TOWN) == {"not-overdue"}
    desk.later(1)
    desk.do(c.LapseCorrection, TOWN)
    assert desk.state.outcome == "lapsed"


def test_a_department_that_wants_papers_votes_anew_in_the_next_round_and_no_vote_is_lost():
    desk = at_joint()
    desk.do(c.GiveOpinion, INSURANCE, node="joint", seat="social_insurance", stance="agree")
    wants = {"node": "joint", "seat": "market_regulation", "stance": "more_needed", "reasons": "缺营业执照"}
    desk.do(c.GiveOpinion, MARKET, **wants)
    assert desk.at("joint")
    desk.later(1)
    desk.do(c.AskCorrection, MARKET, node="joint", items=(CorrectionItem("licence", "缺营业执照"),))
    desk.later(6)
    assert desk.do(c.Supplement, RESIDENT, papers=("licence",))[-1] == "NodeOpened"
    run = desk.state.run("joint")
    assert (run.round, run.votes, run.list_used) == (2, (), True)
    assert read_clock(run.clock, desk.calendar, desk.today).used_days == 1
    desk.do(c.GiveOpinion, INSURANCE, node="joint", seat="social_insurance", stance="agree")
    desk.do(c.GiveOpinion, MARKET, node="joint", seat="market_regulation", stance="agree")
    assert desk.open_nodes() == {"notice"}
    assert [len(run.votes) for run in desk.state.runs if run.node == "joint"] == [2, 2]


def test_more_papers_wanted_twice_counts_as_not_agreed():
    desk = at_joint()
    for paper in ("licence", "lease"):
        desk.do(c.GiveOpinion, INSURANCE, node="joint", seat="social_insurance", stance="agree")
        wants = {"node": "joint", "seat": "market_regulation", "stance": "more_needed", "reasons": "缺"}
        desk.do(c.GiveOpinion, MARKET, **wants)
        if paper == "licence":
            desk.do(c.AskCorrection, MARKET, node="joint", items=(CorrectionItem(paper, "缺"),))
            desk.do(c.Supplement, RESIDENT, papers=(paper,))
    assert desk.open_nodes() == {"decide"}
    assert desk.state.run("joint").closing == "opposed"


def test_what_was_not_agreed_to_can_only_be_refused():
    desk = at_joint()
    desk.do(
        c.GiveOpinion,
        INSURANCE,
        node="joint",
        seat="social_insurance",
        stance="disagree",
        reasons="已领失业金",
    )
    assert desk.at("joint"), "全部同意：等所有部门说完，一次告知"
    desk.do(c.GiveOpinion, MARKET, node="joint", seat="market_regulation", stance="agree")
    assert desk.open_nodes() == {"decide"}
    assert desk.refused(c.Decide, HEAD, **APPROVAL, amount_fen=1) == {"opposed"}
    desk.do(c.Decide, HEAD, **REFUSAL)
    assert desk.open_nodes() == {"archive"}
    desk.do(c.Archive, RECORDS, node="archive", file_number="1")
    assert desk.state.outcome == "refused"


def test_sent_back_the_earlier_step_is_taken_anew_with_a_new_clock():
    desk = at_joint()
    desk.do(c.GiveOpinion, INSURANCE, node="joint", seat="social_insurance", stance="agree")
    desk.later(1)
    desk.do(c.SendBack, MARKET, node="joint", to_node="review", reason="复核漏了一项")
    assert desk.open_nodes() == {"review"}
    run = desk.state.run("review")
    assert (run.round, run.clock.started_on) == (2, desk.today)
    desk.do(c.GiveOpinion, REVIEWER, node="review", stance="agree")
    desk.do(c.GiveOpinion, INSURANCE, node="joint", seat="social_insurance", stance="agree")
    desk.do(c.GiveOpinion, MARKET, node="joint", seat="market_regulation", stance="agree")
    assert [(run.round, run.closing, len(run.votes)) for run in desk.state.runs if run.node == "joint"] == [
        (1, "superseded", 1),
        (2, "passed", 2),
    ]


def test_the_decision_sends_back_what_was_not_agreed_to():
    desk = at_joint()
    desk.do(
        c.GiveOpinion, INSURANCE, node="joint", seat="social_insurance", stance="disagree", reasons="已领"
    )
    desk.do(c.GiveOpinion, MARKET, node="joint", seat="market_regulation", stance="agree")
    desk.do(c.SendBack, LEADER, node="decide", to_node="joint", reason="请再核对")
    assert desk.open_nodes() == {"joint"}
    desk.do(c.GiveOpinion, INSURANCE, node="joint", seat="social_insurance", stance="agree")
    desk.do(c.GiveOpinion, MARKET, node="joint", seat="market_regulation", stance="agree")
    assert desk.open_nodes() == {"notice"}


def test_a_step_is_recalled_while_nobody_went_on():
    desk = submitted()
    desk.later(1)
    desk.do(c.Accept, TOWN, node="accept")
    desk.later(1)
    desk.do(c.Recall, TOWN, node="accept", reason="看错一张")
    assert desk.open_nodes() == {"accept"}
    clock = desk.state.run("accept").clock
    assert (clock.started_on, clock.stops) == (date(2026, 3, 2), (Stop(date(2026, 3, 3), date(2026, 3, 4)),))
    desk.do(c.Accept, TOWN, node="accept")
    desk.do(c.GiveOpinion, REVIEWER, node="review", stance="agree")
    assert "gone-on" in desk.refused(c.Recall, TOWN, node="accept", reason="又看错")


def test_a_seat_is_handed_to_another_unit_and_a_signer_is_added():
    desk = submitted()
    desk.do(c.Transfer, TOWN, node="accept", to_unit="town-b", reason="户籍在乙镇")
    assert "not-yours" in desk.refused(c.Accept, TOWN, node="accept")
    desk.do(c.Accept, TOWN_TWO, node="accept")
    signer = {"unit": "disabled_federation", "label": "残联", "role": "department", "level": "department"}
    desk.do(c.AddSigner, REVIEWER, node="review", reason="涉及残疾等级", **signer)
    assert desk.refused(c.GiveOpinion, REVIEWER, node="review", stance="agree") == {"signers-missing"}
    federation = Actor("f1", "department", "disabled_federation", "department")
    desk.do(c.GiveOpinion, federation, node="review", seat="disabled_federation", stance="agree")
    desk.do(c.GiveOpinion, REVIEWER, node="review", stance="agree")
    assert desk.open_nodes() == {"joint"}


def test_papers_may_follow_but_not_after_the_decision():
    desk = submitted()
    desk.do(c.Accept, TOWN, node="accept", papers_to_follow=("bank-card",))
    (due,) = desk.state.papers_due
    assert due.due_on == date(2026, 3, 9)
    desk.do(c.GiveOpinion, REVIEWER, node="review", stance="agree")
    desk.do(c.GiveOpinion, INSURANCE, node="joint", seat="social_insurance", stance="agree")
    desk.do(c.GiveOpinion, MARKET, node="joint", seat="market_regulation", stance="agree")
    desk.do(c.OpenNotice, NOTICE, node="notice", list_id="n")
    desk.later(8)
    desk.do(c.CloseNotice, NOTICE, node="notice")
    assert desk.refused(c.Decide, HEAD, **APPROVAL, amount_fen=1) == {"papers-missing"}
    helper = Actor("village-helper", "village-worker", "village-1", "village", stands_for="resident")
    desk.do(c.SupplyPapers, helper, papers=("bank-card",))
    desk.do(c.Decide, HEAD, **APPROVAL, amount_fen=1)


def test_a_promise_that_was_not_kept_forbids_approval():
    desk = submitted()
    desk.do(c.Accept, TOWN, node="accept", promises=("未领取同类补贴",))
    desk.do(c.VerifyPromise, REVIEWER, promise="未领取同类补贴", kept=False, findings="比对发现已领取")
    desk.do(c.GiveOpinion, REVIEWER, node="review", stance="disagree", reasons="承诺不实")
    assert desk.refused(c.Decide, HEAD, **APPROVAL, amount_fen=1) == {"opposed", "promise-broken"}


def test_an_objection_holds_up_the_notice_until_it_is_settled():
    desk = at_notice()
    desk.do(c.OpenNotice, NOTICE, node="notice", list_id="n")
    assert desk.state.run("notice").publication.ends_on == date(2026, 3, 9)
    objection = {"node": "notice", "objection": "o1", "display": "张*", "reasons": "他在外地上班"}
    desk.do(c.Object, PASSER_BY, **objection)
    desk.today = date(2026, 3, 9)
    assert desk.refused(c.CloseNotice, NOTICE, node="notice") == {"notice-running", "objection-open"}
    desk.later(1)
    settled = {"node": "notice", "objection": "o1", "reasons": "参保记录在本县"}
    desk.do(c.SettleObjection, NOTICE, upheld=False, **settled)
    desk.do(c.CloseNotice, NOTICE, node="notice")
    assert desk.open_nodes() == {"decide"}


def test_an_upheld_objection_leads_to_refusal_only():
    desk = at_notice()
    desk.do(c.OpenNotice, NOTICE, node="notice", list_id="n")
    desk.do(c.Object, PASSER_BY, node="notice", objection="o1", display="张*", reasons="已就业")
    desk.do(c.SettleObjection, NOTICE, node="notice", objection="o1", upheld=True, reasons="查明属实")
    desk.later(8)
    desk.do(c.CloseNotice, NOTICE, node="notice")
    assert desk.refused(c.Decide, HEAD, **APPROVAL, amount_fen=1) == {"opposed"}


def test_silence_lifts_a_review_to_the_next_office_with_a_limit_of_its_own():
    desk = submitted()
    desk.do(c.Accept, TOWN, node="accept")
    desk.later(16)
    assert desk.do(c.Escalate, SYSTEM, node="review") == ["Escalated"]
    run = desk.state.run("review")
    assert (run.clock.started_on, run.earlier_clocks[0].ended_on) == (desk.today, desk.today)
    assert "not-yours" in desk.refused(c.GiveOpinion, REVIEWER, node="review", stance="agree")
    desk.do(c.GiveOpinion, HEAD, node="review", stance="agree")
    assert desk.open_nodes() == {"joint"}


def test_silence_of_one_department_counts_as_agreement_and_the_other_opinion_stays():
    desk = at_joint()
    desk.do(c.GiveOpinion, MARKET, node="joint", seat="market_regulation", stance="agree")
    desk.later(7)
    desk.do(c.Escalate, SYSTEM, node="joint")
    votes = desk.state.runs[2].votes
    assert [(vote.seat, vote.silent) for vote in votes] == [
        ("market_regulation", False),
        ("social_insurance", True),
    ]
    assert desk.open_nodes() == {"notice"}


def test_a_returned_payment_goes_into_a_new_batch():
    desk = approved()
    desk.do(c.HandOver, FINANCE, node="pay", batch="batch-1")
    assert desk.refused(c.HandOver, FINANCE, node="pay", batch="batch-2") == {"handed-over"}
    desk.do(c.ConfirmPayment, FINANCE, node="pay", posted=False, reference="b", reason="户名不符")
    desk.do(c.HandOver, FINANCE, node="pay", batch="batch-2")
    assert desk.state.batch == "batch-2"


def test_a_changed_decision_is_taken_anew():
    desk = at_decision()
    desk.do(c.Decide, HEAD, **REFUSAL)
    desk.do(c.Archive, RECORDS, node="archive", file_number="1")
    desk.later(30)
    desk.do(c.Appeal, RESIDENT, appeal="a1", kind="reconsideration", reasons="年龄算错")
    assert not desk.state.appeals[0].late
    desk.do(c.SettleAppeal, APPEALS, appeal="a1", changed=True, reasons="出生日期登记有误")
    assert (desk.state.status, desk.open_nodes(), desk.state.run("decide").round) == ("open", {"decide"}, 2)
    desk.do(c.Decide, HEAD, **APPROVAL, amount_fen=100)
    assert [one.approved for one in desk.state.set_aside] == [False]


def test_a_decision_that_rested_on_an_opinion_is_taken_anew_from_that_opinion_on():
    desk = submitted()
    desk.do(c.Accept, TOWN, node="accept")
    desk.do(c.GiveOpinion, REVIEWER, node="review", stance="disagree", reasons="单位已停业")
    assert desk.open_nodes() == {"decide"}
    desk.do(c.Decide, HEAD, **REFUSAL)
    desk.do(c.Appeal, RESIDENT, appeal="a1", kind="objection", reasons="一直在经营")
    desk.do(c.SettleAppeal, APPEALS, appeal="a1", changed=True, reasons="查实在经营")
    assert (desk.state.status, desk.open_nodes()) == ("open", {"review"})
    desk.do(c.GiveOpinion, REVIEWER, node="review", stance="agree")
    assert desk.open_nodes() == {"joint"}  # and the notice after it: nothing that was left out stays out
    assert desk.state.decision is None


def test_a_late_appeal_is_registered_and_marked():
    desk = at_decision()
    desk.do(c.Decide, HEAD, **REFUSAL)
    desk.later(60)
    in_time = desk.try_(
        c.Appeal(key="x", actor=RESIDENT, appeal="a1", kind="reconsideration", reasons="不服")
    )
    assert [event.happening.late for event in in_time] == [False]
    desk.later(1)
    desk.do(c.Appeal, RESIDENT, appeal="a1", kind="reconsideration", reasons="不服")
    assert desk.state.appeals[0].late


def test_the_applicant_withdraws_before_the_decision():
    desk = at_notice()
    desk.do(c.Withdraw, RESIDENT, reason="已就业")
    assert (desk.state.outcome, desk.open_nodes()) == ("withdrawn", set())


def test_urging_is_written_down_once_a_day():
    desk = submitted()
    desk.do(c.Urge, RESIDENT, node="accept")
    assert desk.refused(c.Urge, RESIDENT, node="accept") == {"urged-today"}
    desk.later(1)
    desk.do(c.Urge, RESIDENT, node="accept")
    assert len(desk.state.run("accept").urged) == 2
