"""Whom a screening is about: names and units out of the registers, and who has a case already."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Q

from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.people.models import Employment
from jiuchuang.apps.people.queries.related import TABLES

Known = Mapping[str, tuple[str, int | None]]
"""Register number → name and unit."""
DECIDED = ("approved", "refused")


def names_and_units(kind: str, numbers: Collection[str]) -> Known:
    """Name and unit of each subject; an employment goes by its employer, or by the person where that is not known."""
    if kind == "employment":
        return _of_employments(numbers)
    rows = TABLES[kind]._default_manager.filter(number__in=numbers) if kind in TABLES else None
    if rows is None:
        return {}
    return {number: (name, unit) for number, name, unit in rows.values_list("number", "name", "unit_id")}


def _of_employments(numbers: Collection[str]) -> Known:
    rows = Employment.objects.filter(number__in=numbers).values_list(
        "number", "person__name", "person__unit_id", "employer__name", "employer__unit_id"
    )
    return {
        number: (f"{firm}（{person}）" if firm else person, firm_unit or person_unit)
        for number, person, person_unit, firm, firm_unit in rows
    }


def subjects_with_cases(programme: str) -> frozenset[str]:
    """`kind:number` of every subject with an open case under the programme, or one that was decided."""
    rows = Case.objects.filter(~Q(status="ended") | Q(outcome__in=DECIDED), programme=programme)
    return frozenset(
        about or f"{kind}:{number}"
        for about, kind, number in rows.values_list("about", "subject_kind", "subject_number")
    )
