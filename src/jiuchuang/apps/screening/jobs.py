"""Jobs of the room: a screening, and the cases that come of one. Both go on where they were broken off."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from jiuchuang.apps.org.queries import Access, account_of
from jiuchuang.apps.screening.actions.open_cases import open_marked
from jiuchuang.apps.screening.actions.run_screening import run_screening


@task()
def screen(run_id: int) -> None:
    """Do the work of a run."""
    run_screening(run_id=run_id, clock=timezone.now)


@task()
def open_all(account_id: int, run_id: int, programme: str) -> int:
    """Open the cases that an account ordered."""
    account = account_of(account_id)
    if account is None:
        raise LookupError(f"no account {account_id}")
    now = timezone.now()
    return open_marked(
        access=Access(account, timezone.localdate(now)), run_id=run_id, programme=programme, at=now
    )
