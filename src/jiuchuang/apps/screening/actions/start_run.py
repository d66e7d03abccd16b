"""Start a screening of the registers; the work itself is done by a job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.policy.queries import programmes_on
from jiuchuang.apps.screening.models import ScreeningRun
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

RUN = "screening.run"
ENTITIES = ("person", "household", "employer", "employment")
"""Kinds of subjects that the registers keep; programmes for others cannot be screened from them."""


@dataclass(frozen=True)
class RunStarted:
    """The run, waiting for its job."""

    run: ScreeningRun


def chain_of(run_id: int) -> str:
    """Name of the chain of a run."""
    return f"screening/{run_id}"


@transaction.atomic
def start_run(
    *, access: Access, unit_id: int, programmes: Sequence[str], on: date, at: datetime
) -> RunStarted | Refusal:
    """Start a run over the unit and everything below it, for programmes in force on the day."""
    unit = access.units(RUN).filter(pk=unit_id).first()
    problems = [] if unit else [Problem("no-unit", "不能筛查这个单位", Place("unit"))]
    problems += _faults(programmes, on, access.on, unit)
    if problems or unit is None:
        return Refusal(tuple(problems))
    run = ScreeningRun.objects.create(
        unit=unit,
        on=on,
        programmes=list(dict.fromkeys(programmes)),
        started_by=access.account,
        started_at=at,
        touched_at=at,
    )
    content = {"unit": unit.code, "on": on.isoformat(), "programmes": run.programmes}
    record(chain=chain_of(run.pk), kind="ScreeningStarted", actor=access.actor, at=at, content=content)
    return RunStarted(run)


def _faults(programmes: Sequence[str], on: date, today: date, unit: Unit | None) -> list[Problem]:
    problems = []
    if on > today:
        problems.append(Problem("day-ahead", "筛查日不能晚于今天：登记只到今天", Place("on")))
    if not programmes:
        problems.append(Problem("no-programme", "至少选一个项目", Place("programmes")))
    if unit is not None:
        known = {item.id: item for item in programmes_on(on, unit.region_code)}
        for programme in programmes:
            item = known.get(programme)
            if item is None or not item.decidable or item.entity not in ENTITIES:
                message = f"“{item.title if item else programme}”这一天不能筛查"
                problems.append(Problem("not-screened", message, Place("programmes")))
    return problems
