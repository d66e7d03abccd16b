"""How many cases hang on units: numbers alone, for who changes the organisation."""

from __future__ import annotations

from django.db.models import QuerySet

from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.org.models import Unit


def open_cases_at(units: QuerySet[Unit]) -> int:
    """Cases of the units that have not ended."""
    return Case.objects.filter(unit__in=units.values("pk")).exclude(status="ended").count()
