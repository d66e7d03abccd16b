"""The groups by which winners and losers are counted: township, sex, age, schooling, hardship, size of firm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from jiuchuang.domain.kernel.day import add_months
from jiuchuang.domain.rules.language.valuetypes import Kind
from jiuchuang.domain.rules.vocabulary import REACHABLE, Vocabulary

UNKNOWN_LABEL = "不详"
AGE_BANDS = (
    (16, "15岁及以下"),
    (25, "16—24岁"),
    (35, "25—34岁"),
    (45, "35—44岁"),
    (55, "45—54岁"),
    (65, "55—64岁"),
)
OLDEST = "65岁及以上"
_BY_FACT = (
    "sex",
    "is_university_graduate",
    "is_hardship_person",
    "is_disabled",
    "is_registered_poor",
    "is_veteran",
    "is_rural_hukou",
    "employer_size",
    "own_firm_size",
)


@dataclass(frozen=True)
class Grouping:
    """A way to divide the cases: every case is in exactly one group, 不详 included."""

    name: str
    label: str
    facts: tuple[str, ...]
    expr: pl.Expr


def groupings(entity: str, vocabulary: Vocabulary, present: frozenset[str], on: date) -> tuple[Grouping, ...]:
    """Township always; every other one for which the table has the fact."""
    found = [Grouping("region", "镇街", (), pl.col("region").fill_null(UNKNOWN_LABEL))]
    usable = {
        name: fact
        for name, fact in vocabulary.facts.items()
        if name in present and fact.entity in REACHABLE[entity]
    }
    if "birth_on" in usable and usable["birth_on"].type.kind is Kind.DATE:
        found.append(Grouping("age", "年龄", ("birth_on",), _age_band(on)))
    for name in _BY_FACT:
        fact = usable.get(name)
        if fact is None or fact.type.kind not in (Kind.BOOL, Kind.ENUM):
            continue
        expr = _truth(name) if fact.type.kind is Kind.BOOL else _labelled(name, dict(fact.labels))
        found.append(Grouping(name, fact.label, (name,), expr))
    return tuple(found)


def _age_band(on: date) -> pl.Expr:
    """Whole years on the day: a person is n years old from the day add_months(birth, 12 n)."""
    born = pl.col("birth_on")
    band: pl.Expr = pl.lit(OLDEST)
    for years, label in reversed(AGE_BANDS):
        band = pl.when(born > _last_birth(on, years)).then(pl.lit(label)).otherwise(band)
    return pl.when(born.is_null()).then(pl.lit(UNKNOWN_LABEL)).otherwise(band)


def _last_birth(on: date, years: int) -> date:
    """The latest day of birth of those who are `years` old on the day; 29 February comes of age on the 28th."""
    born = add_months(on, -12 * years)
    while add_months(born + timedelta(days=1), 12 * years) <= on:
        born += timedelta(days=1)
    return born


def _truth(name: str) -> pl.Expr:
    value = pl.col(name)
    return pl.when(value).then(pl.lit("是")).when(~value).then(pl.lit("否")).otherwise(pl.lit(UNKNOWN_LABEL))


def _labelled(name: str, labels: dict[str, str]) -> pl.Expr:
    found: pl.Expr = pl.lit(UNKNOWN_LABEL)
    for code, label in labels.items():
        found = pl.when(pl.col(name) == code).then(pl.lit(label)).otherwise(found)
    return found
