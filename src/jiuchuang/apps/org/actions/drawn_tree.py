"""What all changes of the tree share: who may, on which days, the closure drawn anew, the record."""

from __future__ import annotations

from datetime import date, datetime

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.org.mergers.queries import may_change
from jiuchuang.apps.org.models import Succession, Unit, UnitClosure, UnitLink
from jiuchuang.apps.org.queries import Access
from jiuchuang.domain.kernel.day import format_day
from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.domain.organisation.tree import Link, closure

CHAIN = "org"


def lock_tree(*units: Unit | None) -> None:
    """One change of the tree after the other; the units are read again as the last one left them."""
    list(Unit.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    for unit in units:
        if unit is not None:
            unit.refresh_from_db()


def not_allowed(access: Access, unit: Unit | None, field: str) -> list[Problem]:
    """Nobody needs leave for the first unit of an empty tree: there is nobody yet who could give it."""
    if unit is None or may_change(access, unit):
        return []
    return [Problem("not-allowed", f"您没有管理“{unit.name}”的权限", Place(field))]


def not_lasting(unit: Unit, on: date, field: str) -> list[Problem]:
    """Why nothing can be put below the unit, or changed about it, from the day on: it is not there, or is to go."""
    if unit.closed_on is not None:
        last = format_day(unit.closed_on)
        return [Problem("unit-closing", f"“{unit.name}”撤并，最后一天是{last}", Place(field))]
    if on < unit.opened_on:
        return [Problem("unit-not-alive", f"“{unit.name}”{format_day(unit.opened_on)}才设立", Place("on"))]
    return []


def not_back(access: Access, on: date) -> list[Problem]:
    """Who saw and did what on past days stands; a change of the tree begins today at the earliest."""
    if on >= access.on:
        return []
    return [Problem("unit-day-past", f"不能倒填日期，最早自今天（{format_day(access.on)}）起", Place("on"))]


def draw_closure() -> None:
    """The closure of the tree as its links and successions now say."""
    lives = {unit.pk: Period(unit.opened_on, unit.closed_on) for unit in Unit.objects.all()}
    succeeded = [
        Link(row.predecessor_id, row.successor_id, Period(row.on, None)) for row in Succession.objects.all()
    ]
    rows = closure(map(link_of, UnitLink.objects.all()), lives, succeeded)
    UnitClosure.objects.all().delete()
    UnitClosure.objects.bulk_create(
        [
            UnitClosure(
                descendant_id=unit,
                ancestor_id=ancestor,
                depth=depth,
                from_on=period.first or date.min,  # a unit has a first day, so its stretches have one
                to_on=period.last,
            )
            for unit, ancestor, depth, period in rows
        ],
        batch_size=500,
    )


def link_of(row: UnitLink) -> Link:
    """A link as the rules of trees see it."""
    return Link(row.unit_id, row.parent_id, Period(row.from_on, row.to_on))


def tell(access: Access, at: datetime, what: str, unit: Unit, on: date, **content: object) -> None:
    """Record what became of a unit from a day on."""
    told = {"unit": unit.code, "on": on.isoformat(), **content}
    record(chain=CHAIN, kind=what, actor=access.actor, at=at, content=told)
