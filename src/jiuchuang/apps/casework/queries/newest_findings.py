"""Seats with the newest finding of their case, for lists that say it in a line."""

from __future__ import annotations

from django.db.models import JSONField, OuterRef, QuerySet, Subquery

from jiuchuang.apps.casework.models import AwaitedSeat, Finding


def with_findings(seats: QuerySet[AwaitedSeat]) -> QuerySet[AwaitedSeat]:
    """Rows with `found`: the decision of the newest finding as it is kept, None where there is none."""
    newest = Finding.objects.filter(case=OuterRef("case")).order_by("-seq").values("decision")[:1]
    return seats.annotate(found=Subquery(newest, output_field=JSONField()))
