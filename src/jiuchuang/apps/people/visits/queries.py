"""The visit list of an account: people and households in care with every reason to see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Max, QuerySet

from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.models import Household, Person
from jiuchuang.apps.people.queries import Masks, masks_for
from jiuchuang.apps.people.visits.listed import Named, part_of_list
from jiuchuang.domain.registers.visiting import Reason, VisitRule, load_visit_rules, visit_reasons
from jiuchuang.gateways.pack_store import read_register_files

VISIT = "visit.record"


@dataclass(frozen=True)
class Visit:
    """Somebody to see. `name` and `phone` are as the account may see them."""

    kind: str
    number: str
    unit_id: int
    unit: str
    name: str
    phone: str
    address: str
    reasons: tuple[Reason, ...]
    last_contact_on: date | None


@cache
def visit_rules() -> dict[str, VisitRule]:
    """The rules as shipped."""
    rules, problems = load_visit_rules(read_register_files())
    if problems:
        raise ValueError("\n".join(map(str, problems)))
    return rules


@dataclass(frozen=True)
class VisitPage:
    """A stretch of the list, how long the whole is, and for how many each reason (a key of TERMS) holds."""

    rows: tuple[Visit, ...]
    total: int
    counts: Mapping[str, int]


def visits(
    access: Access,
    unit_ids: Iterable[int] | None = None,
    reason: str = "",
    first: int = 0,
    most: int | None = None,
) -> VisitPage:
    """Whom to see today, the most pressing first, where the account records visits.

    `unit_ids` narrows it to some units, `reason` (a key of TERMS) to one reason; `most` from the place `first` on.
    The number of queries depends neither on the list nor on the stretch.
    """
    units = access.units(VISIT)
    if unit_ids is not None:
        units = units.filter(pk__in=list(unit_ids))
    part = part_of_list(units, visit_rules(), access.on, reason, first, most)
    return VisitPage(_shown(access, part.named), part.total, part.counts)


def _shown(access: Access, named: Iterable[Named]) -> tuple[Visit, ...]:
    """Those named, with what the account may see of them."""
    listed = list(named)
    people = Person.objects.select_related("unit").in_bulk(
        [one.key for one in listed if one.kind == "person"]
    )
    homes = Household.objects.select_related("unit", "head").in_bulk(
        [one.key for one in listed if one.kind == "household"]
    )
    rows: dict[str, dict[int, Any]] = {"person": {**people}, "household": {**homes}}
    masks = masks_for(access, {row.unit_id for some in rows.values() for row in some.values()})
    found = []
    for one in listed:
        row = rows[one.kind][one.key]
        row.last_contact_on = one.known.last_contact_on
        found.append(_visit(masks, one.kind, row, visit_reasons(one.known, visit_rules(), access.on)))
    return tuple(found)


def _visit(masks: Masks, kind: str, row: Any, reasons: Sequence[Reason]) -> Visit:
    """A row that has `last_contact_on` beside its columns."""
    phone = row.phone if kind == "person" else row.head.phone if row.head else ""
    return Visit(
        kind=kind,
        number=row.number,
        unit_id=row.unit_id,
        unit=row.unit.name,
        name=masks.show(row.unit_id, "name", row.name),
        phone=masks.show(row.unit_id, "phone", phone),
        address=masks.show(row.unit_id, "address", row.address),
        reasons=tuple(reasons),
        last_contact_on=row.last_contact_on,
    )


def who_to_visit(access: Access, kind: str, number: str) -> Visit | None:
    """Somebody whom the account may record a visit to, on the list or not; None for anybody else."""
    units = access.units(VISIT)
    if kind not in ("person", "household"):
        return None
    listed = part_of_list(units, visit_rules(), access.on, only=(kind, number))
    if listed.named:
        return _shown(access, listed.named)[0]
    rows: QuerySet[Any] = (
        Person.objects.all() if kind == "person" else Household.objects.select_related("head")
    )
    row = (
        rows.filter(number=number, unit__in=units, merged_into=None)
        .select_related("unit")
        .annotate(last_contact_on=Max("contacts__on"))
        .first()
    )
    return None if row is None else _visit(masks_for(access, [row.unit_id]), kind, row, ())
