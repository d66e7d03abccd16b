"""The figures of the eight programmes as a rival's author would write them down, and those of the clones.

Months as whole numbers, money in fen, shares as (numerator, denominator), rates in millionths.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True)
class Figures:
    """Every figure that the programmes use; `suffix` tells a clone's columns from the others'."""

    suffix: str = ""
    graduate_months: int = 36
    flexible_subsidy_months: int = 36
    near_retirement_months: int = 60
    recent_graduate_months: int = 60
    overseas_months: int = 60
    park_support_months: int = 36
    opening_operating_months: int = 3
    insured_months: int = 36
    certificate_months: int = 12
    startup_operating_months: int = 12
    insurance_share: tuple[int, int] = (2, 3)
    park_share: tuple[int, int] = (1, 2)
    refund_share: tuple[int, int] = (1, 2)
    min_jobs: int = 5
    startup_si_years: int = 3
    earliest_certificate: date = date(2017, 1, 1)
    startup_si_year_fen: int = 1_000_000
    per_head_fen: int = 50_000
    startup_si_total_fen: int = 10_000_000
    park_year_fen: int = 1_000_000
    opening_fen: int = 500_000
    startup_fen: int = 500_000
    hire_fen: int = 100_000
    skill_fen: tuple[int, ...] = (100_000, 150_000, 200_000)
    county_minimum_fen: tuple[int, ...] = tuple(60_000 + 1_300 * number for number in range(1, 13))

    @property
    def level_fen(self) -> dict[str, int]:
        """Subsidy for each level of skill that has one."""
        return dict(zip(("junior", "intermediate", "senior"), self.skill_fen, strict=True))

    @property
    def minimum_fen(self) -> dict[str, int]:
        """Least monthly contribution of each county."""
        return dict(zip(COUNTIES, self.county_minimum_fen, strict=True))


COUNTIES = tuple(f"county_{number:02d}" for number in range(1, 13))
COUNTY_RATE = dict(
    zip(
        COUNTIES,
        (31000, 32500, 34000, 29500, 40500, 37000, 35500, 28000, 42000, 39000, 36500, 33500),
        strict=True,
    )
)
"""Registered unemployment rate of each county, in millionths; no clone changes a rate."""
RETIREMENT_YEARS = {"male_60": 60, "female_55": 55, "female_50": 50}

ANY_OF = {
    "flexible-si-subsidy": (("hardship", "graduate"), ("term", "near_retirement")),
    "incubator-cost-subsidy": (("student", "veteran", "unemployed", "returned_migrant", "disabled"),),
    "startup-subsidy": (("university_graduate", "hardship_person"),),
}
"""Conditions of which one suffices; all others must hold together."""


def clones(copies: int) -> list[Figures]:
    """The figures of `copies` sets of programmes; set n has n months and n yuan more everywhere."""
    return [_clone(number) for number in range(copies)]


def _clone(number: int) -> Figures:
    base, changes = Figures(), {}
    for name in Figures.__dataclass_fields__:
        value = getattr(base, name)
        if name.endswith("_months"):
            changes[name] = value + number
        elif name.endswith("_fen"):
            more = 100 * number
            changes[name] = tuple(fen + more for fen in value) if isinstance(value, tuple) else value + more
    return replace(base, suffix=f"-{number}" if number else "", **changes)
