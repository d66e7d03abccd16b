"""Forget what screenings found of each subject, once the term has run out; the figures stay."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from jiuchuang.apps.screening.models import Award, Opening, ScreeningRun, Stage


def forget_awards(*, before: date, on: date) -> int:
    """Of every run that ended before the day and for which no case waits to be opened; how many rows there were."""
    ended = ScreeningRun.objects.filter(stage__in=(Stage.DONE, Stage.FAILED), ended_at__date__lt=before)
    gone = 0
    for run in ended.filter(forgotten_on=None).order_by("pk"):
        with transaction.atomic():
            rows = Award.objects.filter(run=run)
            if rows.filter(opening=Opening.MARKED).exists():
                continue
            gone += rows.delete()[0]
            ScreeningRun.objects.filter(pk=run.pk).update(forgotten_on=on)
    return gone
