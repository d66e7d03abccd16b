"""What binds a person to firms and households on a day: who may not decide, and about whom somebody may apply."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from jiuchuang.apps.people.models import (
    Change,
    Employer,
    Employment,
    HouseholdMember,
    Ownership,
)
from jiuchuang.apps.people.queries.related import TABLES

_LONGEST = 10
"""Mergers that are followed one after the other."""


def ties_of(person: str, on: date) -> tuple[str, ...]:
    """Firms that the person (by number) owns or is the agent of, and the household; as `kind:number`, in order."""
    owned = Ownership.objects.filter(holds_on(on), person__number=person).values("employer")
    firms = Employer.objects.filter(Q(pk__in=owned) | Q(agent__number=person))
    found = [f"employer:{number}" for number in firms.values_list("number", flat=True)]
    homes = HouseholdMember.objects.filter(holds_on(on), person__number=person)
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
    if kind not in TABLES:
        return kind, number
    for _ in range(_LONGEST):
        rows = TABLES[kind]._default_manager.filter(number=number, merged_into__isnull=False)
        into = rows.values_list("merged_into__number", flat=True).first()
        if into is None:
            break
        number = into
    return kind, number


def numbers_of(kind: str, number: str) -> tuple[str, ...]:
    """Every number of the same subject, in order: of the record itself, of those merged into it or it into them.

    An employment is the same work as another one of the same person at the same employer whose days overlap: two
    records of a person that were merged bring their spells twice. A day that is not known overlaps with everything.
    """
    if kind == "employment":
        return _same_work(number)
    if kind not in TABLES:
        return (number,)
    rows, found = TABLES[kind]._default_manager, {number}
    for _ in range(_LONGEST):
        near = rows.filter(Q(number__in=found) | Q(merged_into__number__in=found))
        more = {one for pair in near.values_list("number", "merged_into__number") for one in pair if one}
        if more <= found:
            break
        found |= more
    return tuple(sorted(found))


def _same_work(number: str) -> tuple[str, ...]:
    spell = Employment.objects.filter(number=number, employer__isnull=False).first()
    if spell is None:
        return (number,)
    same = Employment.objects.filter(person=spell.person_id, employer=spell.employer_id)
    if spell.ended_on is not None:
        same = same.filter(Q(started_on__isnull=True) | Q(started_on__lt=spell.ended_on))
    if spell.started_on is not None:
        same = same.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=spell.started_on))
    return tuple(sorted({number, *same.values_list("number", flat=True)}))


def accounts_of(subjects: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The account of each person or employer (`kind`, `number`) as registered now, empty where none is.

    A record that was merged has the account of the one that goes on. Subjects of other kinds have none.
    """
    return {subject: values[0] or "" for subject, values in _going_on(subjects).items()}


def identities_of(subjects: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The resident number or credit code of each person or employer, in the same way."""
    return {subject: values[1] or "" for subject, values in _going_on(subjects).items()}


def merged_of(subjects: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Those that were merged with others; an employment is always looked at by itself, and counts as one of them."""
    found = {subject for subject in subjects if subject[0] not in TABLES}
    for kind, table in TABLES.items():
        rows = table._default_manager.filter(number__in=[number for one, number in subjects if one == kind])
        several = rows.filter(Q(merged_into__isnull=False) | Q(merged__isnull=False))
        found |= {(kind, number) for number in several.values_list("number", flat=True)}
    return frozenset(found)


def _going_on(subjects: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
    """Account and identity number of the record as which each goes on."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for kind, identity in (("person", "resident_id"), ("employer", "credit_code")):
        going: dict[str, list[str]] = {}
        for one, number in subjects:
            if one == kind:
                going.setdefault(number, []).append(number)
        for _ in range(_LONGEST):
            rows = TABLES[kind]._default_manager.filter(number__in=list(going))
            going, before = {}, going
            columns = ("number", "account", identity, "merged_into__number")
            for number, account, known, into in rows.values_list(*columns):
                if into is None:
                    found |= {(kind, first): (account, known) for first in before[number]}
                else:
                    going.setdefault(into, []).extend(before[number])
            if not going:
                break
    return found


def account_changed_by(kind: str, number: str) -> int | None:
    """Who last changed the account of the subject in the register (id of the account); None when nobody did."""
    rows = Change.objects.filter(kind=kind, number__in=numbers_of(kind, number), after__has_key="account")
    return rows.order_by("-id").values_list("account_id", flat=True).first()


def holds_on(on: date) -> Q:
    """Rows with `from_on` and `to_on`, either of which may be open, that hold on the day."""
    begun = Q(from_on__isnull=True) | Q(from_on__lte=on)
    return begun & (Q(to_on__isnull=True) | Q(to_on__gte=on))
