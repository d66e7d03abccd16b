"""Who looked at whose personal data without a mask, and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from jiuchuang.apps.people.models import Look


def looks_found(
    *,
    subject: str = "",
    since: datetime | None = None,
    before: datetime | None = None,
    accounts: QuerySet[Any] | None = None,
) -> QuerySet[Look]:
    """Looks by the number of the subject, by time and by who looked; the newest come first."""
    rows = Look.objects.select_related("account").order_by("-at", "-pk")
    if accounts is not None:
        rows = rows.filter(account__in=accounts)
    if subject:
        rows = rows.filter(number=subject)
    if since is not None:
        rows = rows.filter(at__gte=since)
    return rows if before is None else rows.filter(at__lt=before)
