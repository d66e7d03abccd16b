"""Persons, households and employers of a synthetic county into the registers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from zlib import crc32

import polars as pl

from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.people.actions.write_in_bulk import write_in_bulk
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
"""Rows fetched at a time."""
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


def synthetic_account(number: str) -> str:
    """An account as long as that of a card and of no bank (no card number begins with 999999), fixed by the number."""
    return f"999999{ord(number[0]):03d}{int(number[1:]):010d}"


@cache
def _stated(kind: str) -> tuple[tuple[str, Type | None], ...]:
    """Facts that a row of the kind states; with the type where a value is kept in another form than it has."""
    words, columns = vocabulary(), COLUMN_FACTS.get(kind, {})
    return tuple(
        (fact.name, fact.type if fact.type.kind in (Kind.DATE, Kind.RATE) else None)
        for fact in facts_about(kind)
        if words.derivation(fact.name) is None and fact.name not in columns
    )


_COMMON = ("number", "unit_id", "name", "facts", "checked_on", "changed_at")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "person": (*_COMMON, "resident_id", "birth_on", "phone", "account", "complete"),
    "household": (*_COMMON, "head_id"),
    "employer": (*_COMMON, "credit_code", "industry", "legal_person", "phone", "account", "agent_id"),
}
"""What is written of a subject, in this order."""


class SubjectRows:
    """Writes the subjects; afterwards `keys` leads from a register number to the primary key.

    `heads` leads from the number of a household to that of its head.
    """

    def __init__(
        self,
        population: Population,
        units: Mapping[str, Sequence[Unit]],
        heads: Mapping[str, str],
        on: date,
        at: datetime,
    ) -> None:
        self.population, self.units, self.heads, self.on, self.at = population, units, heads, on, at
        self.keys: dict[str, dict[str, int]] = {}

    def write(self) -> dict[str, int]:
        """All subjects, and the spells that the county states as facts; how many rows went into each table."""
        rows = {
            "person": self._write("person", self._persons()),
            "household": self._write("household", self._households()),
            "employer": self._write("employer", self._employers()),
        }
        rows |= self._write_spells()
        for kind, keys in self.keys.items():
            last = max((int(number[1:]) for number in keys), default=0)
            Numbering.objects.update_or_create(kind=kind, defaults={"last": last})
        return rows

    def _write(self, kind: str, rows: Iterator[Sequence[Any]]) -> int:
        model: Any = {"household": Household, "person": Person, "employer": Employer}[kind]
        count = write_in_bulk(model, COLUMNS[kind], rows)
        self.keys[kind] = dict(model._default_manager.values_list("number", "pk").iterator(BATCH))
        return count

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

    def _unit(self, region: str, household: str) -> int:
        units = self.units[region]
        return units[crc32(household.encode()) % len(units)].pk

    def _common(self, kind: str, row: Mapping[str, Any], unit: int, name: str) -> tuple[Any, ...]:
        return (row["id"], unit, name, self.facts(kind, row), self.on, self.at)

    def _persons(self) -> Iterator[Sequence[Any]]:
        for row in self.tables("person"):
            number = row["id"]
            unit = self._unit(row["region"], row["household_id"] or number)
            complete = [name for name, fact in _SPELLS.items() if row.get(fact) is not None]
            common = self._common("person", row, unit, synthetic_name(number))
            reached = f"100{int(number[1:]):08d}", synthetic_account(number)
            yield *common, row["resident_id"], row["birth_on"], *reached, complete

    def _households(self) -> Iterator[Sequence[Any]]:
        for row in self.tables("household"):
            number, head = row["id"], self.heads.get(row["id"])
            name = synthetic_name(head) if head else f"{number}户"
            common = self._common("household", row, self._unit(row["region"], number), name)
            yield *common, self.keys["person"][head] if head else None

    def _employers(self) -> Iterator[Sequence[Any]]:
        persons = self.keys["person"]
        for row in self.tables("employer"):
            number, code, owner = row["id"], row["credit_code"], row["owner_id"]
            unit = self._unit(row["region"], number)
            yield (
                *self._common("employer", row, unit, synthetic_firm(number, code)),
                code,
                row["industry"] or "",
                synthetic_name(owner) if owner else "",
                f"1001{int(number[1:]):07d}",
                synthetic_account(number),
                persons[owner] if owner else None,
            )

    def _write_spells(self) -> dict[str, int]:
        """Registrations as unemployed and recognitions out of the facts that tell of them."""
        unemployed, hardship = list[Sequence[Any]](), list[Sequence[Any]]()
        for row in self.tables("person"):
            key = self.keys["person"][row["id"]]
            since = row["unemployed_since"]
            if row["is_registered_unemployed"]:
                unemployed.append((key, since or self._year_start, since))
            if row["is_hardship_person"]:
                months = row["unemployed_months_at_recognition"]
                hardship.append((key, _category(row), self._year_start, months))
        write_in_bulk(UnemploymentSpell, ("person_id", "registered_on", "unemployed_since"), unemployed)
        of_hardship = ("person_id", "category", "recognised_on", "unemployed_months")
        write_in_bulk(HardshipSpell, of_hardship, hardship)
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
