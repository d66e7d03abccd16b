"""Wages and insurance money of the invented county, in whole fen: a level for 2018, six in a hundred more each year."""

from __future__ import annotations

import numpy as np

from jiuchuang.gateways.population.chance import Ints, between, pick

LOWEST_BASE_2018 = 290_000
"""Lowest monthly contribution base of 2018."""
BENEFIT_2018 = 112_000
"""Unemployment benefit a month, 2018."""
SELF_PAID_PERCENT = 28
"""What a flexible worker pays of the chosen base: pension 20, medical 8."""
STAFF_PERMILLE = 105
"""What an employee pays of the wage: pension 8, medical 2, unemployment 0.5 in a hundred."""
EMPLOYER_PERMILLE = 267
"""What an employer pays at least of the lowest base: pension 19, medical 7, unemployment 0.7 in a hundred."""


def in_year(fen_2018: int | Ints, year: int) -> Ints:
    """An amount of 2018 at the level of another year."""
    amount = np.asarray(fen_2018, np.int64)
    for _ in range(abs(year - 2018)):
        amount = amount * 106 // 100 if year > 2018 else amount * 100 // 106
    return amount


def monthly_wages(rng: np.random.Generator, schooled: Ints, year: int, size: int) -> Ints:
    """Wages of employees: from the lowest base to about three times it, more for the schooled."""
    steps = pick(rng, (120, 220, 230, 160, 110, 70, 45, 25, 20), size)
    wage = LOWEST_BASE_2018 + 45_000 * steps + 70_000 * schooled + between(rng, 0, 44_999, size)
    return in_year(wage, year)


def chosen_bases(rng: np.random.Generator, year: int, size: int) -> Ints:
    """Contribution bases that flexible workers choose: seven in ten the lowest."""
    percent = np.array([100, 120, 150, 200, 300])[pick(rng, (700, 120, 90, 60, 30), size)]
    return in_year(LOWEST_BASE_2018 * percent // 100, year)
