"""What is done in the background: orders for many cases, the rows of a signed list, what time does by itself."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from jiuchuang.apps.casework.actions.carry_out import carry_out
from jiuchuang.apps.casework.actions.recount_days import recount_days
from jiuchuang.apps.casework.actions.run_clocks import run_clocks
from jiuchuang.apps.casework.actions.sign_list import decide_rows
from jiuchuang.apps.casework.actions.sweep_files import sweep_files


@task()
def decide_signed_list(number: str) -> None:
    """Decide the rows of a signed list; its progress is that of its rows."""
    decide_rows(number=number, at=timezone.now(), clock=timezone.now)


@task()
def carry_out_order(number: int) -> None:
    """Do what somebody ordered for many cases; its progress is that of its rows."""
    carry_out(number=number, clock=timezone.now)


@task()
def recount() -> None:
    """Count the days of open cases anew, by the calendar as it is now."""
    recount_days(at=timezone.now())


@task()
def sweep() -> None:
    """Remove files that no row names, and drafts that were forgotten."""
    sweep_files(at=timezone.now())


@task()
def tick() -> None:
    """Let time act on every case and list that has come due."""
    run_clocks(at=timezone.now())
