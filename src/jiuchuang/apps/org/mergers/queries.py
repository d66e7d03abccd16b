"""Reading what became of units: which were merged or will be, which others could take one up, who works there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from jiuchuang.apps.org.models import Grant, Succession, Unit, UnitLink
from jiuchuang.apps.org.queries import Access, office_pack, on_day, units_above, units_below, units_ever_below

WRITE = "org.write"


def may_change(access: Access, unit: Unit) -> bool:
    """Whether the account may place the unit elsewhere; one that opens only later counts where it will lie."""
    if access.may(WRITE, unit.pk):
        return True
    if unit.opened_on <= access.on:
        return False
    return any(access.may(WRITE, above) for above in units_above(unit.pk, unit.opened_on) - {unit.pk})


@dataclass(frozen=True)
class Other:
    """A unit that could take up another. `kind` is a key; `parent` is what it lies below (None at the top).

    `opens_on` is set where it opens only later.
    """

    code: str
    name: str
    kind: str
    parent: Unit | None
    opens_on: date | None


def others(access: Access, unit: Unit) -> list[Other]:
    """Units that stand and last, which the account may change: not the unit itself, nor what lies below it.

    In the order of their divisions, those too that open only later.
    """
    below = units_below([unit.pk], access.on).values("pk")
    mine = units_ever_below(access.units(WRITE).values_list("pk", flat=True), access.on)
    rows = list(mine.filter(closed_on__isnull=True).exclude(pk__in=below).exclude(pk=unit.pk))
    links = UnitLink.objects.filter(unit__in=rows, to_on__isnull=True).select_related("parent")
    parents = {row.unit_id: row.parent for row in links}
    return [
        Other(
            code=row.code,
            name=row.name,
            kind=row.kind,
            parent=parents.get(row.pk),
            opens_on=row.opened_on if row.opened_on > access.on else None,
        )
        for row in rows
    ]


def parent_of(unit: Unit) -> Unit | None:
    """What the unit lies below, or will once all that is planned has come; None at the top or where it closed."""
    row = UnitLink.objects.filter(unit=unit, to_on__isnull=True).select_related("parent").first()
    return row.parent if row else None


def lying_below(unit: Unit, on: date) -> list[Unit]:
    """Units directly below the unit on the day, by division and code."""
    linked = UnitLink.objects.filter(on_day(on), parent=unit).values("unit")
    return list(Unit.objects.filter(pk__in=linked))


def desks_at(unit: Unit, on: date) -> list[tuple[str, int]]:
    """How many people hold each role at the unit itself on the day or later, roles in words; the most first."""
    counted = (
        _grants(unit, on)
        .values_list("role")
        .annotate(people=Count("account", distinct=True))
        .order_by("-people", "role")
    )
    roles = office_pack().roles
    return [(roles[role].label if role in roles else role, people) for role, people in counted]


def people_at(unit: Unit, on: date) -> int:
    """How many people hold any role at the unit itself on the day or later."""
    return _grants(unit, on).values("account").distinct().count()


def _grants(unit: Unit, on: date) -> QuerySet[Grant]:
    lasting = Q(to_on__isnull=True) | Q(to_on__gte=on)
    return Grant.objects.filter(lasting, unit=unit, account__is_active=True)


@dataclass(frozen=True)
class PlannedMove:
    """A move that has not begun: the link that holds until then, and the one from then on."""

    before: UnitLink
    after: UnitLink


def planned_move(unit: Unit, on: date) -> PlannedMove | None:
    """The last move of the unit that begins only after the day; None where it stays."""
    links = UnitLink.objects.filter(unit=unit).select_related("unit", "parent")
    after = links.filter(to_on__isnull=True, from_on__gt=on).first()
    before = links.filter(to_on=after.from_on - timedelta(days=1)).first() if after else None
    return PlannedMove(before, after) if after and before else None


def moves_after(on: date) -> dict[str, tuple[date, str, bool]]:
    """From which day, and below which unit, those will lie that move after the day, by their codes.

    The third says whether it goes there by itself: not where its parent is merged and it goes over.
    """
    rows = UnitLink.objects.filter(from_on__gt=on, unit__opened_on__lte=on).select_related("unit", "parent")
    mergers = set(Succession.objects.filter(on__gt=on).values_list("successor", "on"))
    return {
        row.unit.code: (row.from_on, row.parent.name, (row.parent_id, row.from_on) not in mergers)
        for row in rows.order_by("-from_on")
    }


@dataclass(frozen=True)
class Handed:
    """A unit that went over with a merger: its link to the merged unit, and the one to the other."""

    unit: Unit
    before: UnitLink
    after: UnitLink


@dataclass(frozen=True)
class Merger:
    """`unit` goes on in `into` from `on`; `link` is what it lay below until then."""

    unit: Unit
    into: Unit
    on: date
    link: UnitLink
    handed: tuple[Handed, ...]


def merger_of(unit: Unit) -> Merger | None:
    """The merger that closed the unit, or will; None for one that goes on."""
    row = Succession.objects.filter(predecessor=unit).select_related("successor").first()
    if row is None:
        return None
    last = row.on - timedelta(days=1)
    before = UnitLink.objects.filter(parent=unit, to_on=last).select_related("unit")
    after = {link.unit_id: link for link in UnitLink.objects.filter(parent=row.successor, from_on=row.on)}
    handed = tuple(
        Handed(link.unit, link, after[link.unit_id])
        for link in before.order_by("unit__region_code", "unit__code")
        if link.unit_id in after
    )
    own = UnitLink.objects.select_related("parent").get(unit=unit, to_on=last)
    return Merger(unit, row.successor, row.on, own, handed)


@dataclass(frozen=True)
class MergerShown:
    """A unit that was merged in words; `may_restore`: the account may take it back."""

    name: str
    code: str
    kind: str
    region_code: str
    last_on: date
    into: str
    may_restore: bool


def merged_before(access: Access, on: date) -> list[MergerShown]:
    """Units within the account's sight that had been merged by the day, the latest first."""
    seen = access.units("org.read", on).filter(closed_on__lt=on)
    rows = Succession.objects.filter(predecessor__in=seen).select_related("predecessor", "successor")
    mine = set(access.units(WRITE).values_list("pk", flat=True))
    kinds = office_pack().kinds
    return [
        MergerShown(
            name=row.predecessor.name,
            code=row.predecessor.code,
            kind=kinds[row.predecessor.kind].label if row.predecessor.kind in kinds else row.predecessor.kind,
            region_code=row.predecessor.region_code,
            last_on=row.on - timedelta(days=1),
            into=row.successor.name,
            may_restore=row.predecessor_id in mine,
        )
        for row in rows.order_by("-on", "predecessor__code")
    ]


def mergers_after(on: date) -> dict[str, tuple[date, str]]:
    """From which day, and into which unit, those that stand on the day will have been merged, by their codes."""
    rows = Succession.objects.filter(on__gt=on).select_related("predecessor", "successor")
    return {row.predecessor.code: (row.on, row.successor.name) for row in rows}
