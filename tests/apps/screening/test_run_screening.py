"""Screenings of the registers: what is found, who sees it, what happens to a run that breaks off."""

from __future__ import annotations

from datetime import timedelta

import pytest

from county_world import STABILISATION, STARTUP
from jiuchuang.apps.audit.queries import broken_chains, contents_of
from jiuchuang.apps.people.models import Payment
from jiuchuang.apps.screening.actions import run_screening as module
from jiuchuang.apps.screening.actions.run_screening import GIVEN_UP_AFTER, run_screening
from jiuchuang.apps.screening.actions.start_run import start_run
from jiuchuang.apps.screening.models import Award, ScreeningRun
from jiuchuang.apps.screening.queries import (
    Filter,
    award_shown,
    awards_in,
    counted,
    run_seen,
    runs_seen,
    to_open,
)
from jiuchuang.domain.kernel.problem import Refusal


def numbers(run, **wanted):
    return sorted(run.awards.filter(**wanted).values_list("number", flat=True))


def test_everybody_who_is_due_and_was_not_paid_is_found(world, screened):
    run = screened()
    everybody = [person.number for town in ("qx", "bh") for person in world.people[town]]
    assert (run.stage, run.progress, run.told) == ("done", 100, "")
    assert numbers(run, standing="due") == sorted(everybody)
    award = run.awards.get(number=everybody[0])
    assert (award.name, award.unit, award.amount_fen) == ("测试人1", world.units["qx-1"], 900_000)
    assert run.packs.keys() == {"sample/yunxi-2024-6"} and len(run.snapshot) == 64


def test_who_was_paid_already_is_not_due_anew(world, screened, now):
    paid, kept = world.people["qx"][0], world.people["qx"][1]
    Payment.objects.create(
        kind="person", number=paid.number, programme=STARTUP, paid_fen=900_000, paid_on=now.date() - timedelta(30)
    )  # fmt: skip
    run = screened()
    assert paid.number not in numbers(run, standing="due")
    assert kept.number in numbers(run, standing="due")


def test_a_fact_that_nobody_knows_makes_work_and_not_an_award(world, screened):
    person = world.people["qx"][0]
    del person.facts["own_firm_operates_normally"]
    person.save()
    run = screened()
    row = run.awards.get(number=person.number)
    assert row.standing == "facts_missing" and row.detail
    assert [item["cases"] for item in run.figures["wanted"]][:1] == [1]


def test_a_run_over_one_township_finds_only_its_own(world, screened):
    run = screened("qx-reviewer", "qx")
    assert numbers(run) == sorted(person.number for person in world.people["qx"])


def test_another_townships_clerk_sees_neither_rows_nor_counts(world, screened):
    run = screened()
    own = world.access("bh-window")
    mine = sorted(person.number for person in world.people["bh"])
    assert sorted(row.number for row in awards_in(own, run, Filter())) == mine
    assert {item.rows["due"] for item in counted(own, run).values()} == {len(mine)}
    assert run_seen(own, run.pk).whole is False
    assert to_open(own, run, STARTUP).count == 0
    township = screened("qx-reviewer", "qx")
    assert run_seen(own, township.pk) is None
    assert list(runs_seen(own)) == [run]


def test_names_are_masked_for_whoever_may_not_see_them(world, screened):
    run = screened()
    row = run.awards.order_by("number").first()
    assert award_shown(world.access("county-reviewer"))(row).name == row.name
    assert award_shown(world.access("county-policy"))(row).name == "测***"


def test_nobody_starts_a_run_without_permission_or_for_what_cannot_be_screened(world, now):
    unit = world.units["yx"].pk

    def refused(username="county-reviewer", unit=unit, programmes=(STARTUP,), days=0):
        access = world.access(username)
        done = start_run(
            access=access, unit_id=unit, programmes=programmes, on=access.on + timedelta(days), at=now
        )
        assert isinstance(done, Refusal)
        assert not ScreeningRun.objects.exists()
        return {problem.place.source for problem in done.problems}

    assert refused("county-window") == {"unit"}
    assert refused("qx-reviewer") == {"unit"}
    assert refused(programmes=()) == {"programmes"}
    assert refused(programmes=("sample/yunxi-2024-6/night-school", "nothing")) == {"programmes"}
    assert refused(days=1) == {"on"}


def test_a_run_that_was_broken_off_is_begun_anew_and_leaves_nothing_twice(world, screened, now):
    run = screened()
    before = numbers(run)
    ScreeningRun.objects.update(stage="storing")
    assert run_screening(run_id=run.pk, clock=lambda: now) is None  # somebody is at it
    later = now + GIVEN_UP_AFTER + timedelta(seconds=1)
    assert run_screening(run_id=run.pk, clock=lambda: later) is not None
    assert numbers(run) == before
    assert run_screening(run_id=run.pk, clock=lambda: later + GIVEN_UP_AFTER * 2) is None  # done is done


def test_a_fault_ends_the_run_with_a_word_and_is_raised(world, screened, monkeypatch):
    def breaks(*arguments):
        raise OSError("disk full")

    monkeypatch.setattr(module, "store_awards", breaks)
    with pytest.raises(OSError, match="disk full"):
        screened()
    run = ScreeningRun.objects.get()
    assert (run.stage, run.told) == ("failed", "程序出错，没有跑完：OSError")


def test_runs_stand_in_chains_and_leave_no_tables_behind(world, screened, settings):
    run = screened(programmes=(STARTUP, STABILISATION))
    kinds = [record["kind"] for record in contents_of(f"screening/{run.pk}")]
    assert kinds == ["ScreeningStarted", "ScreeningEnded"]
    assert broken_chains() == []
    assert list((settings.DATA / "screening").iterdir()) == []
    assert Award.objects.count() == run.awards.count()
