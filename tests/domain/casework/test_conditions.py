"""Steps that are taken only in some cases: what is known leaves them out, what is not known does not."""

from dataclasses import replace

import pytest

from domain.casework.small_office import FINANCE, RESIDENT, REVIEWER, TOWN, Desk, shipped
from jiuchuang.domain.casework import commands as c
from jiuchuang.domain.casework.conditions import When
from jiuchuang.domain.casework.picture import describe, draw_procedure
from jiuchuang.domain.casework.procedure_file import read_procedures
from jiuchuang.domain.casework.words import describe as told
from jiuchuang.gateways.pack_store import BUILT_IN

TEXT = (BUILT_IN / "procedures" / "subsidy-two-level.yaml").read_text(encoding="utf-8")
HUNDRED = 100_00


def desk_with(claimed: int | None, first: bool | None = None, **whens: When) -> Desk:
    procedure = shipped()["subsidy-two-level"]
    nodes = tuple(replace(node, when=whens.get(node.id)) for node in procedure.nodes)
    desk = Desk(replace(procedure, nodes=nodes))
    desk.do(c.Submit, RESIDENT, case="c", applicant="resident", claimed_fen=claimed, first_time=first)
    desk.do(c.Accept, TOWN, node="accept")
    return desk


@pytest.mark.parametrize(
    ("when", "claimed", "first", "holds"),
    [
        (When(over_fen=HUNDRED), HUNDRED, None, False),
        (When(over_fen=HUNDRED), HUNDRED + 1, None, True),
        (When(over_fen=HUNDRED), None, None, None),
        (When(up_to_fen=HUNDRED), HUNDRED, None, True),
        (When(up_to_fen=HUNDRED), HUNDRED + 1, None, False),
        (When(first_time=True), 1, None, None),
        (When(first_time=True), None, False, False),
        (When(over_fen=HUNDRED, first_time=True), None, False, False),
        (When(over_fen=HUNDRED, first_time=True), HUNDRED + 1, True, True),
    ],
)
def test_a_condition_is_asked_of_what_is_known(when, claimed, first, holds):
    assert when.holds(claimed, first) is holds


def test_small_amounts_go_past_the_departments_and_the_record_says_why():
    desk = desk_with(HUNDRED, joint=When(over_fen=HUNDRED))
    happened = desk.do(c.GiveOpinion, REVIEWER, node="review", stance="agree")
    assert happened == ["OpinionGiven", "NodeClosed", "NodeSkipped", "NodeOpened"]
    assert desk.open_nodes() == {"notice"}
    said = told(desk.log[-2], desk.procedure)
    assert "只在申请金额超过100元时办" in said and "申请金额100元" in said
    assert desk.state.run("joint").closing == "skipped"


@pytest.mark.parametrize("claimed", [None, HUNDRED + 1])
def test_large_and_unknown_amounts_go_the_long_way(claimed):
    desk = desk_with(claimed, joint=When(over_fen=HUNDRED))
    desk.do(c.GiveOpinion, REVIEWER, node="review", stance="agree")
    assert desk.open_nodes() == {"joint"}


def test_several_steps_may_be_left_out_one_after_the_other_and_the_decision_follows():
    desk = desk_with(HUNDRED, False, joint=When(first_time=True), notice=When(over_fen=HUNDRED))
    desk.do(c.GiveOpinion, REVIEWER, node="review", stance="agree")
    assert desk.open_nodes() == {"decide"}
    office = desk.procedure.deciding.office
    head = replace(REVIEWER, person="head", role=office.role, level=office.level)
    done = {"approved": True, "reasons": "符合", "clauses": ("一",), "amount_fen": HUNDRED}
    desk.do(c.Decide, head, node="decide", **done)
    assert desk.state.decision.approved
    desk.do(c.HandOver, FINANCE, node="pay", batch="b")


def test_a_branch_of_a_fork_that_is_left_out_is_through():
    procedure = shipped()["firm-subsidy-joint"]
    when = When(over_fen=HUNDRED)
    nodes = tuple(replace(node, when=when) if node.id == "visit" else node for node in procedure.nodes)
    desk = Desk(replace(procedure, nodes=nodes))
    desk.do(c.Submit, RESIDENT, case="c", applicant="resident", claimed_fen=HUNDRED)
    desk.do(c.Accept, replace(TOWN, level=procedure.first.office.level), node="accept")
    assert desk.open_nodes() == {"departments", "data"}


def test_nothing_is_sent_back_to_a_step_that_was_left_out():
    desk = desk_with(HUNDRED, joint=When(over_fen=HUNDRED))
    desk.do(c.GiveOpinion, REVIEWER, node="review", stance="agree")
    notice = replace(REVIEWER, person="notice-officer")
    assert "not-before" in desk.refused(c.SendBack, notice, node="notice", to_node="joint", reason="请联办")


@pytest.mark.parametrize(
    ("step", "when", "codes"),
    [
        ("joint", "{amount_over: 5万元}", set()),
        ("joint", "{amount_over: 1万元, amount_up_to: 5万元, first_time: false}", set()),
        ("joint", "{amount_over: 5万元, amount_up_to: 1万元}", {"when-never"}),
        ("joint", "{amount_over: 5}", {"bad-money"}),
        ("joint", "{}", {"when-empty"}),
        ("joint", "{amount_above: 5万元}", {"unknown-key", "when-empty"}),
        ("pay", "{amount_over: 5万元}", {"when-of-kind"}),
        ("accept", "{amount_over: 5万元}", {"when-of-kind", "first-node"}),
    ],
)
def test_a_condition_is_read_and_checked(step, when, codes):
    text = TEXT.replace(f"  - id: {step}\n", f"  - id: {step}\n    when: {when}\n", 1)
    assert text != TEXT
    read, problems = read_procedures({"p.yaml": text})
    assert {problem.code for problem in problems} == codes
    if not codes:
        assert "只在申请金额超过" in describe(read[0])
        assert "stroke-dasharray" in draw_procedure(read[0]) and "按条件" in draw_procedure(read[0])
