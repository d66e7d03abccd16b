"""What a firm's staff adds up to: hires and lay-offs, insured staff, contributions, size class then and now."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jiuchuang.gateways.population.careers import LAID_OFF, Careers
from jiuchuang.gateways.population.chance import Bools, Ints, between, stream
from jiuchuang.gateways.population.contracts import Contracts
from jiuchuang.gateways.population.days import day_in_year, month_number, year_of
from jiuchuang.gateways.population.firms import INDUSTRIES, Firms
from jiuchuang.gateways.population.tally import count_by, sum_by
from jiuchuang.gateways.population.wages import in_year

SIZES = ("micro", "small", "medium", "large")
_STAFF_LIMITS = {
    "A": (5, 40, 400), "C": (20, 300, 1000), "D": (20, 300, 1000), "E": (12, 120, 600), "F": (10, 50, 300),
    "G": (20, 300, 1000), "K": (100, 300, 1000),
}  # fmt: skip
"""Staff from which a firm is small, medium, large, after 统计上大中小微型企业划分办法（2017）.

Sections A and E go by turnover there; their limits are turned into staff at a usual turnover per head.
"""
_OTHER_LIMITS = (10, 100, 300)
_UI_RATE = (1, 100)
"""Unemployment insurance, employer and employee together: one hundredth of the wage."""


@dataclass(frozen=True)
class Payroll:
    """One entry for each firm; years are calendar years, `last` the one before the day of the county."""

    headcount: Ints
    insured_staff: Ints
    hires: Ints
    layoffs_last: Ints
    staff_last: Ints
    ui_paid_last_fen: Ints
    size: Ints
    size_before: Ints


def add_up(seed: int, part: int, careers: Careers, contracts: Contracts, firms: Firms, on: int) -> Payroll:
    """The payroll of every firm of one part, from the spells and contracts of its staff."""
    rng = stream(seed, part, "payroll")
    count, spells = len(firms), careers.spells
    staff = np.flatnonzero(careers.employer >= 0)
    employer = careers.employer[staff]
    new_year = int(day_in_year(year_of(on), 1, 1))
    old_year = int(day_in_year(year_of(on) - 1, 1, 1))

    def per_firm(who: Bools) -> Ints:
        return count_by(employer[who], count)

    new = contracts.hired_on >= new_year
    headcount, hires = count_by(employer, count), per_firm(new)
    here = spells.employer >= 0
    of_firm = spells.employer[here]
    began, ended = spells.started_on[here], np.where(spells.lasts, on + 1, spells.ended_on)[here]

    def staff_on(day: int) -> Ints:
        return count_by(of_firm[(began <= day) & (ended > day)], count)

    last_year = (ended >= old_year) & (ended < new_year)
    laid_off = count_by(of_firm[last_year & (spells.reason[here] == LAID_OFF)], count)
    base = np.maximum((staff_on(old_year) + staff_on(new_year - 1) + 1) // 2, laid_off)
    wages = in_year(between(rng, 290_000, 520_000, count), int(year_of(on)) - 1)
    months = month_number(np.minimum(ended, new_year - 1)) - month_number(np.maximum(began, old_year))
    insured_months = np.where(spells.insured[here], np.clip(months + 1, 0, 12), 0)
    paid_months = sum_by(of_firm, insured_months, count)
    return Payroll(
        headcount, per_firm(contracts.insured), hires, laid_off, base,
        paid_months * wages * _UI_RATE[0] // _UI_RATE[1],
        size_class(headcount, firms.industry), size_class(staff_on(new_year - 1), firms.industry),
    )  # fmt: skip


def size_class(staff: Ints, industry: Ints) -> Ints:
    """Position in SIZES by staff and section."""
    limits = np.array([_STAFF_LIMITS.get(letter, _OTHER_LIMITS) for letter in INDUSTRIES])
    return (staff[:, None] >= limits[industry]).sum(axis=1).astype(np.int64)
