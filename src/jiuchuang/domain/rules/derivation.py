"""How a fact follows from related rows: staff of a firm out of employments, work in a household out of its members.

A relation is a register of rows between entities (who is employed where, who lives in which household). A
derivation says how one fact of one end is gathered from its rows. Both are data, read from `packs/relations`; what
they mean is defined by the row evaluator in the room `relations`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from jiuchuang.domain.kernel.day import days_in_month
from jiuchuang.domain.kernel.problem import Place
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import DATE, Type, Value

COUNT, ANY, ALL, SUM, MIN, MAX, EARLIEST, LATEST, DISTINCT = AGGREGATES = (
    "count",
    "any",
    "all",
    "sum",
    "min",
    "max",
    "earliest",
    "latest",
    "distinct",
)
THEN = ("min", "max", "sum", "average")
"""What becomes of the counts at several month ends."""

MONTH_END = "month_end"
"""The name under which a condition may speak of the month end that is being counted."""
_CALENDAR = ("year_starts_on", "last_year_starts_on", "last_year_ends_on", "last_month_ends_on")
CALENDAR_DAYS: Mapping[str, Type] = dict.fromkeys(_CALENDAR, DATE)
"""Days that a condition may name besides `asof`: they follow from it."""


def calendar_days(asof: date) -> dict[str, date]:
    """The days of `CALENDAR_DAYS`: first day of the year, both ends of last year, the month end before `asof`."""
    year_starts_on = date(asof.year, 1, 1)
    return {
        "year_starts_on": year_starts_on,
        "last_year_starts_on": date(asof.year - 1, 1, 1),
        "last_year_ends_on": year_starts_on - timedelta(days=1),
        "last_month_ends_on": asof.replace(day=1) - timedelta(days=1),
    }


@dataclass(frozen=True)
class MonthEnds:
    """Month ends at which rows are counted, and what is made of the counts.

    `last`: so many month ends up to the day of decision (itself included where it is one); None: the twelve of the
    calendar year before. `then` is one of THEN; `rounding` says how an average becomes a whole number.
    """

    last: int | None
    then: str
    rounding: str = "half_up"

    def days(self, asof: date) -> tuple[date, ...]:
        """The month ends, earliest first."""
        if self.last is None:
            return tuple(_month_end(asof.year - 1, month) for month in range(12))
        this = asof.year * 12 + asof.month - 1
        complete = asof.day == days_in_month(asof.year, asof.month)
        newest = this if complete else this - 1
        return tuple(_month_end(*divmod(index, 12)) for index in range(newest - self.last + 1, newest + 1))


def _month_end(year: int, month_from_0: int) -> date:
    month = month_from_0 + 1
    return date(year, month, days_in_month(year, month))


@dataclass(frozen=True)
class RelationColumn:
    """What a row of a relation says. `empty_means` is what a register means by leaving it empty (None: unknown).

    `low` and `high` are inclusive bounds of a number, over `type.denominator`.
    """

    name: str
    type: Type
    label: str
    empty_means: Value | None
    low: int
    high: int
    labels: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True)
class Relation:
    """A register of related rows. `ends` maps a key column to the entity whose id it holds, in order."""

    name: str
    label: str
    source: str
    ends: Mapping[str, str] = field(hash=False)
    columns: Mapping[str, RelationColumn] = field(hash=False)
    place: Place = field(default=Place(""), compare=False)

    def others(self, end: str) -> tuple[str, ...]:
        """The other key columns."""
        return tuple(name for name in self.ends if name != end)


@dataclass(frozen=True)
class Derivation:
    """How the fact `fact` is gathered from the rows of `relation` whose key column `end` names its owner.

    `where` chooses rows; `value` is what a chosen row gives (all: what must hold of it; distinct: what is told
    apart; count and any: None). `when_none` is the value when it is certain that no row is chosen. `joins` maps a
    key column to the facts that `where` and `value` read of the entity at that end.
    """

    fact: str
    relation: str
    end: str
    aggregate: str
    where: Node
    value: Node | None
    month_ends: MonthEnds | None
    when_none: Value | None
    joins: Mapping[str, tuple[str, ...]] = field(hash=False)
    note: str = ""
    place: Place = field(default=Place(""), compare=False)

    @property
    def inputs(self) -> tuple[str, ...]:
        """Facts of the ends that it reads."""
        return tuple(dict.fromkeys(name for names in self.joins.values() for name in names))


@dataclass(frozen=True)
class Relations:
    """All relations by name, and the derivation of each derived fact by the fact's name."""

    tables: Mapping[str, Relation] = field(default_factory=dict)
    derivations: Mapping[str, Derivation] = field(default_factory=dict)
