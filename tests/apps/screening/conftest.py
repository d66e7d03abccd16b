"""A county whose registers hold some founders, and who screens it."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

from county_world import STARTUP
from jiuchuang.apps.screening.actions.run_screening import run_screening
from jiuchuang.apps.screening.actions.start_run import RunStarted, start_run
from screening_world import founders


@pytest.fixture
def world(db, settings, tmp_path):
    settings.DATA = tmp_path
    return founders()


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
