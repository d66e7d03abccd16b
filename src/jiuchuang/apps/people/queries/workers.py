"""Who works for an employer on a day, for what is applied for worker by worker."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from jiuchuang.apps.people.models import Employer, Employment


def workers_of(employer: Employer, on: date, numbers: Collection[str] | None = None) -> QuerySet[Employment]:
    """Employments that last on the day, the latest first; with `numbers` those of them alone."""
    lasting = Q(ended_on__isnull=True) | Q(ended_on__gt=on)
    rows = Employment.objects.filter(lasting, employer=employer).exclude(started_on__gt=on)
    if numbers is not None:
        rows = rows.filter(number__in=numbers)
    return rows.select_related("person").order_by("-started_on", "number")
