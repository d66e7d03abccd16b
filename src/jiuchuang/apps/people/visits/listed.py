"""Whom a day's visit list names, found and put in order by the database: the whole list, a page at a time.

The conditions say the same as `domain/registers/visiting.py` of one person or household; a test holds them together.
Every day in them is worked out beforehand, so that the database compares days and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import DateField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.people.models import (
    Contact,
    Employment,
    HardshipSpell,
    Household,
    HouseholdMember,
    Person,
    UnemploymentSpell,
)
from jiuchuang.domain.kernel.day import add_months
from jiuchuang.domain.registers.visiting import TERMS, Circumstances, VisitRule

ZERO_CATEGORY = "zero_employment"
"""Category of a hardship recognition by which a household counts as one without anybody in work."""
_IN_CARE = (
    "CASE WHEN unemployed_on IS NULL OR hardship_on < unemployed_on THEN hardship_on ELSE unemployed_on END"
)


@dataclass(frozen=True)
class Named:
    """Somebody on the list: `key` is the primary key of the person or household."""

    kind: str
    key: int
    known: Circumstances


@dataclass(frozen=True)
class Part:
    """A stretch of the list; how long the list is, and for how many each reason holds."""

    named: tuple[Named, ...]
    total: int
    counts: Mapping[str, int]


def part_of_list(
    units: QuerySet[Unit],
    rules: Mapping[str, VisitRule],
    on: date,
    reason: str = "",
    first: int = 0,
    most: int | None = None,
    only: tuple[str, str] | None = None,
) -> Part:
    """`most` of those to see in the units, the most pressing first, from the place `first` on; None: all the others.

    `reason` (a key of TERMS) keeps those for whom it holds; `only` one `(kind, number)`.
    """
    named: list[Named] = []
    total, counts = 0, dict.fromkeys(TERMS, 0)
    tables = {"household": _households(units, on), "person": _persons(units, on)}
    for kind, rows in tables.items():  # a household without work is more pressing than anything of a person
        if only is not None and only[0] != kind:
            continue
        asked = _Asked(kind, rows.filter(number=only[1]) if only else rows, rules, on, reason)
        left = None if most is None else most - len(named)
        found, length, of_reasons = asked.named(max(first - total, 0), left)
        named += found
        total += length
        counts = {key: counts[key] + of_reasons[key] for key in TERMS}
    return Part(tuple(named), total, counts)


class _Asked:
    """One register asked for those of its rows who are to be seen."""

    def __init__(
        self, kind: str, rows: QuerySet[Any], rules: Mapping[str, VisitRule], on: date, reason: str
    ) -> None:
        self.kind, self.on = kind, on
        self.holds = {key: _condition(kind, key, rules.get(key), on) for key in TERMS}
        inner, self.parameters = rows.order_by().query.sql_with_params()
        self.sums = ["COUNT(*)", *(f"SUM(CASE WHEN {one} THEN 1 ELSE 0 END)" for one in self.holds.values())]
        some = " OR ".join(self.holds.values())
        wanted = self.holds[reason] if reason in TERMS else some
        # materialised: else each mention of a column looks the same day up again
        self.known = f"WITH known AS MATERIALIZED ({inner})"
        self.source = f"FROM known WHERE ({some}) AND ({wanted})"

    def named(self, first: int, most: int | None) -> tuple[list[Named], int, dict[str, int]]:
        """A stretch in order: by the most pressing reason, then by what is due first. Beside it how many there are
        in all, and for how many each reason holds.
        """
        press = " ".join(f"WHEN {holds} THEN {n}" for n, holds in enumerate(self.holds.values()))
        ending = self.holds["hardship-ending"]
        columns = "id, seen_on, unemployed_on, jobless_on, hardship_on, hardship_to, zero_on"
        order = f"CASE {press} END, zero_on, CASE WHEN {ending} THEN hardship_to END, number"
        limit = "" if most is None else f"LIMIT {most:d} OFFSET {first:d}"
        rows = self._rows(f"{columns}, {', '.join(f'{sum_} OVER ()' for sum_ in self.sums)}", order, limit)
        if rows:
            length, *counts = rows[0][7:]
        else:  # nobody in this stretch
            ((length, *counts),) = self._rows(", ".join(self.sums), "1", "")
        listed = [
            Named(self.kind, key, _circumstances(*map(_day, days))) for key, *days in (r[:7] for r in rows)
        ]
        return listed, length, {key: count or 0 for key, count in zip(TERMS, counts, strict=True)}

    def _rows(self, columns: str, order: str, limit: str) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(
                f"{self.known} SELECT {columns} {self.source} ORDER BY {order} {limit}", self.parameters
            )
            return list(cursor.fetchall())


def _condition(kind: str, key: str, rule: VisitRule | None, on: date) -> str:
    """When a reason holds, over the columns of `_persons` and `_households`."""
    if rule is None or (key == "zero-employment") != (kind == "household"):
        return "1 = 0"
    seen_before = on - timedelta(days=rule.again_after_days)
    before = {
        "zero-employment": "zero_on IS NOT NULL",
        "hardship-ending": f"hardship_to <= '{on + timedelta(days=rule.term)}'",
        "no-contact": f"COALESCE(seen_on, {_IN_CARE}) <= '{on - timedelta(days=rule.term)}'",
        "jobless": f"jobless_on <= '{_last_month_start(on, rule.term)}'",
    }
    return f"({before[key]} AND (seen_on IS NULL OR seen_on <= '{seen_before}'))"


def _last_month_start(on: date, months: int) -> date:
    """The last day from which more than so many months have gone by until the day."""
    day = add_months(on, -months) + timedelta(days=3)
    while add_months(day, months) >= on:
        day -= timedelta(days=1)
    return day


def _persons(units: QuerySet[Unit], on: date) -> QuerySet[Any, Any]:
    """People in care: registered as unemployed, or recognised as having difficulty in finding work."""
    unemployed = UnemploymentSpell.objects.filter(ended_on=None).order_by()
    hardship = HardshipSpell.objects.filter(ended_on=None).order_by()
    own, recognised = unemployed.filter(person=OuterRef("pk")), hardship.filter(person=OuterRef("pk"))
    in_care = unemployed.values("person").union(hardship.values("person"))
    return (
        Person.objects.filter(pk__in=in_care, unit__in=units.values("pk"), merged_into=None)
        .annotate(
            seen_on=_last_contact("person", on),
            unemployed_on=_first(own.values("registered_on")),
            jobless_on=_first(own.annotate(day=Coalesce("unemployed_since", "registered_on")).values("day")),
            hardship_on=_least(recognised, "recognised_on"),
            hardship_to=_least(recognised.exclude(valid_to=None), "valid_to"),
            zero_on=_nothing(),
        )
        .values(*_COLUMNS)
    )


def _households(units: QuerySet[Unit], on: date) -> QuerySet[Any, Any]:
    """Households recognised as without anybody in work, of whose members nobody is in work now."""
    now = HouseholdMember.objects.filter(to_on=None)
    zero = Q(person__hardship_spells__category=ZERO_CATEGORY, person__hardship_spells__ended_on=None)
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
    return (
        Household.objects.filter(unit__in=units.values("pk"), merged_into=None)
        .filter(pk__in=now.filter(zero).values("household"))
        # by a key of its own, not by NOT EXISTS: else everybody's employments are gone through
        .annotate(work=Subquery(at_work.order_by().values("pk")[:1]))
        .filter(work__isnull=True)
        .annotate(
            seen_on=_last_contact("household", on),
            zero_on=_first(recognised.order_by("recognised_on").values("recognised_on")),
            **{name: _nothing() for name in ("unemployed_on", "jobless_on", "hardship_on", "hardship_to")},
        )
        .values(*_COLUMNS)
    )


_COLUMNS = (
    "id",
    "number",
    "seen_on",
    "unemployed_on",
    "jobless_on",
    "hardship_on",
    "hardship_to",
    "zero_on",
)


def _last_contact(end: str, on: date) -> Subquery:
    rows = Contact.objects.filter(**{end: OuterRef("pk")}, on__lte=on).order_by("-on")
    return _first(rows.values("on"))


def _first(rows: QuerySet[Any, Any]) -> Subquery:
    return Subquery(rows[:1], output_field=DateField())


def _least(rows: QuerySet[HardshipSpell], column: str) -> Subquery:
    """The first of the days in a column of the outer row's spells."""
    least = rows.values("person").annotate(least=Min(column)).values("least")
    return Subquery(least, output_field=DateField())


def _nothing() -> Subquery:
    """A day that nobody has."""
    return _first(Contact.objects.none().values("on"))


def _day(value: Any) -> date | None:
    """SQLite hands days over as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _circumstances(
    seen: date | None,
    unemployed: date | None,
    jobless: date | None,
    hardship: date | None,
    hardship_to: date | None,
    zero: date | None,
) -> Circumstances:
    in_care = [day for day in (unemployed, hardship) if day is not None]
    return Circumstances(
        last_contact_on=seen,
        in_care_since=min(in_care, default=None),
        jobless_since=jobless,
        hardship_valid_to=hardship_to,
        zero_since=zero,
    )
