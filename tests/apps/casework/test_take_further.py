"""Cases in the database: commands at the same moment, the same command twice, refusals that change nothing."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connections

from domain.casework.small_office import DATA, FINANCE_DEPARTMENT, MARKET, RESIDENT, TAX, WINDOW
from jiuchuang.apps.audit.models import Record
from jiuchuang.apps.audit.queries import broken_chains
from jiuchuang.apps.casework.actions.take_further import TakenFurther, open_case, take_further
from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.casework.queries import events_of, state_of
from jiuchuang.domain.casework import commands as c
from jiuchuang.domain.casework.evolve import replay
from jiuchuang.domain.kernel.problem import Refusal
from office_world import founded

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DEPARTMENTS = {"finance": FINANCE_DEPARTMENT, "tax": TAX, "market_regulation": MARKET}
ROUNDS = 150


@pytest.fixture
def opened(db):
    unit = founded().unit

    def open_(number):
        submit = c.Submit(key="s", actor=RESIDENT, case=number, applicant="resident")
        done = open_case(
            command=submit, procedure="firm-subsidy-joint", version=1, matter="m", unit=unit, account=None, at=AT
        )  # fmt: skip
        assert isinstance(done, TakenFurther), done
        return act(number, c.Accept(key="a", actor=WINDOW, node="accept"))

    return open_


def act(number, command):
    done = take_further(number=number, command=command, account=7, at=AT)
    assert isinstance(done, TakenFurther), done
    return done.state


def agree(department, key=""):
    return c.GiveOpinion(
        key=f"{department}{key}", actor=DEPARTMENTS[department], node="departments", seat=department, stance="agree"
    )  # fmt: skip


def test_a_case_is_what_its_records_say(opened):
    state = opened("1")
    row = Case.objects.get()
    assert state == state_of("1") == replay(events_of("1"))
    assert (row.length, row.status, row.outcome) == (state.number, "open", "")
    assert row.due_on == date(2026, 3, 5)  # the comparison of data is due first: three working days
    assert broken_chains() == []


def test_the_same_command_twice_is_done_once(opened):
    opened("1")
    first = act("1", agree("tax"))
    again = take_further(number="1", command=agree("tax"), account=7, at=AT)
    assert again == TakenFurther(first, ())
    assert Record.objects.filter(chain__name="case/1", kind="OpinionGiven").count() == 1


def test_a_refusal_changes_nothing(opened):
    opened("1")
    before = (Case.objects.values().get(), Record.objects.count())
    early = c.Decide(
        key="d", actor=DATA, node="decide", approved=True, reasons="r", clauses=("一",), amount_fen=1
    )
    assert isinstance(take_further(number="1", command=early, account=7, at=AT), Refusal)
    assert isinstance(take_further(number="9", command=early, account=7, at=AT), Refusal)
    assert (Case.objects.values().get(), Record.objects.count()) == before


def test_a_case_that_may_not_be_opened_leaves_nothing(opened):
    opened("1")
    other = c.Submit(key="t", actor=RESIDENT, case="1", applicant="another")
    unknown = c.Submit(key="t", actor=RESIDENT, case="2", applicant="another")
    unit = Case.objects.get().unit
    more = {"matter": "m", "unit": unit, "account": None, "at": AT}
    assert isinstance(open_case(command=other, procedure="firm-subsidy-joint", version=1, **more), Refusal)
    assert isinstance(open_case(command=unknown, procedure="nothing", version=1, **more), Refusal)
    assert [case.number for case in Case.objects.all()] == ["1"]
    assert Case.objects.get().applicant == "resident"


@pytest.mark.django_db(transaction=True)
def test_three_departments_at_the_same_moment_lose_no_vote_and_join_once(opened):
    numbers = [f"{number}" for number in range(ROUNDS)]
    for number in numbers:
        opened(number)
    together, faults = threading.Barrier(3), []

    def votes(department):
        try:
            for number in numbers:
                together.wait()
                act(number, agree(department))
        except Exception as fault:
            faults.append(fault)
            together.abort()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=votes, args=(department,)) for department in DEPARTMENTS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    for number in numbers:
        run = state_of(number).run("departments")
        assert {vote.seat for vote in run.votes} == set(DEPARTMENTS)
        assert not run.is_open
    kinds = [type(event.happening).__name__ for event in events_of("0")]
    assert kinds.count("OpinionGiven") == 3
    assert broken_chains() == []
