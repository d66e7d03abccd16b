"""Persons, households and employers of a synthetic county into the registers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from zlib import crc32

import polars as pl

from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.people.models import (
    Employer,
    HardshipSpell,
    Household,
    Numbering,
    Person,
    UnemploymentSpell,
)
from jiuchuang.apps.people.queries.words import COLUMN_FACTS, facts_about, vocabulary
from jiuchuang.domain.rules.language.kept_values import Kept, keep_value
from jiuchuang.domain.rules.language.valuetypes import Kind, Type
from jiuchuang.gateways.screening.population_in import Population

BATCH = 2_000
"""Rows written at a time."""
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
UNEMPLOYMENT, HARDSHIP = "unemployment_registrations", "hardship_recognitions"
_SPELLS = {UNEMPLOYMENT: "is_registered_unemployed", HARDSHIP: "is_hardship_person"}
"""Relations that a synthetic county states as facts; here they become rows. The fact says whether there is one."""
_REASONS = {
    "is_disabled": "disabled",
    "receives_subsistence_allowance": "subsistence",
    "in_zero_employment_household": "zero_employment",
    "is_older_jobseeker": "older",
    "is_landless_farmer": "landless",
}


def synthetic_name(number: str) -> str:
    """A name that nobody bears, fixed by the register number: a surname, 某, and the number."""
    return f"{SURNAMES[crc32(number.encode()) % len(SURNAMES)]}某{int(number[1:])}"


def synthetic_firm(number: str, credit_code: str | None) -> str:
    """The name of an invented firm, fixed by its register number."""
    kind = "商行" if (credit_code or "").startswith("92") else "有限公司"
    return f"示例{int(number[1:]):05d}号{kind}"


@cache
def _stated(kind: str) -> tuple[tuple[str, Type | None], ...]:
    """Facts that a row of the kind states; with the type where a value is kept in another form than it has."""
    words, columns = vocabulary(), COLUMN_FACTS.get(kind, {})
    return tuple(
        (fact.name, fact.type if fact.type.kind in (Kind.DATE, Kind.RATE) else None)
        for fact in facts_about(kind)
        if words.derivation(fact.name) is None and fact.name not in columns
    )


class SubjectRows:
    """Writes the subjects; afterwards `keys` leads from a register number to the primary key."""

    def __init__(
        self, population: Population, units: Mapping[str, Sequence[Unit]], on: date, at: datetime
    ) -> None:
        self.population, self.units, self.on, self.at = population, units, on, at
        self.keys: dict[str, dict[str, int]] = {}

    def write(self) -> dict[str, int]:
        """All subjects, and the spells that the county states as facts; how many rows went into each table."""
        rows = {
            "household": self._write("household", self._households()),
            "person": self._write("person", self._persons()),
            "employer": self._write("employer", self._employers()),
        }
        rows |= self._write_spells()
        for kind, keys in self.keys.items():
            last = max((int(number[1:]) for number in keys), default=0)
            Numbering.objects.update_or_create(kind=kind, defaults={"last": last})
        return rows

    def _write(self, kind: str, rows: Iterator[Any]) -> int:
        model = {"household": Household, "person": Person, "employer": Employer}[kind]
        count, batch = 0, []
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH:
                model._default_manager.bulk_create(batch)
                count, batch = count + len(batch), []
        model._default_manager.bulk_create(batch)
        self.keys[kind] = dict(model._default_manager.values_list("number", "pk"))
        return count + len(batch)

    def tables(self, kind: str) -> Iterator[dict[str, Any]]:
        """Rows of the table, a part at a time."""
        for part in self.population.tables.get(kind, ()):
            yield from pl.read_parquet(part.path).iter_rows(named=True)

    def facts(self, kind: str, row: Mapping[str, Any]) -> dict[str, Kept]:
        """Stated facts of a row as kept: without those that follow from rows, and those with a column of their own."""
        return {
            name: value if type_ is None else keep_value(value, type_)
            for name, type_ in _stated(kind)
            if (value := row.get(name)) is not None
        }

    def _unit(self, region: str, household: str) -> Unit:
        units = self.units[region]
        return units[crc32(household.encode()) % len(units)]

    def _common(self, kind: str, row: Mapping[str, Any], unit: Unit) -> dict[str, Any]:
        return {
            "number": row["id"],
            "unit": unit,
            "facts": self.facts(kind, row),
            "checked_on": self.on,
            "changed_at": self.at,
        }

    def _households(self) -> Iterator[Household]:
        for row in self.tables("household"):
            unit = self._unit(row["region"], row["id"])
            yield Household(name=f"{row['id']}户", **self._common("household", row, unit))

    def _persons(self) -> Iterator[Person]:
        for row in self.tables("person"):
            unit = self._unit(row["region"], row["household_id"] or row["id"])
            yield Person(
                name=synthetic_name(row["id"]),
                resident_id=row["resident_id"],
                birth_on=row["birth_on"],
                phone=f"100{int(row['id'][1:]):08d}",
                complete=[name for name, fact in _SPELLS.items() if row.get(fact) is not None],
                **self._common("person", row, unit),
            )

    def _employers(self) -> Iterator[Employer]:
        persons = self.keys["person"]
        for row in self.tables("employer"):
            owner = row["owner_id"]
            yield Employer(
                name=synthetic_firm(row["id"], row["credit_code"]),
                credit_code=row["credit_code"],
                industry=row["industry"] or "",
                legal_person=synthetic_name(owner) if owner else "",
                phone=f"1001{int(row['id'][1:]):07d}",
                agent_id=persons[owner] if owner else None,
                **self._common("employer", row, self._unit(row["region"], row["id"])),
            )

    def _write_spells(self) -> dict[str, int]:
        """Registrations as unemployed and recognitions out of the facts that tell of them."""
        unemployed, hardship = [], []
        for row in self.tables("person"):
            key = self.keys["person"][row["id"]]
            since = row["unemployed_since"]
            if row["is_registered_unemployed"]:
                unemployed.append(
                    UnemploymentSpell(
                        person_id=key, registered_on=since or self._year_start, unemployed_since=since
                    )
                )
            if row["is_hardship_person"]:
                hardship.append(
                    HardshipSpell(
                        person_id=key,
                        category=_category(row),
                        recognised_on=self._year_start,
                        unemployed_months=row["unemployed_months_at_recognition"],
                    )
                )
        UnemploymentSpell.objects.bulk_create(unemployed, batch_size=BATCH)
        HardshipSpell.objects.bulk_create(hardship, batch_size=BATCH)
        return {UNEMPLOYMENT: len(unemployed), HARDSHIP: len(hardship)}

    @property
    def _year_start(self) -> date:
        """The day of a registration of which the county tells no day."""
        return date(self.on.year, 1, 1)


def _category(row: Mapping[str, Any]) -> str:
    """Why somebody was recognised; empty where the county does not tell."""
    only = row["hardship_only_by_unemployment"]
    if only is None:
        return ""
    if only:
        return "long_unemployed"
    return next((category for fact, category in _REASONS.items() if row.get(fact)), "other")
