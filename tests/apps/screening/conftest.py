"""A county whose registers hold some founders, and who screens it."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

from county_world import STARTUP, county, people_of
from jiuchuang.apps.people.models import Person
from jiuchuang.apps.screening.actions.run_screening import run_screening
from jiuchuang.apps.screening.actions.start_run import RunStarted, start_run

FOUNDER = {
    "is_returned_migrant": True,
    "is_veteran": False,
    "is_university_graduate": False,
    "owns_firm": True,
    "own_firm_kind": "individual_business",
    "own_firm_is_first": True,
    "own_firm_registered_on": "2024-07-15",
    "own_firm_operates_normally": True,
    "own_firm_jobs_led": 5,
}
"""Stated facts of somebody who is due the startup subsidy; our ledger says that it was never drawn."""


@pytest.fixture
def world(db, settings, tmp_path):
    settings.DATA = tmp_path
    made = county()
    people_of(made, "qx", count=3, firms=1)
    people_of(made, "bh", count=2, firms=1)
    Person.objects.update(facts=FOUNDER)
    for people in made.people.values():
        for person in people:
            person.refresh_from_db()
    return made


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def screened(world, now):
    def screened(username="county-reviewer", unit="yx", programmes=(STARTUP,)):
        access = world.access(username)
        started = start_run(
            access=access, unit_id=world.units[unit].pk, programmes=programmes, on=access.on, at=now
        )
        assert isinstance(started, RunStarted), started
        run_screening(run_id=started.run.pk, clock=lambda: now)
        started.run.refresh_from_db()
        return started.run

    return screened
