"""When a co-signed step is agreed, for every kind of join and every order of opinions."""

from dataclasses import replace
from itertools import permutations

import pytest

from domain.casework.small_office import (
    FINANCE_DEPARTMENT,
    HEAD,
    LEADER,
    MARKET,
    REFUSAL,
    RESIDENT,
    TAX,
    WINDOW,
    Desk,
    shipped,
)
from jiuchuang.domain.casework import commands as c
from jiuchuang.domain.casework.commands import SYSTEM
from jiuchuang.domain.casework.procedure import Join

SIGNERS = {"finance": FINANCE_DEPARTMENT, "tax": TAX, "market_regulation": MARKET}
YES, NO, MORE = "agree", "disagree", "more_needed"


def asked(join: Join, *, may_ask: bool = True) -> Desk:
    procedure = shipped()["firm-subsidy-joint"]

    def changed(node):
        if node.kind != "co_sign":
            return node
        return replace(node, join=join, verbs=node.verbs if may_ask else node.verbs - {"ask_correction"})

    desk = Desk(replace(procedure, nodes=tuple(changed(node) for node in procedure.nodes)))
    desk.do(c.Submit, RESIDENT, case="f", applicant="resident")
    desk.do(c.Accept, WINDOW, node="accept")
    return desk


def outcome(join: Join, stances: tuple[str, ...], *, may_ask: bool = True) -> tuple[str | None, int]:
    """How the step ended (None: still open), and after how many opinions."""
    desk = asked(join, may_ask=may_ask)
    for spoken, (unit, stance) in enumerate(zip(SIGNERS, stances, strict=True), start=1):
        desk.do(c.GiveOpinion, SIGNERS[unit], node="departments", seat=unit, stance=stance, reasons="理由")
        if not desk.at("departments"):
            return desk.state.run("departments").closing, spoken
    return None, 3


TABLE = [
    (Join("all"), (YES, YES, YES), {("passed", 3)}),
    (Join("all"), (YES, YES, NO), {("opposed", 3)}),
    (Join("all"), (YES, MORE, NO), {("opposed", 3)}),
    (Join("all"), (YES, YES, MORE), {(None, 3)}),
    (Join("any"), (YES, NO, NO), {("passed", 1), ("passed", 2), ("passed", 3)}),
    (Join("any"), (NO, NO, NO), {("opposed", 3)}),
    (Join("any"), (NO, NO, MORE), {(None, 3)}),
    (Join("at_least", 2), (YES, YES, NO), {("passed", 2), ("passed", 3)}),
    (Join("at_least", 2), (YES, NO, NO), {("opposed", 3)}),
    (Join("at_least", 2), (YES, MORE, NO), {(None, 3)}),
    (Join("at_least", 2), (NO, MORE, NO), {("opposed", 3)}),
    (Join("veto"), (YES, YES, YES), {("passed", 3)}),
    (Join("veto"), (YES, YES, NO), {("opposed", 1), ("opposed", 2), ("opposed", 3)}),
    (Join("veto"), (YES, YES, MORE), {(None, 3)}),
]


@pytest.mark.parametrize(("join", "stances", "expected"), TABLE)
def test_every_order_of_opinions(join, stances, expected):
    assert {outcome(join, order) for order in permutations(stances)} == expected


@pytest.mark.parametrize(("join", "stances", "expected"), [row for row in TABLE if (None, 3) in row[2]])
def test_where_no_papers_can_be_asked_for_wanting_them_is_not_agreeing(join, stances, expected):
    assert {outcome(join, order, may_ask=False) for order in permutations(stances)} == {("opposed", 3)}


def test_a_branch_that_was_not_agreed_to_waits_for_the_others_and_then_only_refusal_is_left():
    desk = asked(Join("veto"))
    desk.do(c.GiveOpinion, TAX, node="departments", seat="tax", stance=NO, reasons="欠税")
    assert desk.open_nodes() == {"visit", "data"}
    desk.do(c.RecordCheck, HEAD_OF_DATA, node="data", source="社保", result="passed", as_of=desk.today)
    assert desk.open_nodes() == {"visit"}
    visit = {"visited_on": desk.today, "visitors": ("a", "b"), "satisfied": True, "findings": "属实"}
    desk.do(c.RecordVisit, replace(WINDOW, person="town", level="township"), node="visit", **visit)
    assert desk.open_nodes() == {"decide"}
    desk.later(10)
    desk.do(c.Escalate, SYSTEM, node="decide")
    assert desk.refused(c.Decide, HEAD, **REFUSAL) == {"above-limit"}
    desk.do(c.Decide, LEADER, **REFUSAL)
    assert desk.open_nodes() == {"archive"}


HEAD_OF_DATA = replace(HEAD, person="data", role="reviewer")
