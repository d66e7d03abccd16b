"""By which day's law and circumstances a case is examined; two applications at the same moment."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connections

from apps.casework.desk import FACTS, FEN, SKILL, opened_desk
from jiuchuang.apps.audit.actions.record import MACHINE
from jiuchuang.apps.casework.actions.apply import Applied
from jiuchuang.apps.casework.actions.examine import examine
from jiuchuang.apps.casework.models import Case, Finding
from jiuchuang.apps.casework.queries.events import state_of
from jiuchuang.apps.casework.queries.replay import replay
from jiuchuang.apps.people.actions.record_payment import PaymentRecorded, record_payment
from jiuchuang.apps.people.actions.state_facts import state_facts
from jiuchuang.domain.casework.commands import CorrectionItem
from jiuchuang.domain.kernel.problem import Refusal


@pytest.fixture
def desk(db):
    return opened_desk()


def examined(desk, number):
    finding = examine(case=Case.objects.get(number=number), at=desk.at)
    assert finding is not None
    return finding


def test_whoever_applied_in_time_loses_nothing_while_the_office_is_at_work(desk):
    desk.day = date(2026, 6, 10)  # six months after the certificate was issued: the last day
    number = desk.case()
    desk.later(30)
    assert (examined(desk, number).status, examined(desk, number).amount_fen) == ("eligible", FEN)
    assert examined(desk, number).on == date(2026, 6, 10)
    late = desk.case()
    assert Finding.objects.get(case__number=late).status == "ineligible"


def test_what_comes_to_light_later_counts(desk):
    person = desk.person(facts={})
    number = desk.case(person)
    assert Finding.objects.get(case__number=number).status == "unknown"
    desk.later(3)
    person.facts = FACTS
    person.save()
    assert examined(desk, number).status == "eligible"
    assert Finding.objects.filter(case__number=number).count() == 2
    assert replay(number).faults == ()


def test_a_change_of_circumstances_after_the_application_changes_nothing(desk):
    person = desk.person()
    number = desk.case(person)
    desk.later(5)
    done = state_facts(
        by=MACHINE, kind="person", number=person.number, facts={"is_enterprise_employee": False}, source="窗口",
        on=desk.day, at=desk.at,
    )  # fmt: skip
    assert not isinstance(done, Refusal), done
    assert examined(desk, number).status == "eligible"
    assert Finding.objects.get(case__number=desk.case(desk.person())).status == "eligible"
    desk.do(desk.resident(number), number, "withdraw", reason="重新申请")
    assert Finding.objects.get(case__number=desk.case(person)).status == "ineligible"


def test_what_was_paid_meanwhile_is_known(desk):
    person = desk.person()
    number = desk.case(person)
    assert Finding.objects.get(case__number=number).facts["startup_subsidies_drawn"] == 0
    desk.later(2)
    done = record_payment(
        by=MACHINE, kind="person", number=person.number, programme="sample/yunxi-2024-6/startup-subsidy",
        paid_fen=600_000, paid_on=desk.day, at=desk.at, case_number="x",
    )  # fmt: skip
    assert isinstance(done, PaymentRecorded), done
    assert examined(desk, number).facts["startup_subsidies_drawn"] == 1


def test_a_case_is_not_handed_to_an_office_that_is_not_there(desk):
    number = desk.to_departments(desk.case())
    seat = {"node": "joint", "seat": "market_regulation", "reason": "归口"}
    assert desk.refused("market", number, "transfer", **seat, to_unit="nowhere") == {"unit-unknown"}
    assert desk.refused("market", number, "transfer", **seat, to_unit="market_regulation") == {"same-unit"}
    signer = {"label": "某局", "role": "department", "level": "department", "reason": "r", "node": "joint"}
    assert desk.refused("market", number, "add_signer", **signer, unit="nowhere") == {"unit-unknown"}


def test_a_department_asks_for_papers_calls_in_another_and_sends_back_at_its_own_seat(desk):
    number = desk.to_departments(desk.case())
    signer = {
        "label": "财政局",
        "role": "department",
        "level": "department",
        "reason": "r",
        "unit": "yx-finance",
    }
    desk.do("market", number, "add_signer", node="joint", **signer)
    items = (CorrectionItem("劳动合同", "缺页"),)
    desk.do("insurance", number, "ask_correction", node="joint", items=items)
    desk.do(desk.resident(number), number, "supplement", papers=("劳动合同",))
    desk.do("market", number, "send_back", node="joint", to_node="review", reason="金额有疑问")
    assert state_of(number).run("review").is_open


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same_request", [True, False])
def test_two_applications_at_the_same_moment_open_one_case(same_request):
    desk = opened_desk()
    person = desk.person()
    together, outcomes, faults = threading.Barrier(2), [], []

    def go(key):
        try:
            together.wait()
            outcomes.append(desk.try_apply(person, key=key))
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    keys = ["a", "a"] if same_request else ["a", "b"]
    threads = [threading.Thread(target=go, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    applied = [one for one in outcomes if isinstance(one, Applied)]
    assert len(applied) == (2 if same_request else 1)
    assert len({one.cases[0].pk for one in applied}) == 1
    assert Case.objects.filter(programme=SKILL).count() == 1
