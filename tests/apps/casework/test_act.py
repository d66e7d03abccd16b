"""Verbs through the rooms: real accounts, grants, offices; findings before decisions; who may not."""

from __future__ import annotations

import pytest

from apps.casework.desk import FEN, SKILL, hire, opened_desk
from jiuchuang.apps.audit.queries import broken_chains
from jiuchuang.apps.casework.models import AwaitedSeat, Case, Finding
from jiuchuang.apps.casework.queries.events import state_of
from jiuchuang.apps.casework.queries.view import case_view
from jiuchuang.apps.casework.queries.worklist import worklist
from jiuchuang.domain.casework.case_number import is_case_number

APPROVED = {"node": "decide", "approved": True, "reasons": "符合条件", "clauses": ("四/（一）",)}


@pytest.fixture
def desk(db):
    return opened_desk()


def waiting(desk, who):
    return [(row.case.number, row.node, row.seat) for row in worklist(desk.access(who))]


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


def test_whoever_reviewed_does_not_find_the_decision_of_the_case(desk):
    hire(desk, "reviewer", "decider", "yx")
    number = desk.to_notice(desk.case())
    AwaitedSeat.objects.filter(case__number=number)
    assert desk.refused("other_clerk", number, "accept", node="accept") == {"no-case"}
    view = case_view(desk.access("insurance"), number)
    assert view.name == "测试人甲" and view.case.number == number
    assert case_view(desk.access("other_clerk"), number) is None


def test_finding_is_kept_once_a_day_and_stands_in_the_chain(desk):
    number = desk.case()
    assert Finding.objects.filter(case__number=number).count() == 1
    assert state_of(number).claimed_fen == FEN
    assert broken_chains() == []
