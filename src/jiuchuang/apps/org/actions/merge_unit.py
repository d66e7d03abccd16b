"""Close a unit whose work, and what lies below it, goes on in another."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from jiuchuang.apps.org.actions.drawn_tree import (
    draw_closure,
    link_of,
    lock_tree,
    not_allowed,
    not_back,
    not_lasting,
    tell,
)
from jiuchuang.apps.org.actions.place_unit import UnitPlaced
from jiuchuang.apps.org.models import Succession, Unit, UnitLink
from jiuchuang.apps.org.queries import Access
from jiuchuang.domain.kernel.day import format_day
from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal
from jiuchuang.domain.organisation.tree import Link, would_go_round


@transaction.atomic
def merge_unit(*, access: Access, unit: Unit, into: Unit, on: date, at: datetime) -> UnitPlaced | Refusal:
    """The unit closes the day before `on`; its work and what lies below it goes on in `into`.

    A day to come is a plan: nothing changes before it, and `restore_unit` takes it back.
    """
    lock_tree(unit, into)
    problems = faults_of_merging(access, unit, into, on)
    if problems:
        return Refusal(tuple(problems))
    last = on - timedelta(days=1)
    for row in UnitLink.objects.filter(parent=unit, to_on__isnull=True):
        row.to_on = last
        row.save(update_fields=["to_on"])
        UnitLink.objects.create(unit=row.unit, parent=into, from_on=on)
    UnitLink.objects.filter(unit=unit, to_on__isnull=True).update(to_on=last)
    unit.closed_on = last
    unit.save(update_fields=["closed_on"])
    Succession.objects.create(predecessor=unit, successor=into, on=on)
    draw_closure()
    tell(access, at, "unit-merged", unit, on, into=into.code)
    return UnitPlaced(into, on)


def faults_of_merging(access: Access, unit: Unit, into: Unit, on: date) -> list[Problem]:
    """Why the unit cannot go into `into` on that day; nothing is changed."""
    problems = [
        *not_allowed(access, into, "into"),
        *not_allowed(access, unit, "unit"),
        *not_back(access, on),
        *not_lasting(into, on, "into"),
    ]
    if unit.closed_on is None and unit.opened_on >= on:
        problems.append(
            Problem("unit-too-young", f"“{unit.name}”{format_day(unit.opened_on)}才设立", Place("on"))
        )
    else:
        problems += not_lasting(unit, on, "unit")
    if unit.pk == into.pk:
        problems.append(Problem("unit-into-itself", f"“{unit.name}”不能并入自己", Place("into")))
    elif would_go_round(map(link_of, UnitLink.objects.all()), Link(unit.pk, into.pk, Period(on, None))):
        problems.append(
            Problem("unit-into-below", f"“{into.name}”在“{unit.name}”之下，不能并入它", Place("into"))
        )
    return [*problems, *_planned_otherwise(unit, on)]


def _planned_otherwise(unit: Unit, on: date) -> list[Problem]:
    """The unit, and what lies below it, must not change places after the merger: its plan would say another thing."""
    later = Q(from_on__gte=on) | Q(to_on__gte=on)
    rows = UnitLink.objects.filter(later, Q(unit=unit) | Q(parent=unit)).select_related("unit")
    changes = {row.unit: row.from_on if row.from_on >= on else row.to_on for row in rows.order_by("from_on")}
    return [
        Problem(
            "unit-changes-later",
            f"“{one.name}”的隶属或存续{format_day(day)}还有安排好的变动，撤并要在那之后",
            Place("on"),
        )
        for one, day in changes.items()
        if day is not None
    ]
