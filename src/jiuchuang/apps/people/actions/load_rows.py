"""What binds the subjects of a synthetic county: memberships, employments, ownerships, headcounts, payments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db.models import Model

from jiuchuang.apps.org.models import UnitClosure
from jiuchuang.apps.people.actions.load_subjects import BATCH, SubjectRows, synthetic_name
from jiuchuang.apps.people.models import (
    Coverage,
    Employment,
    Headcount,
    Household,
    HouseholdMember,
    Numbering,
    Ownership,
    Payment,
)
from jiuchuang.apps.people.queries.related import SOURCES
from jiuchuang.domain.rules.language.valuetypes import FIRST_DAY
from jiuchuang.gateways.screening.population_in import Population

HEAD = "head"


class CountyRows:
    """Writes rows between subjects that are there already."""

    def __init__(self, population: Population, subjects: SubjectRows, on: date, at: datetime) -> None:
        self.root, self.population, self.subjects = population.root, population, subjects
        self.on, self.at = on, at
        self.persons, self.households, self.employers = (
            subjects.keys[kind] for kind in ("person", "household", "employer")
        )

    def write(self) -> dict[str, int]:
        """All of them; how many rows went into each table."""
        rows = {
            "household_members": self._members(),
            "employments": _write(Employment, self._employments()),
            "firm_ownerships": _write(Ownership, self._ownerships()),
            "headcounts": _write(Headcount, self._headcounts()),
            "payments": _write(Payment, self._payments()),
        }
        self._cover()
        return rows

    def _table(self, folder: str) -> pl.DataFrame:
        paths = sorted((self.root / folder).glob("*.parquet"))
        return pl.concat([pl.read_parquet(path) for path in paths]) if paths else pl.DataFrame()

    def _members(self) -> int:
        """The first of a household in the county's order is its head and gives it its name."""
        heads: dict[str, str] = {}
        members = []
        for row in self._table("relations/household_members").iter_rows(named=True):
            household, person = row["household_id"], row["person_id"]
            relation = "" if household in heads else HEAD
            heads.setdefault(household, person)
            members.append(
                HouseholdMember(
                    household_id=self.households[household],
                    person_id=self.persons[person],
                    relation=relation,
                )
            )
        HouseholdMember.objects.bulk_create(members, batch_size=BATCH)
        named = [
            Household(
                pk=self.households[household], head_id=self.persons[person], name=synthetic_name(person)
            )
            for household, person in heads.items()
        ]
        Household.objects.bulk_update(named, ["head", "name"], batch_size=500)
        return len(members)

    def _employments(self) -> Iterator[Employment]:
        """A spell that lasts is the employment of the county's table; those that are over get numbers after them."""
        now = {(row["person_id"], row["employer_id"]): row for row in self.subjects.tables("employment")}
        taken: set[str] = set()
        last = max((int(row["id"][1:]) for row in now.values()), default=0)
        columns = SOURCES["employments"].columns
        for row in self._table("relations/employments").iter_rows(named=True):
            lasting = now.get((row["person_id"], row["employer_id"])) if row["ended_on"] is None else None
            if lasting is not None and lasting["id"] not in taken:
                number, facts = lasting["id"], self.subjects.facts("employment", lasting)
                taken.add(number)
            else:
                last += 1
                number, facts = f"R{last:07d}", {}
            yield Employment(
                number=number,
                person_id=self.persons[row["person_id"]],
                employer_id=self.employers.get(row["employer_id"] or ""),
                facts=facts,
                changed_at=self.at,
                **{name: row[name] for name in columns},
            )
        Numbering.objects.update_or_create(kind="employment", defaults={"last": last})

    def _ownerships(self) -> Iterator[Ownership]:
        for row in self._table("relations/firm_ownerships").iter_rows(named=True):
            yield Ownership(
                person_id=self.persons[row["person_id"]], employer_id=self.employers[row["employer_id"]]
            )

    def _headcounts(self) -> Iterator[Headcount]:
        """Of every month from an employer's first insured one on: months without anybody are months of none."""
        table = self._table("insurance_month")
        if not table.height:
            return
        months = sorted(table["month"].unique())
        counted = table.drop_nulls("employer_id").group_by("employer_id", "month")
        counts: dict[str, dict[date, int]] = {}
        for employer, month, insured in counted.agg(pl.col("person_id").n_unique()).iter_rows():
            counts.setdefault(employer, {})[month] = insured
        for employer in sorted(counts):
            first = min(counts[employer])
            for month in (month for month in months if month >= first):
                yield Headcount(
                    employer_id=self.employers[employer], month=month, insured=counts[employer].get(month, 0)
                )

    def _payments(self) -> Iterator[Payment]:
        for part in self.population.payments:
            for row in pl.read_parquet(part.path).iter_rows(named=True):
                yield Payment(
                    kind=row["entity"],
                    number=row["id"],
                    programme=row["programme"],
                    paid_fen=row["paid_fen"],
                    paid_on=row["paid_on"],
                    instalments=row.get("instalments"),
                )

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


def _write(model: type[Model], rows: Iterable[Any]) -> int:
    count, batch = 0, []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            model._default_manager.bulk_create(batch)
            count, batch = count + len(batch), []
    model._default_manager.bulk_create(batch)
    return count + len(batch)
