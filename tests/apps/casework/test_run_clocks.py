"""What time does by itself: silence, lifted steps, answers that do not come; each once."""

from __future__ import annotations

import pytest

from apps.casework.desk import opened_desk
from jiuchuang.apps.audit.models import Record
from jiuchuang.apps.audit.queries import broken_chains
from jiuchuang.apps.casework.actions.run_clocks import ClocksRun, run_clocks
from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.casework.queries.events import state_of
from jiuchuang.apps.casework.queries.replay import replay
from jiuchuang.apps.casework.queries.worklist import worklist
from jiuchuang.domain.casework.commands import CorrectionItem


@pytest.fixture
def desk(db):
    return opened_desk()


def until_it_acts(desk, number):
    """Days go by; whatever the clock does on the first day on which it does anything."""
    for _ in range(40):
        due = Case.objects.get(number=number).clock_on
        done = run_clocks(at=desk.at)
        if done != ClocksRun():
            assert due is not None and desk.day > due
            return done
        assert due is None or desk.day <= due
        desk.later(1)
    return ClocksRun()


def test_silence_of_departments_is_agreement_after_three_working_days(desk):
    number = desk.to_departments(desk.case())
    desk.do("market", number, "give_opinion", node="joint", seat="market_regulation", stance="agree")
    began = desk.day
    assert until_it_acts(desk, number) == ClocksRun(silences=1)
    assert (desk.day - began).days == 4  # Monday to Friday: the third working day is let pass
    run = state_of(number).run("joint")
    assert (run.closing, [vote.silent for vote in run.votes]) == ("passed", [False, True])
    assert run_clocks(at=desk.at) == ClocksRun()
    assert Record.objects.filter(chain__name=f"case/{number}", kind="SilenceTaken").count() == 1


def test_a_review_that_nobody_makes_goes_to_who_stands_above(desk):
    number = desk.case()
    desk.do("clerk", number, "accept", node="accept")
    assert [row.node for row in worklist(desk.access("decider"))] == []
    assert until_it_acts(desk, number) == ClocksRun(silences=1)
    assert [row.node for row in worklist(desk.access("decider"))] == ["review"]
    assert list(worklist(desk.access("reviewer"))) == []
    assert Case.objects.get(number=number).clock_on is None
    desk.later(30)
    assert run_clocks(at=desk.at) == ClocksRun()
    desk.do("decider", number, "give_opinion", node="review", stance="agree")


def test_an_answer_that_does_not_come_ends_the_case(desk):
    number = desk.case()
    desk.do("clerk", number, "ask_correction", node="accept", items=(CorrectionItem("身份证", "缺反面"),))
    assert until_it_acts(desk, number) == ClocksRun(lapsed=1)
    case = Case.objects.get(number=number)
    assert (case.status, case.outcome, case.open_key, case.clock_on) == ("ended", "lapsed", None, None)
    assert replay(number).faults == () and broken_chains() == []


def test_a_step_whose_silence_means_nothing_is_left_alone(desk):
    number = desk.case()
    before = state_of(number)
    desk.later(60)
    assert run_clocks(at=desk.at) == ClocksRun()
    assert state_of(number) == before
