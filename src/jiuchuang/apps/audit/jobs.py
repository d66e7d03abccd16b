"""Jobs of the room: proving all records takes minutes in a large county."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from jiuchuang.apps.audit.actions.verify_all import verify_all


@task()
def verify_all_job(number: int) -> None:
    """Prove all records for the verification of that number."""
    verify_all(number, at=timezone.now())
