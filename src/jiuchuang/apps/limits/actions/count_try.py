"""Count a try: so many in a stretch of time, then none until it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from jiuchuang.apps.limits.models import Tries
from jiuchuang.domain.kernel.hash_chain import sha256

KEPT = timedelta(days=1)
"""Longest stretch; older rows are cleared away."""


@dataclass(frozen=True)
class Limit:
    """At most `most` tries of one somebody within `seconds`."""

    name: str
    most: int
    seconds: int


@transaction.atomic
def count_try(limit: Limit, who: str, at: datetime) -> int:
    """Count one try of `who`; 0 when it may go on, else the whole seconds until it may be tried again."""
    key = sha256(f"{limit.name}\n{who}".encode())
    stretch = timedelta(seconds=limit.seconds)
    row, made = Tries.objects.select_for_update().get_or_create(key=key, defaults={"since": at, "count": 1})
    if made:
        Tries.objects.filter(since__lt=at - KEPT).delete()
        return 0
    if row.since + stretch <= at:
        Tries.objects.filter(key=key).update(since=at, count=1)
        return 0
    if row.count >= limit.most:
        return -(-(row.since + stretch - at) // timedelta(seconds=1))
    Tries.objects.filter(key=key).update(count=F("count") + 1)
    return 0
