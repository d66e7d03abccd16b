"""A branch that ended in refusal left steps of the other branch out: taken anew, the case goes through all of them."""

from dataclasses import replace

import pytest

from domain.casework.small_office import (
    APPEALS,
    HEAD,
    MONDAY,
    RECORDS,
    RESIDENT,
    REVIEWER,
    TOWN,
    Desk,
    shipped,
)
from jiuchuang.domain.casework import commands as c
from jiuchuang.domain.casework.procedure import Procedure
from jiuchuang.domain.casework.procedure_checks import check_procedure

REFUSAL = {"node": "decide", "approved": False, "reasons": "未获同意", "clauses": ("第三条",)}
AGAINST = {"stance": "disagree", "reasons": "不符"}


def two_branches() -> Procedure:
    """accept → one, and beside it other → further; both → review → … as shipped."""
    whole = shipped()["subsidy-two-level"]
    review = whole.node("review")
    made = [replace(review, id=name, label=name, following=(to,)) for name, to in BRANCHES.items()]
    nodes = [
        replace(node, following=("one", "other")) if node is whole.first else node for node in whole.nodes
    ]
    return replace(whole, nodes=(nodes[0], *made, *nodes[1:]))


READERS = {name: replace(REVIEWER, person=name) for name in ("one", "other", "further")}
BRANCHES = {"one": "review", "other": "further", "further": "review"}


def refused_in_one_branch() -> Desk:
    procedure = two_branches()
    assert check_procedure(procedure) == []
    desk = Desk(procedure, MONDAY)
    desk.do(c.Submit, RESIDENT, case="case-1", applicant="resident")
    desk.do(c.Accept, TOWN, node="accept")
    desk.do(c.GiveOpinion, READERS["one"], node="one", **AGAINST)
    desk.do(c.GiveOpinion, READERS["other"], node="other", stance="agree")
    assert desk.open_nodes() == {"decide"}
    return desk


def appealed(desk: Desk) -> None:
    desk.do(c.Decide, HEAD, **REFUSAL)
    desk.do(c.Archive, RECORDS, node="archive", file_number="1")
    desk.do(c.Appeal, RESIDENT, appeal="a1", kind="reconsideration", reasons="认定有误")
    desk.do(c.SettleAppeal, APPEALS, appeal="a1", changed=True, reasons="原意见依据不足")


def sent_back(desk: Desk) -> None:
    desk.do(c.SendBack, HEAD, node="decide", to_node="one", reason="请再核对")


@pytest.mark.parametrize("again", [appealed, sent_back])
@pytest.mark.parametrize("first", ["one", "further"])
def test_what_a_refusal_left_out_beside_it_is_done_when_it_is_taken_anew(again, first):
    desk = refused_in_one_branch()
    again(desk)
    assert desk.open_nodes() == {"one", "further"}
    for node in dict.fromkeys((first, "one", "further")):
        desk.do(c.GiveOpinion, READERS[node], node=node, stance="agree")
    assert desk.open_nodes() == {"review"}


def test_taken_anew_and_refused_again_it_comes_to_the_decision_once():
    desk = refused_in_one_branch()
    appealed(desk)
    desk.do(c.GiveOpinion, READERS["one"], node="one", **AGAINST)
    desk.do(c.GiveOpinion, READERS["further"], node="further", stance="agree")
    assert desk.open_nodes() == {"decide"}


def test_while_the_other_branch_stays_refused_the_case_goes_straight_to_the_decision():
    desk = refused_in_one_branch()
    desk.do(c.SendBack, HEAD, node="decide", to_node="other", reason="请再核对")
    assert desk.open_nodes() == {"other"}
    desk.do(c.GiveOpinion, READERS["other"], node="other", stance="agree")
    assert desk.open_nodes() == {"decide"}
