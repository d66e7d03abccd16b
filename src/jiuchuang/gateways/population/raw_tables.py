"""The detail behind the facts: registers of related rows, and insurance month by month."""

from __future__ import annotations

import numpy as np
import polars as pl

from jiuchuang.gateways.population.careers import END_REASONS
from jiuchuang.gateways.population.chance import Ints, coded
from jiuchuang.gateways.population.days import NO_DAY, first_of_month, month_number
from jiuchuang.gateways.population.part import Part
from jiuchuang.gateways.population.tables import Keys, ids_of

INSURANCE_MONTHS = 24
"""Months up to the day of the county that the table of insurance months covers."""


COMPLETE = {
    "employments": {"person_id": True, "employer_id": True},
    "household_members": {"household_id": True, "person_id": True},
    "firm_ownerships": {"person_id": True, "employer_id": True},
}
"""The relation tables of a county (see `packs/relations`), and for whom each lists everything: here for all."""


def relation_tables(part: Part, keys: Keys) -> dict[str, pl.DataFrame]:
    """The registers of related rows behind the facts, by the name of the relation."""
    people, owners = part.people, np.flatnonzero(part.own.firm >= 0)
    return {
        "employments": _employments(part, keys),
        "household_members": pl.DataFrame(
            {"household_id": keys.household.gather(pl.Series(people.household)), "person_id": keys.person}
        ),
        "firm_ownerships": pl.DataFrame(
            {
                "person_id": keys.person.gather(pl.Series(owners)),
                "employer_id": ids_of(keys.employer, part.own.firm[owners]),
            }
        ),
    }


def _employments(part: Part, keys: Keys) -> pl.DataFrame:
    """Every spell of work in a unit; null where outside the county, and for contracts of spells that have ended."""
    spells = part.spells
    staff = np.full(len(part.people), -1)
    staff[part.staff] = np.arange(len(part.staff))
    row = np.where(spells.lasts & (spells.employer >= 0), staff[spells.person], -1)
    contracts = part.contracts
    return pl.DataFrame(
        {
            "person_id": keys.person.gather(pl.Series(spells.person)),
            "employer_id": ids_of(keys.employer, spells.employer),
            "started_on": day_column(spells.started_on),
            "ended_on": day_column(spells.ended_on),
            "end_reason": coded(END_REASONS, spells.reason),
            "is_insured": spells.insured,
            "insured_months": spells.insured_months(part.on),
            "is_registered": _of_staff(part.work_registered[part.staff], row),
            "has_contract": _of_staff(contracts.signed, row),
            "contract_months": _of_staff(contracts.months, row),
        }
    )


def _of_staff(values: np.ndarray, row: Ints) -> pl.Series:
    """Values of members of staff for each spell; null for a spell that is over."""
    if not len(values):
        return pl.Series(values).extend_constant(None, len(row))
    return pl.Series(values).gather(pl.Series(np.maximum(row, 0))).set(pl.Series(row < 0), None)


def insurance_month_table(part: Part, keys: Keys) -> pl.DataFrame:
    """One row for each person and insured month of the last two years, with the employer of that month."""
    spells, this_month = part.spells, int(month_number(part.on))
    first = np.maximum(month_number(spells.started_on) + 1, this_month - INSURANCE_MONTHS + 1)
    length = np.where(spells.insured, np.maximum(spells.last_month(part.on) - first + 1, 0), 0)
    spell = np.repeat(np.arange(len(length)), length)
    offset = np.arange(len(spell)) - np.repeat(np.cumsum(length) - length, length)
    return pl.DataFrame(
        {
            "person_id": keys.person.gather(pl.Series(spells.person[spell])),
            "employer_id": ids_of(keys.employer, spells.employer[spell]),
            "month": day_column(first_of_month(first[spell] + offset)),
        }
    )


def day_column(days: Ints) -> pl.Series:
    """Day numbers as dates, null where there is none."""
    column = pl.Series(days.astype(np.int32)).cast(pl.Date)
    return column.set(pl.Series(days == NO_DAY), None) if len(days) else column
