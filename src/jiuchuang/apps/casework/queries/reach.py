"""How far an account reaches into cases: its grants, the offices at which they count, the fields that they show.

A grant counts at its unit and everything below; that of an office whose staff act for the one above (a county's
employment centre) counts at that one too (`packs/organisation/unit-kinds.yaml`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from jiuchuang.apps.casework.models import AwaitedSeat, Case
from jiuchuang.apps.org.models import Grant, Unit, UnitClosure
from jiuchuang.apps.org.queries import Access, office_pack, on_day, units_below
from jiuchuang.domain.organisation.roles_file import UnitKind

_KEPT = "reaches into cases"


@dataclass(frozen=True)
class Reach:
    """A grant that holds, and the units at which it counts: with everything below them."""

    grant: Grant
    tops: frozenset[int]

    @property
    def permissions(self) -> frozenset[str]:
        """What its role may do; nothing for a role that no longer exists."""
        role = office_pack().roles.get(self.grant.role)
        return role.permissions if role else frozenset()

    @property
    def sees(self) -> frozenset[str]:
        """Personal fields that its role sees without a mask."""
        role = office_pack().roles.get(self.grant.role)
        return role.sees if role else frozenset()

    def concerns(self, case: Case) -> bool:
        """Whether the grant is for this matter: for every one, or for the case's programme or procedure."""
        return self.grant.matter in ("", case.programme, case.procedure, case.matter)


def reaches(access: Access) -> tuple[Reach, ...]:
    """Every grant of the account with the units at which it counts; kept with the access, as its grants are."""
    kept: tuple[Reach, ...] | None = access.__dict__.get(_KEPT)
    if kept is None:
        kept = access.__dict__[_KEPT] = _reaches(access)
    return kept


def _reaches(access: Access) -> tuple[Reach, ...]:
    above = _above({row.unit_id for row in access.grant_rows}, access.on)
    found = []
    for row in access.grant_rows:
        kind = kind_of(row.unit)
        tops = {row.unit_id}
        if kind is not None and kind.acts_for:
            tops |= {one.pk for one in above[row.unit_id] if one.kind == kind.acts_for}
        found.append(Reach(row, frozenset(tops)))
    return tuple(found)


def kind_of(unit: Unit) -> UnitKind | None:
    """The kind of an office as the pack describes it."""
    return office_pack().kinds.get(unit.kind)


def line_above(unit_id: int, on: date) -> tuple[Unit, ...]:
    """The unit itself and the units above it on the day, the nearest first."""
    return _above({unit_id}, on)[unit_id]


def _above(unit_ids: Iterable[int], on: date) -> dict[int, tuple[Unit, ...]]:
    wanted = list(unit_ids)
    rows = UnitClosure.objects.filter(on_day(on), descendant_id__in=wanted).select_related("ancestor")
    found: dict[int, list[Unit]] = {unit_id: [] for unit_id in wanted}
    for row in rows.order_by("depth"):
        found[row.descendant_id].append(row.ancestor)
    return {unit_id: tuple(units) for unit_id, units in found.items()}


def tops_with(found: Iterable[Reach], permission: str) -> frozenset[int]:
    """Units at which a permission counts."""
    tops = [reach.tops for reach in found if permission in reach.permissions]
    return frozenset[int]().union(*tops)


def tops_seeing(found: Iterable[Reach], field: str) -> frozenset[int]:
    """Units for whose rows a personal field is shown without a mask."""
    return frozenset[int]().union(*[reach.tops for reach in found if field in reach.sees])


def in_sight(access: Access, permission: str = "case.read") -> Q:
    """Cases that the account may see: those that belong below it, those in which its office has or had a seat, and
    those that it took in itself for somebody of another place (全县通办).
    """
    tops = tops_with(reaches(access), permission)
    below = units_below(tops, access.on).values("pk")
    # a seat that names no unit lies on the case's own line, which `below` has already
    seated = AwaitedSeat.objects.filter(place__in=below).exclude(unit_name="").values("case")
    mine = Q(opened_by=access.account.pk) if tops else Q(pk__in=())
    return Q(unit__in=below) | Q(pk__in=seated) | mine


def seen_fields(access: Access, case: Case) -> frozenset[str]:
    """Personal fields of the case's subject that the account sees without a mask."""
    lines = {one.pk for one in line_above(case.unit_id, access.on)}
    places = set(
        AwaitedSeat.objects.filter(case=case, place__isnull=False).values_list("place_id", flat=True)
    )
    for units in _above(places, access.on).values():
        lines |= {one.pk for one in units}
    return frozenset[str]().union(*[reach.sees for reach in reaches(access) if reach.tops & lines])
