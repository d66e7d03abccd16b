"""The visit list of an account: people and households in care with every reason to see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import DateField, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery

from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.models import (
    Contact,
    Employment,
    HardshipSpell,
    Household,
    HouseholdMember,
    Person,
    UnemploymentSpell,
)
from jiuchuang.apps.people.queries import Masks, masks_for
from jiuchuang.domain.registers.visiting import (
    TERMS,
    Circumstances,
    Reason,
    VisitRule,
    load_visit_rules,
    visit_reasons,
)
from jiuchuang.gateways.pack_store import read_register_files

VISIT = "visit.record"
MOST = 2_000
"""People in care that one list looks through; a village has some dozens."""
ZERO_FACT = "is_zero_employment_household"
ZERO_CATEGORY = "zero_employment"
"""Category of a hardship recognition by which a household counts as one without anybody in work."""
Listed = tuple[Any, list[Reason]]
"""A person or household with the reasons to see them."""


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

    @property
    def pressing(self) -> tuple[int, date, str]:
        """Order of the list: by reason, then by what is due first."""
        first = self.reasons[0]
        return list(TERMS).index(first.key), first.due_on or date.max, self.number


@cache
def visit_rules() -> dict[str, VisitRule]:
    """The rules as shipped."""
    rules, problems = load_visit_rules(read_register_files())
    if problems:
        raise ValueError("\n".join(map(str, problems)))
    return rules


def visits(access: Access, unit_ids: Iterable[int] | None = None, reason: str = "") -> list[Visit]:
    """Everybody to see today, the most pressing first, where the account records visits.

    `unit_ids` narrows it to some units, `reason` (a key of TERMS) to one reason. At most MOST people are looked at.
    """
    units = access.units(VISIT)
    if unit_ids is not None:
        units = units.filter(pk__in=list(unit_ids))
    listed = {"household": _of_households(access, units), "person": _of_persons(access, units)}
    masks = masks_for(access, {row.unit_id for rows in listed.values() for row, _ in rows})
    found = [_visit(masks, kind, row, reasons) for kind, rows in listed.items() for row, reasons in rows]
    wanted = [visit for visit in found if not reason or any(each.key == reason for each in visit.reasons)]
    return sorted(wanted, key=lambda visit: visit.pressing)


def _of_persons(access: Access, units: QuerySet[Unit]) -> list[Listed]:
    on = access.on
    unemployed = UnemploymentSpell.objects.filter(person=OuterRef("pk"), ended_on=None)
    hardship = HardshipSpell.objects.filter(person=OuterRef("pk"), ended_on=None)
    last = Contact.objects.filter(person=OuterRef("pk"), on__lte=on).order_by("-on").values("on")[:1]
    rows = (
        Person.objects.filter(unit__in=units, merged_into=None)
        .filter(Exists(unemployed) | Exists(hardship))
        .annotate(
            last_contact_on=Subquery(last, output_field=DateField()),
            unemployed_on=Subquery(unemployed.values("registered_on")[:1]),
            jobless_on=Subquery(unemployed.values("unemployed_since")[:1]),
            hardship_on=Subquery(_least(hardship, "recognised_on")),
            hardship_to=Subquery(_least(hardship.exclude(valid_to=None), "valid_to")),
        )
        .select_related("unit")
        .order_by("number")[:MOST]
    )
    found = []
    for row in rows:
        in_care = min(day for day in (row.unemployed_on, row.hardship_on) if day is not None)
        known = Circumstances(
            last_contact_on=row.last_contact_on,
            in_care_since=in_care,
            jobless_since=row.jobless_on or row.unemployed_on,
            hardship_valid_to=row.hardship_to,
        )
        reasons = visit_reasons(known, visit_rules(), on)
        if reasons:
            found.append((row, reasons))
    return found


def _of_households(access: Access, units: QuerySet[Unit]) -> list[Listed]:
    on = access.on
    members = HouseholdMember.objects.filter(household=OuterRef("pk"), to_on=None)
    at_work = Employment.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=on),
        started_on__lte=on,
        person__memberships__household=OuterRef("pk"),
        person__memberships__to_on=None,
    )
    recognised = HardshipSpell.objects.filter(
        person__memberships__household=OuterRef("pk"),
        person__memberships__to_on=None,
        category=ZERO_CATEGORY,
        ended_on=None,
    )
    last = Contact.objects.filter(household=OuterRef("pk"), on__lte=on).order_by("-on").values("on")[:1]
    rows = (
        Household.objects.filter(unit__in=units, merged_into=None)
        .filter(Exists(members) & Exists(recognised) & ~Exists(at_work))
        .annotate(
            zero_on=Subquery(recognised.order_by("recognised_on").values("recognised_on")[:1]),
            last_contact_on=Subquery(last, output_field=DateField()),
        )
        .select_related("unit", "head")
        .order_by("number")[:MOST]
    )
    found = []
    for row in rows:
        known = Circumstances(last_contact_on=row.last_contact_on, zero_since=row.zero_on)
        reasons = visit_reasons(known, visit_rules(), on)
        if reasons:
            found.append((row, reasons))
    return found


def _least(rows: QuerySet[HardshipSpell], column: str) -> QuerySet[Any, Any]:
    """The first of the days in a column of the outer row's spells."""
    return rows.order_by().values("person").annotate(least=Min(column)).values("least")


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
    listed = next((row for row in visits(access) if (row.kind, row.number) == (kind, number)), None)
    if listed is not None:
        return listed
    if kind not in ("person", "household"):
        return None
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
