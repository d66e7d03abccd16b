"""The benchmark population: one row a person with the facts of the own firm on it, 61 columns, all drawn by chance.

A million rows a Parquet file (lz4, codes as dictionaries, row groups of 250,000). 8 % own a firm, 8 % of days are
month ends, each fact is unknown for 1–20 % of persons, a guarded fact also where its guard is not true. The same
seed gives the same file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from jiuchuang.domain.rules.language.valuetypes import Kind
from jiuchuang.domain.rules.vocabulary import FactDeclaration, Vocabulary

FILE_ROWS = 1_000_000
MONTH_END_SHARE = 0.08
OTHER_COLUMNS = 9

Draw = Callable[[np.random.Generator, int], np.ndarray]


def _days(first: str, last: str) -> Draw:
    """Days drawn evenly, a share of them moved to the last of their month."""
    low, high = np.datetime64(first), np.datetime64(last)

    def draw(chance: np.random.Generator, rows: int) -> np.ndarray:
        days = low + chance.integers(0, (high - low).astype(int) + 1, rows)
        month_ends = (days.astype("M8[M]") + 1).astype("M8[D]") - 1
        return np.where(chance.random(rows) < MONTH_END_SHARE, month_ends, days)

    return draw


def _share(share: float) -> Draw:
    return lambda chance, rows: chance.random(rows) < share


def _whole(low: int, high: int, zeros: float = 0.0, step: int = 1) -> Draw:
    """Whole numbers from `low` to `high`, a share of them 0."""

    def draw(chance: np.random.Generator, rows: int) -> np.ndarray:
        numbers = chance.integers(low, high + 1, rows) * step
        return np.where(chance.random(rows) < zeros, 0, numbers)

    return draw


DRAWS: Mapping[str, Draw] = {
    "birth_on": _days("1948-01-01", "2002-12-31"),
    "graduated_on": _days("2000-06-01", "2018-06-30"),
    "overseas_graduated_on": _days("2005-06-01", "2018-06-30"),
    "flexible_si_determined_on": _days("2010-01-01", "2018-06-30"),
    "skill_certificate_issued_on": _days("2012-01-01", "2018-06-30"),
    "own_firm_registered_on": _days("2008-01-01", "2018-06-30"),
    "own_firm_entered_incubator_on": _days("2013-01-01", "2018-06-30"),
    "is_hardship_person": _share(0.06),
    "is_graduate": _share(0.35),
    "is_university_graduate": _share(0.2),
    "is_student": _share(0.08),
    "is_overseas_returnee": _share(0.02),
    "is_veteran": _share(0.04),
    "was_unemployed_when_founding": _share(0.1),
    "is_returned_migrant": _share(0.1),
    "is_disabled": _share(0.05),
    "is_flexibly_employed": _share(0.18),
    "pays_social_insurance_as_required": _share(0.6),
    "has_flexible_si_determination": _share(0.05),
    "is_enterprise_employee": _share(0.3),
    "has_skill_certificate": _share(0.2),
    "owns_firm": _share(0.08),
    "own_firm_is_in_incubator": _share(0.2),
    "flexible_si_subsidy_months": _whole(1, 60, zeros=0.8),
    "ui_contribution_months": _whole(0, 300),
    "skill_upgrade_subsidies_drawn": _whole(1, 2, zeros=0.9),
    "opening_subsidies_drawn": _whole(1, 1, zeros=0.9),
    "startup_subsidies_drawn": _whole(1, 1, zeros=0.9),
    "startup_si_years_drawn": _whole(1, 4, zeros=0.8),
    "startup_si_drawn": _whole(1, 10_000_000, zeros=0.8),
    "incubator_cost_drawn_year": _whole(1, 1_000_000, zeros=0.7),
    "own_si_paid_month": _whole(20_000, 300_000),
    "startup_si_assessed_year": _whole(0, 2_000_000),
    "incubator_cost_month": _whole(1, 1_000_000, zeros=0.1),
    "own_firm_jobs_led": _whole(0, 40),
    "own_firm_jobs_insured_year": _whole(0, 30),
    "own_firm_layoffs_last_year": _whole(0, 20, zeros=0.5),
    "own_firm_staff_last_year": _whole(0, 400),
    "own_firm_ui_paid_last_year": _whole(0, 10_000_000),
    "own_firm_hires_this_year": _whole(1, 30, zeros=0.6),
}
"""How each fact is drawn; truth values not named here are drawn at a half, codes evenly."""


def population_files(folder: Path, rows: int, vocabulary: Vocabulary, unknowns: bool = True) -> list[Path]:
    """Parquet files of `rows` persons below `folder`, made where they do not yet exist.

    Without `unknowns` every fact is known (a guarded one where its guard is true).
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number, first in enumerate(range(0, rows, FILE_ROWS)):
        size = min(FILE_ROWS, rows - first)
        path = folder / f"{'open' if unknowns else 'known'}-{size}-{number:03d}.parquet"
        if not path.exists():
            partial = path.with_suffix(".partial")
            frame = persons(vocabulary, size, seed=number, unknowns=unknowns)
            frame.write_parquet(partial, compression="lz4", row_group_size=250_000)
            partial.rename(path)
        files.append(path)
    return files


def persons(vocabulary: Vocabulary, rows: int, seed: int, unknowns: bool = True) -> pl.DataFrame:
    """`rows` persons: id, every fact of the vocabulary, and columns that no rule reads."""
    chance = np.random.default_rng(seed)
    facts = list(vocabulary.facts.values())
    columns: dict[str, pl.Series] = {"id": pl.Series(np.arange(rows) + seed * FILE_ROWS)}
    for number, fact in enumerate(facts):
        column = _draw(fact, chance, rows)
        share = 0.01 + 0.19 * number / (len(facts) - 1)
        known = chance.random(rows) >= share if unknowns else np.ones(rows, dtype=bool)
        columns[fact.name] = pl.select(pl.when(pl.Series(known)).then(column)).to_series()
    frame = pl.DataFrame(columns).with_columns(pl.col(pl.Int64).exclude("id").cast(pl.Int32))
    for fact in facts:  # declared after their guards, so a guard's own guard has been applied already
        if fact.guard:
            frame = frame.with_columns(pl.when(pl.col(fact.guard)).then(pl.col(fact.name)).alias(fact.name))
    others = {f"other_{n}": chance.integers(0, 10 ** (n + 1), rows) for n in range(OTHER_COLUMNS)}
    return frame.with_columns(**{name: pl.Series(values) for name, values in others.items()})


def _draw(fact: FactDeclaration, chance: np.random.Generator, rows: int) -> pl.Series:
    if fact.type.kind is Kind.ENUM:
        codes = pl.Series(fact.type.codes, dtype=pl.Enum(fact.type.codes))
        return codes.gather(chance.integers(0, len(codes), rows))
    draw = DRAWS.get(fact.name)
    if draw is None:
        assert fact.type.kind is Kind.BOOL, f"{fact.name}: no distribution"
        draw = _share(0.5)
    return pl.Series(draw(chance, rows))


AS_OF = date(2018, 6, 30)
"""The day of every decision: the last of a month, so that month ends matter."""
