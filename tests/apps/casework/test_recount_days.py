"""After a notice of holidays the days of open cases are counted anew, by lists and by the clock alike; in small rounds."""

from __future__ import annotations

from datetime import date

import pytest

from apps.casework.desk import hire, opened_desk
from jiuchuang.apps.casework.actions.keep_calendar import NoticeKept, keep_notice
from jiuchuang.apps.casework.actions.recount_days import recount_days
from jiuchuang.apps.casework.actions.run_clocks import run_clocks
from jiuchuang.apps.casework.models import AwaitedSeat, Case
from jiuchuang.domain.casework.calendar import Holiday

# nobody works from the Wednesday to the Friday of the first week of the desk
OFF = Holiday("县庆", date(2026, 3, 4), date(2026, 3, 6))
NUMBER = "云政办〔2026〕9号"


@pytest.fixture
def desk(db):
    desk = opened_desk()
    hire(desk, "keeper", "administrator", "yx")
    return desk


def closed_for_days(desk, *holidays):
    done = keep_notice(
        access=desk.access("keeper"), year=2026, number=NUMBER, issued_on=date(2026, 3, 1),
        holidays=holidays or (OFF,), at=desk.at,
    )  # fmt: skip
    assert isinstance(done, NoticeKept), done


def days_of(number):
    case = Case.objects.get(number=number)
    seats = AwaitedSeat.objects.filter(case=case, is_open=True)
    return case.due_on, case.clock_on, set(seats.values_list("due_on", flat=True))


def test_lists_and_the_clock_go_by_the_new_calendar(desk):
    numbers = [desk.to_departments(desk.case()) for _ in range(3)]
    before = {number: days_of(number) for number in numbers}
    assert list(before.values()) == [(date(2026, 3, 5), date(2026, 3, 5), {date(2026, 3, 5)})] * 3
    closed_for_days(desk)
    assert {number: days_of(number) for number in numbers} == before
    assert recount_days(at=desk.at) == 3
    later = date(2026, 3, 10)
    assert [days_of(number) for number in numbers] == [(later, later, {later})] * 3
    assert recount_days(at=desk.at) == 0


def test_the_clock_counts_anew_before_it_lets_days_run_out_too_early(desk):
    number = desk.to_departments(desk.case())
    closed_for_days(desk)
    desk.later(4)  # by the old calendar the departments were silent for too long
    done = run_clocks(at=desk.at)
    assert (done.silences, done.recounted) == (0, 1)
    assert days_of(number)[0] == date(2026, 3, 10)
    assert run_clocks(at=desk.at).recounted == 0


def test_a_round_is_bounded_and_the_next_one_goes_on(desk):
    for _ in range(5):
        desk.to_departments(desk.case())
    closed_for_days(desk)
    assert [recount_days(at=desk.at, most=2) for _ in range(4)] == [2, 2, 1, 0]
    desk.later(9)
    assert [run_clocks(at=desk.at, most=2).silences for _ in range(4)] == [2, 2, 1, 0]


def test_a_case_that_nothing_moves_does_not_hold_up_the_others(desk):
    stuck, other = desk.case(), desk.to_departments(desk.case())
    Case.objects.filter(number=stuck).update(clock_on=date(2026, 3, 2))
    desk.later(9)
    assert [run_clocks(at=desk.at, most=1).silences for _ in range(3)] == [0, 1, 0]
    assert Case.objects.get(number=stuck).clock_tried_on == desk.day
    assert Case.objects.get(number=other).clock_on is None


def test_cases_that_are_over_are_left_alone(desk):
    number = desk.to_departments(desk.case())
    desk.do(desk.resident(number), number, "withdraw", reason="不办了")
    closed_for_days(desk)
    assert recount_days(at=desk.at) == 0
