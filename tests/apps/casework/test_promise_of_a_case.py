"""The promise for a whole case: kept for lists, told at the window and to the applicant, counted when broken."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from apps.casework.desk import opened_desk
from jiuchuang.apps.casework.actions.keep_procedure import ProcedureKept, keep_procedure
from jiuchuang.apps.casework.actions.publish_notice import publish_notice
from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.casework.queries.acting import Resident
from jiuchuang.apps.casework.queries.events import state_of
from jiuchuang.apps.casework.queries.view import case_view
from jiuchuang.apps.casework.queries.worklist import cases_for
from jiuchuang.apps.org.models import Account, Grant
from jiuchuang.apps.org.queries import Access
from jiuchuang.domain.casework.commands import CorrectionItem
from jiuchuang.gateways.pack_store import BUILT_IN
from office_world import FIRST

TEXT = (BUILT_IN / "procedures" / "subsidy-two-level.yaml").read_text(encoding="utf-8")


@pytest.fixture
def desk(db):
    return opened_desk()


def promised(desk, promise="{days: 20}"):
    """The county's own version of the procedure from tomorrow on; the desk is moved there."""
    account = Account.objects.create_user("guanli", "管理员")
    Grant.objects.create(account=account, role="administrator", unit=desk.units["yx"], from_on=FIRST)
    text = TEXT.replace("version: 1\n", "version: 2\n").replace(
        "nodes:\n", f"promise: {promise}\nnodes:\n", 1
    )
    access = Access(account, desk.day)
    done = keep_procedure(access=access, text=text, from_on=desk.day + timedelta(days=1), at=desk.at)
    assert isinstance(done, ProcedureKept), done
    desk.later(1)


def test_nothing_is_promised_by_the_shipped_procedure(desk):
    number = desk.case()
    assert Case.objects.get(number=number).promised_on is None
    assert case_view(desk.access("clerk"), number).promise is None


def test_the_day_is_kept_moves_with_a_correction_and_is_found_when_it_has_passed(desk):
    promised(desk, "{days: 20, from: application}")
    number = desk.case()
    case = Case.objects.get(number=number)
    assert (case.opened_on, case.promised_on) == (date(2026, 3, 3), date(2026, 3, 31))
    desk.later(1)
    desk.do("clerk", number, "ask_correction", node="accept", items=(CorrectionItem("证书", "看不清"),))
    case.refresh_from_db()
    assert case.promised_on is None
    view = case_view(desk.access("clerk"), number)
    assert (view.promise.used_days, view.promise.due_on) == (1, None)
    desk.later(5)
    resident = Resident(case.applicant, case.subject_name)
    desk.do(resident, number, "supplement", papers=("证书",))
    case.refresh_from_db()
    assert case.promised_on == date(2026, 4, 3)
    late = desk.day + timedelta(days=40)
    access = Access(desk.accounts["clerk"], late)
    assert [one.number for one in cases_for(access, promise_broken_on=late)] == [number]
    other = Access(desk.accounts["other_clerk"], late)
    assert list(cases_for(other, promise_broken_on=late)) == []
    assert case_view(access, number).promise.is_overdue


def test_after_the_decision_nothing_is_awaited(desk):
    promised(desk)
    number = desk.to_notice(desk.case())
    assert Case.objects.get(number=number).promised_on is not None
    publish_notice(access=desk.access("second_reviewer"), cases=[number], label="公示", at=desk.at)
    desk.later(9)
    desk.do("second_reviewer", number, "close_notice", node="notice")
    words = {"approved": False, "reasons": "经查不在本县工作", "clauses": ("三/（一）/1",)}
    desk.do("decider", number, "decide", node="decide", departure="核查情况与登记不同", **words)
    case = Case.objects.get(number=number)
    assert (case.decided_on, case.promised_on) == (desk.day, None)
    desk.later(60)
    assert not case_view(desk.access("clerk"), number).promise.is_overdue


def test_a_second_time_goes_past_a_step_for_the_first_only(desk):
    text_of_when = TEXT.replace("  - id: joint\n", "  - id: joint\n    when: {first_time: true}\n", 1)
    assert text_of_when != TEXT
    account = Account.objects.create_user("guanli", "管理员")
    Grant.objects.create(account=account, role="administrator", unit=desk.units["yx"], from_on=FIRST)
    done = keep_procedure(
        access=Access(account, desk.day),
        text=text_of_when.replace("version: 1\n", "version: 2\n"),
        from_on=desk.day + timedelta(days=1),
        at=desk.at,
    )
    assert isinstance(done, ProcedureKept), done
    desk.later(1)
    person = desk.person()
    first = desk.case(person)
    desk.to_departments(first)
    assert state_of(first).run("joint").is_open
    Case.objects.filter(number=first).update(status="ended", outcome="approved", open_key=None)
    second = desk.case(person)
    desk.to_departments(second)
    assert state_of(second).run("joint").closing == "skipped"
    steps = {step.node.id: step.label for step in case_view(desk.access("clerk"), second).steps}
    assert (steps["joint"], steps["notice"]) == ("不需要", "在办")
    words = [entry.words for entry in case_view(desk.access("clerk"), second).timeline]
    assert any("只在首次申领时办" in one and "不是首次申领" in one for one in words)
