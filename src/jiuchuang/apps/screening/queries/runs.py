"""Runs: who may see which, and how far each is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from jiuchuang.apps.org.models import Unit, UnitClosure
from jiuchuang.apps.org.queries import Access, on_day
from jiuchuang.apps.screening.models import ScreeningRun, Stage

READ, RUN = "screening.read", "screening.run"
STAGE_LABELS: dict[str, str] = {stage.value: str(stage.label) for stage in Stage}


GIVEN_UP_AFTER = timedelta(minutes=10)
"""A run that gave no sign of life for so long was broken off."""


@dataclass(frozen=True)
class RunSeen:
    """A run as an account sees it; `whole`: it may see the figures of everybody who was screened, and open cases."""

    run: ScreeningRun
    whole: bool


def is_stuck(run: ScreeningRun, at: datetime) -> bool:
    """Whether the job of a run has to be asked for again."""
    return run.stage not in (Stage.DONE, Stage.FAILED) and run.touched_at < at - GIVEN_UP_AFTER


def runs_seen(access: Access) -> QuerySet[ScreeningRun]:
    """Runs over a unit that the account reads, or over one above it: of these it sees its own part."""
    own = access.units(READ)
    above = UnitClosure.objects.filter(on_day(access.on), descendant__in=own).values("ancestor_id")
    return ScreeningRun.objects.filter(Q(unit__in=own) | Q(unit__in=above)).select_related(
        "unit", "started_by"
    )


def run_seen(access: Access, number: int) -> RunSeen | None:
    """One run; None where there is none, or none that the account may see."""
    run = runs_seen(access).filter(pk=number).first()
    if run is None:
        return None
    return RunSeen(run, access.units(RUN).filter(pk=run.unit_id).exists())


def runs_under_way(units: QuerySet[Unit]) -> int:
    """Screenings of the units that have not ended, whoever asks: a number alone."""
    ended = (Stage.DONE, Stage.FAILED)
    return ScreeningRun.objects.filter(unit__in=units.values("pk")).exclude(stage__in=ended).count()
