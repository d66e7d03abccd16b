"""Reading what became of units: which were merged or will be, which others could take one up, who works there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiuchuang.apps.org.models import Unit, UnitLink
from jiuchuang.apps.org.queries import Access, units_above, units_below, units_ever_below

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
