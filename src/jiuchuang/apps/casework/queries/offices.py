"""Which office a step means for a case: the township of the applicant, the county above it, a department of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q

from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.casework.queries.reach import kind_of, line_above
from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.org.queries import alive, office_pack, units_below
from jiuchuang.domain.casework.events import OpenSeat
from jiuchuang.domain.casework.procedure import Level, Node, Office
from jiuchuang.domain.casework.state import MAIN, CaseState, Run

_UNPLACED: frozenset[str] = frozenset({"person", "department", "centre"})


@dataclass(frozen=True)
class Sitting:
    """A seat as somebody may take it: in which role, at which level, under which unit name, at which office.

    A decision has one for each tier that may take it, of which the lowest is `is_primary`.
    """

    seat: OpenSeat
    role: str
    level: Level
    place: Unit | None
    is_primary: bool = True


class Offices:
    """The offices of one case on a day; asks the database once for each kind of question."""

    def __init__(self, unit: Unit, on: date) -> None:
        self.unit, self.on = unit, on
        self._above: dict[int, frozenset[int]] = {}

    def above(self, unit: Unit) -> frozenset[int]:
        """A unit and all above it, by number."""
        if unit.pk not in self._above:
            near = self.line[self.line.index(unit) :] if unit in self.line else line_above(unit.pk, self.on)
            self._above[unit.pk] = frozenset({unit.pk, *(one.pk for one in near)})
        return self._above[unit.pk]

    @cached_property
    def line(self) -> tuple[Unit, ...]:
        """The case's unit and those above it, the nearest first."""
        return line_above(self.unit.pk, self.on) or (self.unit,)

    @cached_property
    def county(self) -> Unit:
        """The county above the case's unit, else the top of all."""
        return next((one for one in self.line if _level(one) == "county"), self.line[-1])

    @cached_property
    def departments(self) -> tuple[Unit, ...]:
        """Offices of the county that could be departments, by code."""
        near = alive(units_below([self.county.pk], self.on), self.on)
        return tuple(near.filter(kind__in=("department", "centre")).order_by("code"))

    def at_level(self, level: str) -> Unit:
        """The office of that level for the case: the nearest unit that stands as high, else the top."""
        rank = _rank(level)
        same = next((one for one in self.line if _level(one) == level), None)
        return same or next((one for one in self.line if _rank(_level(one)) >= rank), self.line[-1])

    def named(self, name: str) -> Unit | None:
        """The office that a seat names: a department of the county, or a unit by its code; None when there is none."""
        department = office_pack().departments.get(name)
        if department is not None:
            found = (one for one in self.departments if department.is_unit(one.code, one.name))
            return next(found, None)
        return Unit.objects.filter(code=name).first()

    def place(self, level: str, unit_name: str) -> Unit | None:
        """Where a seat lies."""
        if unit_name:
            return self.named(unit_name)
        if level == "person":
            return None
        if level in _UNPLACED:
            return self.county
        return self.at_level(level)

    def sittings(self, node: Node, run: Run) -> tuple[Sitting, ...]:
        """Every way to take the seats of a round that have not spoken, the lowest tier of a decision first."""
        return self._ways(node, run.silent_seats())

    def seated(self, node: Node, run: Run) -> tuple[Sitting, ...]:
        """The same for all seats of a round, spoken or not."""
        return self._ways(node, run.seats)

    def _ways(self, node: Node, seats: Iterable[OpenSeat]) -> tuple[Sitting, ...]:
        found: list[Sitting] = []
        for seat in seats:
            if node.kind == "decide" and seat.id == MAIN:
                found += self._tiers(node, seat)
            else:
                found.append(Sitting(seat, seat.role, seat.level, self.place(seat.level, seat.unit)))
        return tuple(found)

    def _tiers(self, node: Node, seat: OpenSeat) -> Iterable[Sitting]:
        for number, tier in enumerate(node.tiers):
            office = tier.office
            place = self.named(seat.unit) if seat.unit else self.place(office.level, "")
            yield Sitting(seat, office.role, office.level, place, number == 0)


def common_place(places: Collection[int], first: Case) -> Unit:
    """The office of a list: the one that all its rows share, else the county's of the first case."""
    if len(places) == 1:
        return Unit.objects.get(pk=next(iter(places)))
    return Offices(first.unit, first.opened_on).county


def lowest_tier(node: Node, run: Run, amount_fen: int | None) -> int:
    """The tier that an amount needs, and not below the one to which silence has lifted the step."""
    fen = amount_fen or 0
    by_amount = next(n for n, one in enumerate(node.tiers) if one.up_to_fen is None or fen <= one.up_to_fen)
    main = run.seats[0]
    offices = [tier.office for tier in node.tiers]
    here = Office(main.role, main.level)
    return max(by_amount, offices.index(here) if here in offices else 0)


def expected_fen(state: CaseState, finding_fen: int | None) -> int | None:
    """The amount that the decision will probably be about: what was found, else what was claimed."""
    return finding_fen if finding_fen is not None else state.claimed_fen


def on_line(unit_ids: Iterable[int]) -> Q:
    """Seats at these offices."""
    return Q(place_id__in=list(unit_ids))


def _level(unit: Unit) -> str:
    kind = kind_of(unit)
    return kind.level_key if kind else unit.kind


def _rank(level: str) -> int:
    kind = office_pack().kinds.get(level)
    return kind.level if kind else 0
