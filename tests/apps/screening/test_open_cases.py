"""Cases out of a screening: for who is surely due, once, and on where a stop left off."""

from __future__ import annotations

import pytest

from county_world import STARTUP
from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.casework.queries.events import state_of
from jiuchuang.apps.people.models import Person
from jiuchuang.apps.screening.actions import open_cases as module
from jiuchuang.apps.screening.actions.open_cases import CasesMarked, open_cases, open_marked
from jiuchuang.apps.screening.models import Award
from jiuchuang.apps.screening.queries import to_open
from jiuchuang.domain.kernel.problem import Refusal


@pytest.fixture
def ordered(world, screened, now):
    def ordered(username="county-reviewer", programme=STARTUP):
        run = screened()
        done = open_cases(access=world.access(username), run_id=run.pk, programme=programme, at=now)
        return run, done

    return ordered


def openings(run):
    return sorted(run.awards.values_list("opening", flat=True))


def test_everybody_who_is_due_gets_a_case_that_begins_with_the_notice(world, ordered, now):
    run, done = ordered()
    assert done == CasesMarked(5)
    assert open_marked(access=world.access("county-reviewer"), run_id=run.pk, programme=STARTUP, at=now) == 5
    assert openings(run) == ["opened"] * 5
    case = Case.objects.get(number=run.awards.first().case_number)
    assert (case.channel, case.procedure, case.claimed_fen) == ("screening", "no-application", 900_000)
    assert [each.node for each in state_of(case.number).open_runs()] == ["notice"]


def test_the_same_order_twice_opens_nothing_twice(world, ordered, now):
    run, _ = ordered()
    access = world.access("county-reviewer")
    open_marked(access=access, run_id=run.pk, programme=STARTUP, at=now)
    assert isinstance(open_cases(access=access, run_id=run.pk, programme=STARTUP, at=now), Refusal)
    Award.objects.update(opening="marked")  # as if the job had forgotten everything
    open_marked(access=access, run_id=run.pk, programme=STARTUP, at=now)
    assert Case.objects.count() == 5


def test_a_job_that_stops_in_the_middle_goes_on_where_it_stood(world, ordered, now, monkeypatch):
    run, _ = ordered()
    access, opened = world.access("county-reviewer"), []
    honest = module.open_from_screening

    def stops(**given):
        if len(opened) == 2:
            raise KeyboardInterrupt
        opened.append(given["number"])
        return honest(**given)

    monkeypatch.setattr(module, "open_from_screening", stops)
    with pytest.raises(KeyboardInterrupt):
        open_marked(access=access, run_id=run.pk, programme=STARTUP, at=now)
    assert openings(run) == ["marked"] * 3 + ["opened"] * 2
    monkeypatch.setattr(module, "open_from_screening", honest)
    assert open_marked(access=access, run_id=run.pk, programme=STARTUP, at=now) == 3
    assert Case.objects.count() == 5


def test_who_is_no_longer_due_gets_no_case_and_the_row_says_why(world, ordered, now):
    run, _ = ordered()
    person = world.people["qx"][0]
    Person.objects.filter(pk=person.pk).update(facts={**person.facts, "own_firm_is_first": False})
    open_marked(access=world.access("county-reviewer"), run_id=run.pk, programme=STARTUP, at=now)
    row = run.awards.get(number=person.number)
    assert (row.opening, row.case_number) == ("refused", "")
    assert "须由本人申请" in row.told
    assert Case.objects.count() == 4


def test_who_has_a_case_is_not_due_in_the_next_screening(world, ordered, screened, now):
    run, _ = ordered()
    access = world.access("county-reviewer")
    open_marked(access=access, run_id=run.pk, programme=STARTUP, at=now)
    later = screened()
    assert set(later.awards.values_list("standing", flat=True)) == {"in_case"}
    assert to_open(access, later, STARTUP).left_out == (("已有办件", 5),)


@pytest.mark.parametrize("username", ["county-window", "qx-reviewer", "county-auditor"])
def test_nobody_else_opens_cases_out_of_the_countys_screening(ordered, username):
    run, done = ordered(username)
    assert isinstance(done, Refusal)
    assert openings(run) == [""] * 5


def test_a_run_without_certain_awards_opens_nothing(world, ordered):
    Person.objects.update(facts={})
    _, done = ordered()
    assert isinstance(done, Refusal) and done.problems[0].place.source == "programme"
