"""What is done in the background: imports checked, written and taken back, and taken up again after a stop."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django_tasks import task

from jiuchuang.apps.people.actions.check_import import check_import
from jiuchuang.apps.people.actions.undo_import import take_back_import
from jiuchuang.apps.people.actions.write_import import write_import
from jiuchuang.apps.people.duplicates.find import find_pairs
from jiuchuang.apps.people.models.imports import CHECKING, UNDOING, WAITING, WRITING, Import

_STEPS = {WAITING: check_import, CHECKING: check_import, WRITING: write_import, UNDOING: take_back_import}


@task()
def check_import_job(number: int) -> None:
    """Check the rows of an import."""
    check_import(number=number, at=timezone.now())


@task()
def write_import_job(number: int) -> None:
    """Write the valid rows of an approved import."""
    write_import(number=number, at=timezone.now())


@task()
def undo_import_job(number: int) -> None:
    """Take an import back."""
    take_back_import(number=number, at=timezone.now())


@task()
def find_pairs_job() -> None:
    """Compare all persons, and all employers, with one another."""
    for kind in ("person", "employer"):
        find_pairs(kind=kind, at=timezone.now())


@task()
def take_up_again_job() -> None:
    """Finish what a stop left in the middle; given whenever the site starts."""
    take_up_again(at=timezone.now())


def take_up_again(*, at: datetime) -> int:
    """Finish every import that a stop left in the middle; how many there were. For the start of a worker.

    Safe beside a worker that is at it: each row is locked while it is handled, and handled once.
    """
    left = list(Import.objects.filter(state__in=_STEPS).order_by("pk").values_list("pk", "state"))
    for number, state in left:
        _STEPS[state](number=number, at=at)
    return len(left)
