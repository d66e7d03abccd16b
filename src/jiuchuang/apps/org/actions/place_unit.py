"""Open a unit, put it below another from a day on, and close units whose work goes on elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.org.models import Succession, Unit, UnitClosure, UnitLink
from jiuchuang.apps.org.queries import Access, office_pack
from jiuchuang.domain.kernel.day import format_day
from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal, nearest
from jiuchuang.domain.kernel.region import check_region_code
from jiuchuang.domain.organisation.tree import Link, closure, would_go_round

CHAIN = "org"
WRITE = "org.write"


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
    problems = [*_not_allowed(access, parent), *_misdescribed(code, name, kind, region_code)]
    if parent is None and Unit.objects.exists():
        problems.append(Problem("parent-missing", "要写明上级单位", Place("parent")))
    if parent is not None:
        problems += _not_alive(parent, on)
    if problems:
        return Refusal(tuple(problems))
    unit = Unit.objects.create(code=code, name=name, kind=kind, region_code=region_code, opened_on=on)
    if parent is not None:
        UnitLink.objects.create(unit=unit, parent=parent, from_on=on)
    _draw_closure()
    _tell(
        access,
        at,
        "unit-opened",
        unit,
        on,
        name=name,
        kind=kind,
        region_code=region_code,
        parent=_code(parent),
    )
    return UnitPlaced(unit, on)


@transaction.atomic
def move_unit(*, access: Access, unit: Unit, parent: Unit, on: date, at: datetime) -> UnitPlaced | Refusal:
    """From the day on the unit stands below another parent; before it, everything stays as it was."""
    links = list(UnitLink.objects.select_for_update().all())
    new = Link(unit.pk, parent.pk, Period(on, None))
    kept = [_link(row) for row in links if not (row.unit_id == unit.pk and row.to_on is None)]
    problems = [
        problem for each in (parent, unit) for problem in (*_not_allowed(access, each), *_not_alive(each, on))
    ]
    if would_go_round(kept, new):
        problems.append(
            Problem("unit-circle", f"“{parent.name}”在“{unit.name}”之下，不能作它的上级", Place("parent"))
        )
    current = next((row for row in links if row.unit_id == unit.pk and row.to_on is None), None)
    if current is not None and current.from_on >= on:
        since = format_day(current.from_on)
        problems.append(Problem("unit-moved-later", f"现在的隶属关系自{since}起，新的要更晚", Place("on")))
    if problems:
        return Refusal(tuple(problems))
    if current is not None:
        current.to_on = on - timedelta(days=1)
        current.save(update_fields=["to_on"])
    UnitLink.objects.create(unit=unit, parent=parent, from_on=on)
    _draw_closure()
    _tell(access, at, "unit-moved", unit, on, parent=parent.code)
    return UnitPlaced(unit, on)


@transaction.atomic
def merge_units(
    *, access: Access, units: Sequence[Unit], into: Unit, on: date, at: datetime
) -> UnitPlaced | Refusal:
    """The units close the day before `on`; their work and what lies below them goes on in `into`."""
    problems = [*_not_allowed(access, into), *_not_alive(into, on)]
    for unit in units:
        problems += [*_not_allowed(access, unit), *_not_alive(unit, on)]
        if unit.pk == into.pk:
            problems.append(Problem("unit-into-itself", f"“{unit.name}”不能并入自己", Place("into")))
        elif unit.opened_on >= on:
            problems.append(
                Problem("unit-too-young", f"“{unit.name}”{format_day(unit.opened_on)}才设立", Place("on"))
            )
    if problems:
        return Refusal(tuple(problems))
    last = on - timedelta(days=1)
    for unit in units:
        for row in UnitLink.objects.filter(parent=unit, to_on__isnull=True).exclude(unit=into):
            row.to_on = last
            row.save(update_fields=["to_on"])
            UnitLink.objects.create(unit=row.unit, parent=into, from_on=on)
        UnitLink.objects.filter(unit=unit, to_on__isnull=True).update(to_on=last)
        unit.closed_on = last
        unit.save(update_fields=["closed_on"])
        Succession.objects.create(predecessor=unit, successor=into, on=on)
        _tell(access, at, "unit-merged", unit, on, into=into.code)
    _draw_closure()
    return UnitPlaced(into, on)


def _not_allowed(access: Access, unit: Unit | None) -> list[Problem]:
    """Nobody needs leave for the first unit of an empty tree: there is nobody yet who could give it."""
    if unit is None or access.may(WRITE, unit.pk):
        return []
    return [Problem("not-allowed", f"您没有管理“{unit.name}”的权限", Place("unit"))]


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


def _not_alive(unit: Unit, on: date) -> list[Problem]:
    if on in Period(unit.opened_on, unit.closed_on):
        return []
    return [Problem("unit-not-alive", f"“{unit.name}”在{format_day(on)}不存在", Place("on"))]


def _draw_closure() -> None:
    lives = {unit.pk: Period(unit.opened_on, unit.closed_on) for unit in Unit.objects.all()}
    succeeded = [
        Link(row.predecessor_id, row.successor_id, Period(row.on, None)) for row in Succession.objects.all()
    ]
    rows = closure(map(_link, UnitLink.objects.all()), lives, succeeded)
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


def _link(row: UnitLink) -> Link:
    return Link(row.unit_id, row.parent_id, Period(row.from_on, row.to_on))


def _code(unit: Unit | None) -> str:
    return unit.code if unit is not None else ""


def _tell(access: Access, at: datetime, what: str, unit: Unit, on: date, **content: str) -> None:
    told = {"unit": unit.code, "on": on.isoformat(), **content}
    record(chain=CHAIN, kind=what, actor=access.actor, at=at, content=told)
