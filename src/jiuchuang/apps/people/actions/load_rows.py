"""What binds the subjects of a synthetic county: memberships, employments, ownerships, headcounts, payments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl

from jiuchuang.apps.org.models import UnitClosure
from jiuchuang.apps.people.actions.load_subjects import SubjectRows
from jiuchuang.apps.people.actions.write_in_bulk import write_in_bulk
from jiuchuang.apps.people.models import (
    Coverage,
    Employment,
    Headcount,
    HouseholdMember,
    Numbering,
    Ownership,
    Payment,
)
from jiuchuang.apps.people.queries.related import SOURCES
from jiuchuang.domain.rules.language.valuetypes import FIRST_DAY
from jiuchuang.gateways.screening.population_in import Population

HEAD = "head"
_EMPLOYMENT = ("number", "person_id", "employer_id", "facts", "changed_at")
_PAYMENT = ("kind", "number", "programme", "paid_fen", "paid_on", "instalments")


def heads_of(population: Population) -> dict[str, str]:
    """Household → its head, both by number: the first of its members in the county's order."""
    heads: dict[str, str] = {}
    for household, person in _table(population, "relations/household_members", "household_id", "person_id"):
        heads.setdefault(household, person)
    return heads


def _table(population: Population, folder: str, *columns: str) -> Iterator[tuple[Any, ...]]:
    """The columns of a relation table, a part at a time."""
    for path in sorted((population.root / folder).glob("*.parquet")):
        yield from pl.read_parquet(path, columns=list(columns)).select(columns).iter_rows()


class CountyRows:
    """Writes rows between subjects that are there already."""

    def __init__(self, population: Population, subjects: SubjectRows, at: datetime) -> None:
        self.population, self.subjects, self.at, self.last = population, subjects, at, 0
        self.persons, self.households, self.employers = (
            subjects.keys[kind] for kind in ("person", "household", "employer")
        )

    def write(self) -> dict[str, int]:
        """All of them; how many rows went into each table."""
        employment = (*_EMPLOYMENT, *SOURCES["employments"].columns)
        members, owners = ("household_id", "person_id", "relation"), ("person_id", "employer_id")
        rows = {
            "household_members": write_in_bulk(HouseholdMember, members, self._members()),
            "employments": write_in_bulk(Employment, employment, self._employments()),
            "firm_ownerships": write_in_bulk(Ownership, owners, self._ownerships()),
            "headcounts": write_in_bulk(Headcount, ("employer_id", "month", "insured"), self._headcounts()),
            "payments": write_in_bulk(Payment, _PAYMENT, self._payments()),
        }
        Numbering.objects.update_or_create(kind="employment", defaults={"last": self.last})
        self._cover()
        return rows

    def _members(self) -> Iterator[Sequence[Any]]:
        heads = self.subjects.heads
        for household, person in _table(
            self.population, "relations/household_members", "household_id", "person_id"
        ):
            relation = HEAD if heads[household] == person else ""
            yield self.households[household], self.persons[person], relation

    def _employments(self) -> Iterator[Sequence[Any]]:
        """A spell that lasts is the employment of the county's table; those that are over get numbers after them."""
        now: dict[tuple[str, str], tuple[str, Mapping[str, Any]]] = {}
        last = 0
        for row in self.subjects.tables("employment"):
            now[row["person_id"], row["employer_id"]] = row["id"], self.subjects.facts("employment", row)
            last = max(last, int(row["id"][1:]))
        columns = tuple(SOURCES["employments"].columns)
        lasts = columns.index("ended_on")
        for person, employer, *spell in _table(
            self.population, "relations/employments", "person_id", "employer_id", *columns
        ):
            # taken out: the facts of an employment are those of one spell, and need not be kept longer
            number, facts = now.pop((person, employer), ("", {})) if spell[lasts] is None else ("", {})
            if not number:
                last += 1
                number = f"R{last:07d}"
            yield number, self.persons[person], self.employers.get(employer or ""), facts, self.at, *spell
        self.last = last

    def _ownerships(self) -> Iterator[Sequence[Any]]:
        for person, employer in _table(
            self.population, "relations/firm_ownerships", "person_id", "employer_id"
        ):
            yield self.persons[person], self.employers[employer]

    def _headcounts(self) -> Iterator[Sequence[Any]]:
        """Of every month from an employer's first insured one on: months without anybody are months of none."""
        counts, months = _insured(self.population)
        for employer in sorted(counts):
            first = min(counts[employer])
            for month in (month for month in months if month >= first):
                yield self.employers[employer], month, counts[employer].get(month, 0)

    def _payments(self) -> Iterator[Sequence[Any]]:
        for part in self.population.payments:
            for row in pl.read_parquet(part.path).iter_rows(named=True):
                yield (
                    row["entity"], row["id"], row["programme"], row["paid_fen"], row["paid_on"],
                    row.get("instalments"),
                )  # fmt: skip

    def _cover(self) -> None:
        """The county says of which relations it lists everything: said once, of what its units lie below together."""
        said = self.population.about.get("relations", {})
        Coverage.objects.bulk_create(
            Coverage(relation=name, end=end, unit_id=unit, from_on=FIRST_DAY)
            for name, about in said.items()
            for end, complete in about.get("complete", {}).items()
            if complete is True
            for unit in self._tops()
        )

    def _tops(self) -> set[int]:
        """The highest unit above each of the county's units, or the unit itself."""
        units = {unit.pk for units in self.subjects.units.values() for unit in units}
        above = UnitClosure.objects.filter(to_on__isnull=True, descendant_id__in=units).order_by("depth")
        tops = dict(above.values_list("descendant_id", "ancestor_id"))
        return {tops.get(unit, unit) for unit in units}


def _insured(population: Population) -> tuple[dict[str, dict[date, int]], list[date]]:
    """Employer → month → how many it insured; and all months that the county tells of."""
    paths = sorted((population.root / "insurance_month").glob("*.parquet"))
    counts: dict[str, dict[date, int]] = {}
    if not paths:
        return counts, []
    table = pl.scan_parquet(paths)
    counted = (
        table.drop_nulls("employer_id").group_by("employer_id", "month").agg(pl.col("person_id").n_unique())
    )
    for employer, month, insured in counted.collect(engine="streaming").iter_rows():
        counts.setdefault(employer, {})[month] = insured
    return counts, table.select(pl.col("month").unique().sort()).collect().to_series().to_list()
