"""What may not happen, and why; `refused` also sees that nothing has changed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.casework.small_office import (
    APPEALS,
    APPROVAL,
    FINANCE,
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
    TOWN,
    TOWN_HEAD,
    TOWN_TWO,
    Desk,
    approved,
    archived,
    at_decision,
    at_joint,
    at_notice,
    submitted,
)
from jiuchuang.domain.casework import commands as c
from jiuchuang.domain.casework.commands import SYSTEM, Actor, CorrectionItem
from jiuchuang.domain.casework.decide import ACTS, decide
from jiuchuang.domain.kernel.problem import Refusal

NODE_A, NODE_R, NODE_J, NODE_N = ({"node": node} for node in ("accept", "review", "joint", "notice"))
ITEM = (CorrectionItem("contract", "缺最后一页"),)
SIGNER = {"unit": "federation", "label": "残联", "role": "department", "level": "department"}
OBJECTION = {**NODE_N, "objection": "o1", "display": "张*", "reasons": "已就业"}


def corrected() -> Desk:
    desk = submitted()
    desk.do(c.AskCorrection, TOWN, node="accept", items=ITEM)
    return desk


def published() -> Desk:
    desk = at_notice()
    desk.do(c.OpenNotice, NOTICE, node="notice", list_id="n")
    return desk


def objected() -> Desk:
    desk = published()
    desk.do(c.Object, PASSER_BY, **OBJECTION)
    return desk


def promised() -> Desk:
    desk = submitted()
    desk.do(c.Accept, TOWN, node="accept", promises=("无业",))
    return desk


def half_voted() -> Desk:
    desk = at_joint()
    desk.do(c.GiveOpinion, INSURANCE, node="joint", seat="social_insurance", stance="agree")
    return desk


def visiting() -> Desk:
    desk = Desk("recognition")
    desk.do(c.Submit, RESIDENT, case="r", applicant="resident")
    desk.do(c.Accept, TOWN, node="accept")
    return desk


def confirming() -> Desk:
    desk = Desk("no-application")
    desk.do(c.Submit, SYSTEM, case="s", applicant="resident")
    desk.do(c.OpenNotice, NOTICE, node="notice", list_id="n")
    desk.later(8)
    desk.do(c.CloseNotice, NOTICE, node="notice")
    return desk


def handed_over() -> Desk:
    desk = approved()
    desk.do(c.HandOver, FINANCE, node="pay", batch="b")
    return desk


def refused_and_appealed() -> Desk:
    desk = at_decision()
    desk.do(c.Decide, HEAD, **REFUSAL)
    desk.do(c.Appeal, RESIDENT, appeal="a1", kind="objection", reasons="不服")
    return desk


WORKER = Actor("v1", "village-worker", "village-1", "village")
VISIT = {"node": "visit", "visitors": ("v1", "v2"), "satisfied": True, "findings": "属实"}

CASES = [
    # (case, command, actor, fields, codes)
    (submitted, c.Accept, REVIEWER, NODE_A, {"not-yours"}),
    (submitted, c.Accept, replace(TOWN, person="resident"), NODE_A, {"own-case"}),
    (submitted, c.Accept, replace(TOWN, stands_for="resident"), NODE_A, {"own-case"}),
    (submitted, c.Accept, TOWN, {"node": "acept"}, {"unknown-node"}),
    (submitted, c.GiveOpinion, REVIEWER, {**NODE_R, "stance": "agree"}, {"node-not-open"}),
    (submitted, c.GiveOpinion, TOWN, {**NODE_A, "stance": "agree"}, {"unknown-seat"}),
    (submitted, c.Decline, TOWN, {**NODE_A, "reasons": " ", "clauses": ()}, {"words-missing"}),
    (submitted, c.Submit, RESIDENT, {"case": "case-1", "applicant": "resident"}, {"case-exists"}),
    (submitted, c.AskCorrection, TOWN, {**NODE_A, "items": ()}, {"words-missing"}),
    (submitted, c.AskCorrection, TOWN, {**NODE_A, "items": ITEM + ITEM}, {"item-twice"}),
    (submitted, c.AddSigner, TOWN, {**NODE_A, **SIGNER, "reason": "r"}, {"verb-not-allowed"}),
    (submitted, c.Supplement, RESIDENT, {}, {"nothing-to-correct"}),
    (submitted, c.LapseCorrection, TOWN, {}, {"nothing-to-correct"}),
    (submitted, c.SupplyPapers, RESIDENT, {"papers": ("bank-card",)}, {"paper-not-awaited"}),
    (submitted, c.SupplyPapers, RESIDENT, {"papers": ()}, {"paper-not-awaited"}),
    (submitted, c.Urge, PASSER_BY, NODE_A, {"not-applicant"}),
    (submitted, c.Withdraw, PASSER_BY, {"reason": "r"}, {"not-applicant"}),
    (submitted, c.Appeal, RESIDENT, {"appeal": "a", "kind": "objection", "reasons": "r"}, {"nothing-to-appeal"}),
    (submitted, c.SettleAppeal, APPEALS, {"appeal": "a", "changed": True, "reasons": "r"}, {"unknown-appeal"}),
    (submitted, c.Transfer, TOWN, {**NODE_A, "to_unit": "town-a", "reason": "r"}, {"same-unit"}),
    (submitted, c.Transfer, TOWN, {**NODE_A, "to_unit": "town-b", "reason": ""}, {"words-missing"}),
    (submitted, c.Transfer, RESIDENT, {**NODE_A, "to_unit": "town-b", "reason": "r"}, {"not-yours"}),
    (submitted, c.Transfer, TOWN, {**NODE_A, "seat": "x", "to_unit": "town-b", "reason": "r"}, {"unknown-seat"}),
    (submitted, c.Recall, TOWN, {**NODE_A, "reason": "r"}, {"not-taken"}),
    (submitted, c.VerifyPromise, TOWN, {"promise": "无业", "kept": True, "findings": "f"}, {"unknown-promise"}),
    (submitted, c.Escalate, SYSTEM, NODE_A, {"not-overdue", "no-silence-rule"}),
    (corrected, c.Accept, TOWN, NODE_A, {"correcting"}),
    (corrected, c.Supplement, PASSER_BY, {"papers": ("contract",)}, {"not-applicant"}),
    (corrected, c.Supplement, RESIDENT, {}, {"correction-incomplete"}),
    (corrected, c.LapseCorrection, REVIEWER, {}, {"not-yours", "not-overdue"}),
    (promised, c.VerifyPromise, TOWN, {"promise": "无业", "kept": True, "findings": "f"}, {"not-yours"}),
    (promised, c.GiveOpinion, replace(REVIEWER, person="town-clerk"), {**NODE_R, "stance": "agree"}, {"conflicting-duty"}),
    (promised, c.GiveOpinion, replace(REVIEWER, stands_for="town-clerk"), {**NODE_R, "stance": "agree"}, {"conflicting-duty"}),
    (promised, c.GiveOpinion, REVIEWER, {**NODE_R, "stance": "disagree"}, {"words-missing"}),
    (promised, c.GiveOpinion, REVIEWER, {**NODE_R, "stance": "more_needed", "reasons": "r"}, {"ask-instead"}),
    (promised, c.SendBack, REVIEWER, {**NODE_R, "to_node": "decide", "reason": "r"}, {"not-before"}),
    (promised, c.Recall, TOWN_TWO, {**NODE_A, "reason": "r"}, {"not-yours"}),
    (half_voted, c.GiveOpinion, INSURANCE, {**NODE_J, "seat": "social_insurance", "stance": "agree"}, {"already-spoken"}),
    (half_voted, c.GiveOpinion, INSURANCE, {**NODE_J, "seat": "market_regulation", "stance": "agree"}, {"not-yours", "voted-already"}),
    (half_voted, c.Transfer, INSURANCE, {**NODE_J, "seat": "social_insurance", "to_unit": "x", "reason": "r"}, {"already-spoken"}),
    (half_voted, c.Transfer, MARKET, {**NODE_J, "seat": "market_regulation", "to_unit": "social_insurance", "reason": "r"}, {"unit-seated"}),
    (half_voted, c.AddSigner, MARKET, {**NODE_J, **SIGNER, "unit": "social_insurance", "reason": "r"}, {"unit-seated"}),
    (half_voted, c.GiveOpinion, replace(MARKET, person="reviewer"), {**NODE_J, "seat": "market_regulation", "stance": "agree"}, {"conflicting-duty"}),
    (half_voted, c.Recall, REVIEWER, {**NODE_R, "reason": "r"}, {"gone-on"}),
    (visiting, c.RecordVisit, WORKER, {**VISIT, "visitors": ("v1", "v1"), "visited_on": 0}, {"too-few-visitors"}),
    (visiting, c.RecordVisit, WORKER, {**VISIT, "visited_on": 1}, {"visit-in-future"}),
    (visiting, c.RecordVisit, WORKER, {**VISIT, "node": "check", "visited_on": 0}, {"wrong-kind"}),
    (visiting, c.RecordCheck, REVIEWER, {"node": "check", "source": "s", "result": "failed", "as_of": 0}, {"words-missing"}),
    (visiting, c.RecordCheck, REVIEWER, {"node": "check", "source": "s", "result": "passed", "as_of": 1}, {"check-in-future"}),
    (confirming, c.Confirm, PASSER_BY, {"node": "confirm"}, {"not-applicant"}),
    (confirming, c.OptOut, PASSER_BY, {"node": "confirm"}, {"not-applicant"}),
    (at_notice, c.CloseNotice, NOTICE, NODE_N, {"not-published"}),
    (at_notice, c.Object, PASSER_BY, OBJECTION, {"not-published"}),
    (at_notice, c.Decide, HEAD, {**APPROVAL, "amount_fen": 1}, {"node-not-open"}),
    (published, c.OpenNotice, NOTICE, {**NODE_N, "list_id": "m"}, {"published-already"}),
    (published, c.CloseNotice, NOTICE, NODE_N, {"notice-running"}),
    (published, c.SettleObjection, NOTICE, {**NODE_N, "objection": "o9", "upheld": True, "reasons": "r"}, {"unknown-objection"}),
    (objected, c.Object, PASSER_BY, OBJECTION, {"objection-twice"}),
    (objected, c.CloseNotice, NOTICE, NODE_N, {"notice-running", "objection-open"}),
    (objected, c.SettleObjection, replace(NOTICE, person="passer-by"), {**NODE_N, "objection": "o1", "upheld": False, "reasons": "r"}, {"own-objection"}),
    (at_decision, c.Decide, TOWN_HEAD, {**APPROVAL, "amount_fen": 200_001}, {"above-limit"}),
    (at_decision, c.Decide, HEAD, {**APPROVAL, "amount_fen": 10_000_001}, {"above-limit"}),
    (at_decision, c.Decide, HEAD, APPROVAL, {"amount-missing"}),
    (at_decision, c.Decide, HEAD, {**APPROVAL, "amount_fen": 0}, {"amount-not-positive"}),
    (at_decision, c.Decide, HEAD, {**REFUSAL, "amount_fen": 1}, {"amount-not-due"}),
    (at_decision, c.Decide, HEAD, {**APPROVAL, "amount_fen": 1, "clauses": (), "reasons": ""}, {"words-missing"}),
    (at_decision, c.Decide, REVIEWER, {**APPROVAL, "amount_fen": 1}, {"not-yours", "conflicting-duty"}),
    (at_decision, c.Decide, HEAD, {**APPROVAL, "amount_fen": 1, "round": 2}, {"round-over"}),
    (approved, c.Withdraw, RESIDENT, {"reason": "r"}, {"already-decided"}),
    (approved, c.HandOver, replace(FINANCE, person="section-head"), {"node": "pay", "batch": "b"}, {"conflicting-duty"}),
    (approved, c.ConfirmPayment, FINANCE, {"node": "pay", "posted": True, "reference": "r"}, {"not-handed-over"}),
    (handed_over, c.HandOver, FINANCE, {"node": "pay", "batch": "b2"}, {"handed-over"}),
    (approved, c.HandOver, FINANCE, {"node": "pay", "batch": " "}, {"words-missing"}),
    (handed_over, c.ConfirmPayment, FINANCE, {"node": "pay", "posted": False, "reference": "r"}, {"words-missing"}),
    (archived, c.Urge, RESIDENT, NODE_A, {"case-ended"}),
    (archived, c.Archive, RECORDS, {"node": "archive", "file_number": "2"}, {"case-ended"}),
    (refused_and_appealed, c.Appeal, RESIDENT, {"appeal": "a2", "kind": "objection", "reasons": "r"}, {"appeal-open"}),
    (refused_and_appealed, c.Appeal, RESIDENT, {"appeal": "a1", "kind": "objection", "reasons": "r"}, {"appeal-open", "appeal-twice"}),
    (refused_and_appealed, c.SettleAppeal, LEADER, {"appeal": "a1", "changed": True, "reasons": ""}, {"words-missing"}),
    (refused_and_appealed, c.SettleAppeal, HEAD, {"appeal": "a1", "changed": True, "reasons": "r"}, {"not-yours", "own-decision"}),
]  # fmt: skip


@pytest.mark.parametrize(("case", "kind", "actor", "fields", "codes"), CASES)
def test_refused_with_every_reason_and_nothing_changed(case, kind, actor, fields, codes):
    desk = case()
    on_day = {
        name: desk.today + timedelta(days=value)
        for name, value in fields.items()
        if name in ("visited_on", "as_of")
    }
    assert desk.refused(kind, actor, **{**fields, **on_day}) == codes


def test_every_verb_can_be_refused():
    covered = {kind for _, kind, _, _, _ in CASES}
    assert set(ACTS) - covered == set()


def test_what_was_paid_is_not_decided_anew():
    desk = archived()
    desk.do(c.Appeal, RESIDENT, appeal="a1", kind="reconsideration", reasons="少算了一个月")
    assert desk.refused(c.SettleAppeal, APPEALS, appeal="a1", changed=True, reasons="属实") == {
        "paid-already"
    }


def test_a_refusal_of_a_large_claim_is_within_nobody_small_s_limit():
    desk = submitted(claimed_fen=500_000)
    desk.do(c.Accept, TOWN, node="accept")
    desk.do(c.GiveOpinion, REVIEWER, node="review", stance="disagree", reasons="不符合条件")
    assert desk.refused(c.Decide, TOWN_HEAD, **REFUSAL) == {"above-limit"}
    desk.do(c.Decide, HEAD, **REFUSAL)


def test_before_there_is_a_case_only_an_application_can_happen():
    desk = Desk()
    assert desk.refused(c.Urge, RESIDENT, node="accept") == {"no-case"}
    assert desk.refused(c.Submit, TOWN, case="x", applicant="resident") == {"not-applicant"}
    desk.later(-365)
    assert desk.refused(c.Submit, RESIDENT, case="x", applicant="resident") == {"not-in-force"}
    screening = Desk("no-application")
    assert screening.refused(c.Submit, RESIDENT, case="x", applicant="resident") == {"begins-by-screening"}


def test_a_key_stands_for_one_request_only():
    desk = submitted()
    first = c.Accept(key="k1", actor=TOWN, node="accept")
    result = desk.try_(first)
    assert isinstance(result, Refusal)  # k1 was the application
    assert {problem.code for problem in result.problems} == {"key-reused"}
    again = c.Submit(key="k1", actor=RESIDENT, case="case-1", applicant="resident")
    assert desk.try_(again) == ()


def test_the_clock_of_a_case_does_not_go_backwards():
    desk = submitted()
    desk.later(-1)
    assert desk.refused(c.Accept, TOWN, node="accept") == {"time-backwards"}


def test_another_version_of_the_procedure_is_our_own_mistake():
    desk = submitted()
    desk.procedure = replace(desk.procedure, version=2)
    with pytest.raises(ValueError, match="keeps"):
        decide(desk.state, c.Urge(key="x", actor=RESIDENT, node="accept"), desk.context)
