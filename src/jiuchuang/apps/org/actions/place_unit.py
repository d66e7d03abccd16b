"""Open a unit, and put it below another from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from jiuchuang.apps.org.actions.drawn_tree import (
    CHAIN,
    draw_closure,
    link_of,
    lock_tree,
    not_allowed,
    not_back,
    not_lasting,
    tell,
)
from jiuchuang.apps.org.models import Unit, UnitLink
from jiuchuang.apps.org.queries import Access, office_pack
from jiuchuang.domain.kernel.day import format_day
from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal, nearest
from jiuchuang.domain.kernel.region import check_region_code
from jiuchuang.domain.organisation.tree import Link, would_go_round

__all__ = ["CHAIN", "UnitPlaced", "faults_of_moving", "faults_of_opening", "move_unit", "open_unit"]


@dataclass(frozen=True)
class UnitPlaced:
    """The unit stands below its parent from the day on."""

    unit: Unit
    on: date


@transaction.atomic
def open_unit(
    *,
    access: Access,
    code: str,
    name: str,
    kind: str,
    region_code: str,
    parent: Unit | None,
    on: date,
    at: datetime,
) -> UnitPlaced | Refusal:
    """A new unit below `parent`; without one it is the top of a tree, which only an empty tree may get."""
    lock_tree(parent)
    said = {"code": code, "name": name, "kind": kind, "region_code": region_code}
    problems = faults_of_opening(access, parent, on, **said)
    if problems:
        return Refusal(tuple(problems))
    unit = Unit.objects.create(code=code, name=name, kind=kind, region_code=region_code, opened_on=on)
    if parent is not None:
        UnitLink.objects.create(unit=unit, parent=parent, from_on=on)
    draw_closure()
    tell(
        access,
        at,
        "unit-opened",
        unit,
        on,
        name=name,
        kind=kind,
        region_code=region_code,
        parent=parent.code if parent else "",
    )
    return UnitPlaced(unit, on)


def faults_of_opening(
    access: Access, parent: Unit | None, on: date | None, *, code: str, name: str, kind: str, region_code: str
) -> list[Problem]:
    """Why the unit cannot be opened, also while its day is not known yet; nothing is changed."""
    problems = [*not_allowed(access, parent, "parent"), *_misdescribed(code, name, kind, region_code)]
    if parent is None and Unit.objects.exists():
        problems.append(Problem("parent-missing", "要写明上级单位", Place("parent")))
    if parent is not None:
        problems += not_lasting(parent, on or parent.opened_on, "parent")
    return problems


@transaction.atomic
def move_unit(*, access: Access, unit: Unit, parent: Unit, on: date, at: datetime) -> UnitPlaced | Refusal:
    """From the day on the unit stands below another parent; before it, everything stays as it was."""
    lock_tree(unit, parent)
    problems = faults_of_moving(access, unit, parent, on)
    if problems:
        return Refusal(tuple(problems))
    UnitLink.objects.filter(unit=unit, to_on__isnull=True).update(to_on=on - timedelta(days=1))
    UnitLink.objects.create(unit=unit, parent=parent, from_on=on)
    draw_closure()
    tell(access, at, "unit-moved", unit, on, parent=parent.code)
    return UnitPlaced(unit, on)


def faults_of_moving(access: Access, unit: Unit, parent: Unit, on: date) -> list[Problem]:
    """Why the unit cannot go below `parent` on that day; nothing is changed."""
    links = list(UnitLink.objects.all())
    kept = [link_of(row) for row in links if not (row.unit_id == unit.pk and row.to_on is None)]
    current = next((row for row in links if row.unit_id == unit.pk and row.to_on is None), None)
    problems = [
        *not_allowed(access, parent, "parent"),
        *not_allowed(access, unit, "unit"),
        *not_back(access, on),
        *not_lasting(parent, on, "parent"),
        *not_lasting(unit, on, "unit"),
    ]
    if parent.pk == unit.pk or would_go_round(kept, Link(unit.pk, parent.pk, Period(on, None))):
        problems.append(
            Problem("unit-circle", f"“{parent.name}”在“{unit.name}”之下，不能作它的上级", Place("parent"))
        )
    if current is not None and current.parent_id == parent.pk:
        problems.append(
            Problem("unit-already-there", f"“{unit.name}”已经在“{parent.name}”之下", Place("parent"))
        )
    elif current is not None and current.from_on >= on:
        since = format_day(current.from_on)
        problems.append(Problem("unit-moved-later", f"现在的隶属关系自{since}起，新的要更晚", Place("on")))
    return problems


def _misdescribed(code: str, name: str, kind: str, region_code: str) -> list[Problem]:
    problems = check_region_code(region_code, place=Place("region_code"))
    kinds = office_pack().kinds
    if not code.strip():
        problems.append(Problem("code-empty", "要有单位代码", Place("code")))
    elif Unit.objects.filter(code=code).exists():
        problems.append(Problem("code-taken", f"单位代码“{code}”已经有了", Place("code")))
    if not name.strip():
        problems.append(Problem("name-empty", "要有单位名称", Place("name")))
    if kind not in kinds:
        problems.append(Problem("kind-unknown", f"没有“{kind}”这个类别", Place("kind"), nearest(kind, kinds)))
    return problems
