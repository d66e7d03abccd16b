"""What binds a person to firms and households on a day: who may not decide, and about whom somebody may apply."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from jiuchuang.apps.people.models import Employer, Employment, Household, HouseholdMember, Ownership, Person

_MERGED: dict[str, Any] = {"person": Person, "household": Household, "employer": Employer}
_LONGEST = 10
"""Mergers that are followed one after the other."""


def ties_of(person: str, on: date) -> tuple[str, ...]:
    """Firms that the person (by number) owns or is the agent of, and the household; as `kind:number`, in order."""
    owned = Ownership.objects.filter(_lasts(on), person__number=person).values("employer")
    firms = Employer.objects.filter(Q(pk__in=owned) | Q(agent__number=person))
    found = [f"employer:{number}" for number in firms.values_list("number", flat=True)]
    homes = HouseholdMember.objects.filter(_lasts(on), person__number=person)
    found += [f"household:{number}" for number in homes.values_list("household__number", flat=True)]
    return tuple(sorted(found))


def concerns(subject: tuple[str, str], about: tuple[str, str], on: date) -> bool:
    """Whether a subject (`kind`, `number`) may apply about another one: itself, its household, its firm, its work."""
    (kind, number), (of_kind, of_number) = subject, about
    if subject == about:
        return True
    if of_kind == "employment":
        by = {"person": "person__number", "employer": "employer__number"}.get(kind)
        return by is not None and Employment.objects.filter(number=of_number, **{by: number}).exists()
    if kind == "person":
        return f"{of_kind}:{of_number}" in ties_of(number, on)
    if (kind, of_kind) == ("employer", "person"):
        return Employment.objects.filter(employer__number=number, person__number=of_number).exists()
    return False


def goes_on_as(kind: str, number: str) -> tuple[str, str]:
    """The record as which one goes on that was merged into another; itself where it was not."""
    if kind not in _MERGED:
        return kind, number
    for _ in range(_LONGEST):
        rows = _MERGED[kind]._default_manager.filter(number=number, merged_into__isnull=False)
        into = rows.values_list("merged_into__number", flat=True).first()
        if into is None:
            break
        number = into
    return kind, number


def _lasts(on: date) -> Q:
    begun = Q(from_on__isnull=True) | Q(from_on__lte=on)
    return begun & (Q(to_on__isnull=True) | Q(to_on__gte=on))
