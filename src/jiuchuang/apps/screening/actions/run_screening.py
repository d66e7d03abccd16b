"""Run a screening that was started: take a snapshot of the registers, screen it, keep what was found.

A run that was broken off is begun anew by the next call: what the broken one had kept goes first.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from jiuchuang.apps.audit.actions.record import MACHINE, record
from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.org.queries import units_ever_below
from jiuchuang.apps.people.queries import snapshot
from jiuchuang.apps.policy.queries import library
from jiuchuang.apps.screening.actions.start_run import chain_of
from jiuchuang.apps.screening.actions.store_awards import store_awards
from jiuchuang.apps.screening.models import ScreeningRun, Stage
from jiuchuang.apps.screening.queries.runs import GIVEN_UP_AFTER
from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.gateways.screening.registers_run import (
    ROWS,
    figures_of,
    fingerprint,
    rows_to_screen,
    screen_registers,
)

Clock = Callable[[], datetime]
_SNAPSHOT_ENDS, _SCREENING_ENDS = 40, 80
"""Percent at which the stages end."""
_ENDED = (Stage.DONE, Stage.FAILED)


def run_screening(*, run_id: int, clock: Clock) -> ScreeningRun | None:
    """Do the work of a run; None where it is done already, or another job is at it."""
    run = _taken(run_id, clock())
    if run is None:
        return None
    (settings.DATA / "screening").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.DATA / "screening", prefix=f"{run.pk}-") as folder:
        try:
            problems = _work(run, Path(folder), clock)
        except BaseException as fault:
            _end(run, Stage.FAILED, clock(), f"程序出错，没有跑完：{type(fault).__name__}")
            raise
    if problems:
        _end(run, Stage.FAILED, clock(), "\n".join(problem.message for problem in problems))
    else:
        _end(run, Stage.DONE, clock(), "")
    return run


def _taken(run_id: int, at: datetime) -> ScreeningRun | None:
    """The run, taken for this job alone."""
    free = Q(stage=Stage.WAITING) | Q(touched_at__lt=at - GIVEN_UP_AFTER)
    rows = ScreeningRun.objects.filter(free, pk=run_id).exclude(stage__in=_ENDED)
    if not rows.update(stage=Stage.SNAPSHOT, progress=0, touched_at=at):
        return None
    run = ScreeningRun.objects.select_related("unit").get(pk=run_id)
    run.awards.all().delete()
    return run


def _work(run: ScreeningRun, folder: Path, clock: Clock) -> list[Problem]:
    """Every reason why it could not be done; the awards are kept when there is none."""
    law = library(run.on)
    tables, work = folder / "snapshot", folder / "work"
    work.mkdir()
    faults = snapshot(tables, run.on, _units(run))
    if faults:
        return faults
    run.snapshot = fingerprint(tables)
    run.packs = {pack: law.packs[pack].digest for pack in _packs(run) if pack in law.packs}
    _touch(run, Stage.SCREENING, _SNAPSHOT_ENDS, clock())
    total, done = rows_to_screen(tables, law, run.programmes, run.on), 0

    def advance(rows: int) -> None:
        nonlocal done
        done += rows
        share = (_SCREENING_ENDS - _SNAPSHOT_ENDS) * done // max(total, 1)
        _touch(run, Stage.SCREENING, min(_SNAPSHOT_ENDS + share, _SCREENING_ENDS), clock())

    screening, problems = screen_registers(tables, law, run.programmes, run.on, work, advance)
    if screening is None:
        return problems
    run.figures = figures_of(screening)
    run.save(update_fields=["snapshot", "packs", "figures"])

    def stored(done_rows: int, all_rows: int) -> None:
        share = (100 - _SCREENING_ENDS) * done_rows // max(all_rows, 1)
        _touch(run, Stage.STORING, _SCREENING_ENDS + share, clock())

    store_awards(run, work / ROWS, law, stored)
    return []


def _units(run: ScreeningRun) -> list[Unit] | None:
    """Whose rows are screened; None for everybody's."""
    below = list(units_ever_below([run.unit_id], run.on))
    return None if len(below) == Unit.objects.count() else below


def _packs(run: ScreeningRun) -> list[str]:
    return list(dict.fromkeys(programme.rpartition("/")[0] for programme in run.programmes))


def _touch(run: ScreeningRun, stage: Stage, progress: int, at: datetime) -> None:
    run.stage, run.progress, run.touched_at = stage, progress, at
    run.save(update_fields=["stage", "progress", "touched_at"])


@transaction.atomic
def _end(run: ScreeningRun, stage: Stage, at: datetime, told: str) -> None:
    run.stage, run.told, run.touched_at, run.ended_at = stage, told, at, at
    run.progress = 100 if stage == Stage.DONE else run.progress
    run.save(update_fields=["stage", "told", "touched_at", "ended_at", "progress"])
    content = {
        "stage": stage.value,
        "snapshot": run.snapshot,
        "packs": run.packs,
        "awards": run.awards.count(),
    }
    record(chain=chain_of(run.pk), kind="ScreeningEnded", actor=MACHINE, at=at, content=content)
