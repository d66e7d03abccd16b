"""The clock of a whole case: what it counts, when it stands still, and what a procedure may promise."""

from dataclasses import replace
from datetime import date

import pytest

from domain.casework.small_office import (
    APPROVAL,
    HEAD,
    INSURANCE,
    MARKET,
    NOTICE,
    RESIDENT,
    REVIEWER,
    TOWN,
    Desk,
    shipped,
)
from jiuchuang.domain.casework import commands as c
from jiuchuang.domain.casework.picture import promise_words
from jiuchuang.domain.casework.procedure import CasePromise
from jiuchuang.domain.casework.procedure_file import read_procedures
from jiuchuang.domain.casework.promised_time import promised_clock, promised_on, read_promise
from jiuchuang.gateways.pack_store import BUILT_IN

TEXT = (BUILT_IN / "procedures" / "subsidy-two-level.yaml").read_text(encoding="utf-8")


def desk_with(promise: CasePromise | None) -> Desk:
    """A case submitted on Monday, 2 March 2026; no holiday until 6 April."""
    desk = Desk(replace(shipped()["subsidy-two-level"], promise=promise))
    desk.do(c.Submit, RESIDENT, case="case-1", applicant="resident")
    return desk


def shown(desk: Desk) -> tuple[int, int, date | None]:
    reading = read_promise(desk.state, desk.procedure, desk.calendar, desk.today)
    assert reading.used_days + reading.left_days == reading.limit_days
    return reading.used_days, reading.left_days, promised_on(desk.state, desk.procedure, desk.calendar)


def test_nothing_is_promised_where_the_county_has_set_nothing():
    desk = desk_with(None)
    assert promised_clock(desk.state, desk.procedure) is None
    assert all(one.promise is None for one in shipped().values())


def test_from_acceptance_the_days_before_it_do_not_count():
    desk = desk_with(CasePromise(10))
    desk.later(2)
    assert read_promise(desk.state, desk.procedure, desk.calendar, desk.today) is None
    desk.do(c.Accept, TOWN, node="accept")
    desk.later(2)
    assert shown(desk) == (2, 8, date(2026, 3, 18))


def test_a_correction_stops_it_and_the_answer_lets_it_go_on():
    desk = desk_with(CasePromise(10, "application"))
    desk.later(1)
    desk.do(c.AskCorrection, TOWN, node="accept", items=(c.CorrectionItem("身份证", "看不清"),))
    assert shown(desk)[0] == 1
    desk.later(3)
    assert shown(desk) == (1, 9, None)
    desk.do(c.Supplement, RESIDENT, papers=("身份证",))
    desk.later(4)
    assert shown(desk) == (3, 7, date(2026, 3, 19))


def test_a_notice_stops_it_but_waiting_for_the_notice_does_not():
    desk = desk_with(CasePromise(10, "application"))
    desk.do(c.Accept, TOWN, node="accept")
    desk.do(c.GiveOpinion, REVIEWER, node="review", stance="agree")
    desk.do(c.GiveOpinion, INSURANCE, node="joint", seat="social_insurance", stance="agree")
    desk.do(c.GiveOpinion, MARKET, node="joint", seat="market_regulation", stance="agree")
    desk.later(2)
    desk.do(c.OpenNotice, NOTICE, node="notice", list_id="list-1")
    assert shown(desk)[0] == 2
    desk.later(7)
    assert (desk.today, shown(desk)) == (date(2026, 3, 11), (2, 8, date(2026, 3, 23)))
    desk.later(1)
    assert shown(desk)[0] == 3, "the day after the notice counts, though nobody has closed it"
    desk.do(c.CloseNotice, NOTICE, node="notice")
    desk.later(1)
    assert shown(desk)[0] == 4
    desk.do(c.Decide, HEAD, **APPROVAL, amount_fen=300_000)
    desk.later(20)
    assert shown(desk) == (4, 6, None)


def test_steps_set_apart_do_not_count():
    desk = desk_with(CasePromise(10, "application", frozenset({"joint"})))
    desk.do(c.Accept, TOWN, node="accept")
    desk.later(1)
    desk.do(c.GiveOpinion, REVIEWER, node="review", stance="agree")
    desk.later(3)
    assert shown(desk) == (1, 9, None)


def test_overdue_stays_overdue_while_a_correction_is_out():
    desk = desk_with(CasePromise(2, "application"))
    desk.later(7)
    assert shown(desk) == (5, -3, date(2026, 3, 4))
    desk.do(c.AskCorrection, TOWN, node="accept", items=(c.CorrectionItem("身份证", "看不清"),))
    assert shown(desk)[2] == date(2026, 3, 4)


def test_steps_beside_one_another_count_once():
    desk = Desk(replace(shipped()["firm-subsidy-joint"], promise=CasePromise(30)))
    desk.do(c.Submit, RESIDENT, case="case-1", applicant="resident")
    desk.do(c.Accept, replace(TOWN, level=desk.procedure.first.office.level), node="accept")
    assert len(desk.open_nodes()) == 3
    desk.later(4)
    assert shown(desk)[0] == 4


@pytest.mark.parametrize(
    ("promise", "codes"),
    [
        ("{days: 20}", set()),
        ("{days: 20, from: application, not_counted: [joint]}", set()),
        ("{days: 0}", {"bad-number"}),
        ("{from: acceptance}", {"missing-key"}),
        ("{days: 20, not_counted: [jiont]}", {"unknown-node"}),
        ("{days: 20, not_counted: [pay]}", {"promise-apart"}),
        ("{days: 20, from: yesterday}", {"bad-choice"}),
    ],
)
def test_a_promise_is_read_and_checked(promise, codes):
    read, problems = read_procedures({"p.yaml": TEXT.replace("nodes:\n", f"promise: {promise}\nnodes:\n", 1)})
    assert {problem.code for problem in problems} == codes
    if not codes:
        assert "20个工作日内作出决定" in promise_words(read[0])


def test_a_promise_from_acceptance_needs_one():
    text = (BUILT_IN / "procedures" / "no-application.yaml").read_text(encoding="utf-8")
    _, problems = read_procedures({"p.yaml": text.replace("nodes:\n", "promise: {days: 20}\nnodes:\n", 1)})
    assert {problem.code for problem in problems} == {"promise-start"}
