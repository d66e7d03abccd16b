"""The detail behind the facts: spells of work, and insurance month by month."""

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


def spell_table(part: Part, keys: Keys) -> pl.DataFrame:
    """Every spell of work in a unit: whose, where (null outside the county), from, to, insured, why it ended."""
    spells = part.spells
    return pl.DataFrame(
        {
            "person_id": keys.person.gather(pl.Series(spells.person)),
            "employer_id": ids_of(keys.employer, spells.employer),
            "started_on": day_column(spells.started_on),
            "ended_on": day_column(spells.ended_on),
            "is_insured": spells.insured,
            "end_reason": coded(END_REASONS, spells.reason),
        }
    )


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
