"""How the county looks from above: the margins that a labour statistician checks first.

Counted over the people and firms as they are, before the gaps of the registers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from jiuchuang.gateways.population.careers import ACTIVITIES, AWAY, FLEXIBLE, INACTIVE, OWN, UNEMPLOYED, UNIT
from jiuchuang.gateways.population.chance import Ints
from jiuchuang.gateways.population.firms import INDUSTRIES, KINDS
from jiuchuang.gateways.population.part import Part
from jiuchuang.gateways.population.payments import Paid
from jiuchuang.gateways.population.payroll import SIZES
from jiuchuang.gateways.population.schooling import LEVELS
from jiuchuang.gateways.population.tally import count_by
from jiuchuang.gateways.population.townships import TOWNSHIPS

_AGES = (5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80)
_HEADCOUNTS = (1, 2, 5, 10, 20, 50, 100, 300)
_MONTHS = (1, 12, 36, 60, 120, 240)
Margins = Counter[tuple[str, str]]
"""Counts by (table, row)."""


def count_part(part: Part, paid: Iterable[Paid]) -> Margins:
    """The margins of one part; parts add up."""
    people, careers, plight = part.people, part.careers, part.hardship
    adult, working_age = people.age >= 18, (people.age >= 16) & (people.age < 60)
    out_of_school = part.schooling.has_left & (people.age >= 16)
    found: Margins = Counter()
    _bands(found, "age", people.age, _AGES)
    _codes(found, "sex", np.where(people.male, 0, 1), ("male", "female"))
    _codes(found, "hukou", np.where(people.rural, 0, 1), ("rural", "urban"))
    _codes(found, "township", people.township, [town.name for town in TOWNSHIPS])
    _codes(
        found, "education of those out of school, 16 and over", part.schooling.level[out_of_school], LEVELS
    )
    _codes(found, "activity, 16 and over", careers.activity[people.age >= 16], ACTIVITIES)
    _codes(found, "activity, 16 to 59", careers.activity[working_age], ACTIVITIES)
    _bands(found, "household members", count_by(people.household, people.households), (2, 3, 4, 5))
    _codes(found, "employers by kind", part.firms.kind, KINDS)
    _codes(found, "employers by section", part.firms.industry, INDUSTRIES)
    _codes(found, "employers by size class", part.payroll.size, SIZES)
    _bands(found, "employers by staff", part.headcount, _HEADCOUNTS)
    months = part.unemployment.contribution_months
    _bands(found, "months of unemployment insurance, staff", months[part.insured_now], _MONTHS)
    urban_force = ~people.rural & careers.doing(UNIT, OWN, FLEXIBLE, AWAY, UNEMPLOYED)
    labour_force = (people.age >= 16) & ~careers.doing(INACTIVE)
    for name, who in {
        "persons": people.age >= 0, "adults": adult, "16 to 59": working_age, "labour force": labour_force,
        "urban labour force": urban_force, "urban registered unemployed": urban_force & part.unemployment.registered,
        "urban without work": urban_force & careers.doing(UNEMPLOYED), "students": part.schooling.is_student,
        "registered unemployed": part.unemployment.registered, "drawing benefit": part.unemployment.receiving,
        "insured staff": part.insured_now, "recognised hard to employ": plight.recognised, "disabled": plight.disabled,
        "subsistence allowance": plight.allowance[people.household], "registered poor": plight.poor[people.household],
        "owners of a firm": careers.doing(OWN), "tenants of a park": part.in_incubator,
    }.items():  # fmt: skip
        found["people", name] += int(who.sum())
    found["people", "staff"] += len(part.staff)
    found["households", "without work"] += int(plight.zero_employment.sum())
    for item in paid:
        found["payments", item.programme] += len(item.rows)
        found["payments in fen", item.programme] += int(item.fen.sum())
    return found


def marginal_table(found: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    """Counts by table and row, and the rates that are read off them, in thousandths (null: nobody to count)."""
    tables: dict[str, Any] = {}
    for (table, row), count in found.items():
        tables.setdefault(table, {})[row] = count
    people = tables.get("people", {})

    def share(part: str, whole: str) -> int | None:
        return 1000 * people.get(part, 0) // people[whole] if people.get(whole) else None

    tables["rates in thousandths"] = {
        "registered unemployment (urban registered / urban labour force)": share(
            "urban registered unemployed", "urban labour force"
        ),
        "urban without work / urban labour force": share("urban without work", "urban labour force"),
        "owners of a firm / adults": share("owners of a firm", "adults"),
        "insured staff / staff": share("insured staff", "staff"),
        "labour force / persons": share("labour force", "persons"),
        "hard to employ / labour force": share("recognised hard to employ", "labour force"),
        "disabled / persons": share("disabled", "persons"),
        "subsistence allowance / persons": share("subsistence allowance", "persons"),
    }
    return tables


def _codes(found: Margins, table: str, index: Ints, codes: Iterable[str]) -> None:
    names = list(codes)
    for name, count in zip(names, count_by(index, len(names)), strict=True):
        found[table, name] += int(count)


def _bands(found: Margins, table: str, values: Ints, limits: tuple[int, ...]) -> None:
    """Counts between limits: up to the first, …, from the last."""
    edges = [f"below {limits[0]}", *(_span(low, high) for low, high in pairwise(limits))]
    _codes(found, table, np.searchsorted(limits, values, side="right"), [*edges, f"{limits[-1]} and over"])


def _span(low: int, high: int) -> str:
    return f"{low}" if high == low + 1 else f"{low} to {high - 1}"
