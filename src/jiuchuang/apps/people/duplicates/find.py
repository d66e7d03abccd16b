"""Find pairs of records that may be one, in blocks that share a name or a telephone; nothing is ever merged here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import combinations
from typing import Any

from django.db.models import Count, Q, QuerySet

from jiuchuang.apps.people.models import DuplicatePair, Employer, Person
from jiuchuang.domain.kernel.identifiers import read_resident_id
from jiuchuang.domain.registers.likeness import Likeness, employer_reasons, person_reasons, weight

MOST_IN_A_BLOCK = 30
"""Records that share a name and birth day, or a telephone; more of them are an agent's telephone, not one person."""
STRETCH = 500

Number = str
Found = tuple[Number, Number, list[str]]


def find_pairs(*, kind: str, at: datetime, numbers: Iterable[str] | None = None) -> int:
    """Put new pairs on the list, among all records or those that touch `numbers`; how many were new.

    A pair that somebody has judged stays judged.
    """
    found = list(_pairs(kind, None if numbers is None else set(numbers)))
    known = set(DuplicatePair.objects.filter(kind=kind).values_list("first", "second"))
    fresh = [
        DuplicatePair(
            kind=kind, first=first, second=second, reasons=reasons, weight=weight(reasons), found_at=at
        )
        for first, second, reasons in found
        if (first, second) not in known
    ]
    DuplicatePair.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=STRETCH)
    return len(fresh)


def likeness_of(record: Person | Employer) -> Likeness:
    """What is compared of a record."""
    if isinstance(record, Employer):
        return Likeness(
            name=record.name,
            identifier=record.credit_code or "",
            phone=record.phone,
            legal_person=record.legal_person,
            address=record.address,
        )
    read, _ = read_resident_id(record.resident_id or "")
    stated = record.facts.get("sex")
    return Likeness(
        name=record.name,
        identifier=record.resident_id or "",
        birth_on=record.birth_on or (read.birth_on if read else None),
        sex=read.sex if read else str(stated or ""),
        phone=record.phone,
        address=record.address,
    )


def _pairs(kind: str, numbers: set[str] | None) -> Iterator[Found]:
    seen: set[tuple[str, str]] = set()
    reasons_of = employer_reasons if kind == "employer" else person_reasons
    for block in _blocks(kind, numbers):
        likeness = {record.number: likeness_of(record) for record in block}
        for first, second in combinations(sorted(likeness), 2):
            if (first, second) in seen or (numbers is not None and not numbers & {first, second}):
                continue
            seen.add((first, second))
            reasons = reasons_of(likeness[first], likeness[second])
            if reasons:
                yield first, second, reasons


def _blocks(kind: str, numbers: set[str] | None) -> Iterator[list[Any]]:
    """Records that have a telling column in common, a block at a time."""
    model: type[Person] | type[Employer] = Employer if kind == "employer" else Person
    alive: QuerySet[Any] = model.objects.filter(merged_into__isnull=True)
    columns = ("phone", "name", "legal_person") if kind == "employer" else ("phone", "name,birth_on", "name")
    for written in columns:
        names = written.split(",")
        shared = alive.exclude(**{names[0]: ""})
        if numbers is not None:
            wanted = alive.filter(number__in=numbers).values(names[0])
            shared = shared.filter(**{f"{names[0]}__in": wanted})
        elif written == "name" and kind == "person":
            continue  # over a whole county a name alone is shared by thousands; birth day and telephone tell
        groups = shared.values(*names).annotate(many=Count("pk")).filter(many__gt=1)
        for group in groups.filter(many__lte=MOST_IN_A_BLOCK).order_by(*names).iterator(chunk_size=STRETCH):
            same = Q(**{name: group[name] for name in names})
            if any(group[name] is None for name in names):
                continue
            yield list(alive.filter(same))
