"""What a worklist shows of a case, and what is late."""

from datetime import date

import pytest

from domain.casework.small_office import (
    DATA,
    FINANCE_DEPARTMENT,
    NOTICE,
    RESIDENT,
    TOWN,
    WINDOW,
    Desk,
    at_notice,
    submitted,
)
from jiuchuang.domain.casework import commands as c
from jiuchuang.domain.casework.codec import HAPPENINGS, event_from_json, event_to_json
from jiuchuang.domain.casework.commands import SYSTEM, CorrectionItem
from jiuchuang.domain.casework.views import Due, calendar_warnings, dues, open_steps


def steps(desk):
    return open_steps(desk.state, desk.procedure, desk.calendar, desk.today)


def test_of_parallel_steps_the_earliest_due_comes_first_with_whom_it_waits_for():
    desk = Desk("firm-subsidy-joint")
    desk.do(c.Submit, RESIDENT, case="f", applicant="resident")
    desk.do(c.Accept, WINDOW, node="accept")
    desk.do(c.GiveOpinion, FINANCE_DEPARTMENT, node="departments", seat="finance", stance="agree")
    shown = [(one.node.id, one.clock.due_on, [seat.label for seat in one.awaited]) for one in steps(desk)]
    assert shown == [
        ("data", date(2026, 3, 5), ["经办人"]),
        ("departments", date(2026, 3, 9), ["税务局", "市场监管局"]),
        ("visit", date(2026, 3, 9), ["经办人"]),
    ]


def test_what_is_awaited_by_when():
    desk = submitted()
    desk.do(c.Accept, TOWN, node="accept", papers_to_follow=("bank-card",))
    desk.later(8)
    found = dues(desk.state, desk.procedure, desk.calendar, desk.today)
    assert found == (
        Due("paper", "bank-card", date(2026, 3, 9), True),
        Due("step", "县级复核", date(2026, 3, 16), False),
    )


def test_while_papers_are_awaited_the_step_has_no_day_but_the_answer_has():
    desk = submitted()
    desk.do(c.AskCorrection, TOWN, node="accept", items=(CorrectionItem("contract", "缺"),))
    found = dues(desk.state, desk.procedure, desk.calendar, date(2026, 3, 20))
    assert found == (Due("correction", "补正材料", date(2026, 3, 9), True),)


def test_after_an_escalation_both_clocks_are_shown():
    desk = submitted()
    desk.do(c.Accept, TOWN, node="accept")
    desk.later(15)
    desk.do(c.Escalate, SYSTEM, node="review")
    (step,) = steps(desk)
    assert [(one.used_days, one.left_days) for one in (*step.earlier, step.clock)] == [(11, -1), (0, 10)]


def test_a_missing_year_is_warned_about():
    desk = at_notice()
    desk.today = date(2026, 12, 29)
    desk.do(c.OpenNotice, NOTICE, node="notice", list_id="n")
    assert desk.state.run("notice").publication.ends_on == date(2027, 1, 5)
    (warning,) = calendar_warnings(desk.state, desk.procedure, desk.calendar, desk.today)
    assert (warning.code, warning.severity, "2027年" in warning.message) == (
        "calendar-missing",
        "warning",
        True,
    )


def test_the_calendar_says_nothing_where_every_year_is_at_hand():
    desk = submitted()
    assert calendar_warnings(desk.state, desk.procedure, desk.calendar, desk.today) == ()


def test_a_damaged_event_is_not_read():
    desk = submitted()
    stored = event_to_json(desk.log[0])
    assert event_from_json(stored) == desk.log[0]
    for damage in (
        {"number": "1"},
        {"at": None},
        {"happening": {"type": "Nothing"}},
        {"actor": {"person": 1}},
    ):
        with pytest.raises(ValueError, match="not a stored event"):
            event_from_json({**stored, **damage})


def test_the_names_of_happenings_stand_in_stored_logs_and_do_not_change():
    assert sorted(HAPPENINGS) == sorted(
        "Accepted AppealSettled Appealed Archived CaseEnded CaseOpened CheckRecorded Confirmed CorrectionAsked "
        "CorrectionLapsed Decided Declined Escalated HandedOver NodeClosed NodeOpened NodeSkipped NoticeOpened Objected "
        "ObjectionSettled OpinionGiven OptedOut PapersBrought PaymentConfirmed PromiseVerified Recalled SentBack "
        "SignerAdded SilenceTaken Supplemented Transferred Urged VisitRecorded Withdrawn".split()
    )


def test_a_check_that_could_not_be_had_leaves_the_step_open():
    desk = Desk("recognition")
    desk.do(c.Submit, RESIDENT, case="r", applicant="resident")
    desk.do(c.Accept, TOWN, node="accept")
    desk.do(c.RecordCheck, DATA, node="check", source="社保", result="unavailable", as_of=desk.today)
    assert desk.open_nodes() == {"visit", "check"}
