"""How many subjects of the registers hang on units: numbers alone, for who changes the organisation."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.people.models import Employer, Household, Person, Registered


@dataclass(frozen=True)
class Placed:
    """Subjects that belong to units; those that were merged into others are not counted again."""

    persons: int
    households: int
    employers: int


def placed_at(units: QuerySet[Unit]) -> Placed:
    """Persons, households and employers of the units."""
    return Placed(_of(Person, units), _of(Household, units), _of(Employer, units))


def _of(table: type[Registered], units: QuerySet[Unit]) -> int:
    rows = table._default_manager.filter(unit__in=units.values("pk"), merged_into__isnull=True)
    return int(rows.count())
