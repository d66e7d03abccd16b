"""Employers before anybody works there: kind, industry, place, age, and how many they look for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jiuchuang.gateways.population.chance import (
    Bools,
    Ints,
    between,
    happens,
    pick,
    pick_by_group,
    stream,
    waiting,
)
from jiuchuang.gateways.population.days import day_in_year
from jiuchuang.gateways.population.townships import TOWNSHIPS

KINDS = (
    "enterprise", "individual_business", "government", "public_institution", "social_organisation",
    "private_nonprofit", "cooperative",
)  # fmt: skip
ENTERPRISE, INDIVIDUAL, GOVERNMENT, INSTITUTION, SOCIAL, NONPROFIT, COOPERATIVE = range(7)
CREDIT_CATEGORIES = ("91", "92", "11", "12", "51", "52", "93")
"""Registrar and kind of body in a credit code (GB 32100), in the order of KINDS."""
INDUSTRIES = "ACDEFGHIJKLMNOPQRS"
"""Sections of GB/T 4754-2017 found in a county (mining and international bodies left out)."""

_KIND_WEIGHTS = (285, 610, 10, 25, 8, 22, 40)
_INDUSTRY_BY_KIND = (
    # A   C   D  E   F    G   H   I   J   K   L   M   N  O   P    Q    R   S
    (60, 210, 8, 90, 250, 50, 40, 60, 10, 45, 90, 50, 8, 40, 15, 12, 25, 0),
    (25, 60, 0, 10, 500, 60, 175, 10, 0, 2, 20, 5, 0, 125, 5, 5, 20, 0),
    (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
    (20, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 30, 50, 0, 480, 230, 40, 140),
    (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
    (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 50, 620, 250, 80, 0),
    (1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
)
_INSURES = np.array([690, 180, 1000, 1000, 600, 640, 200])
_MEAN_AGE_DAYS = np.array([2200, 1400, 9000, 8000, 2500, 2200, 1500])


@dataclass(frozen=True)
class Firms:
    """One entry for each employer of a part; `weight` is its share in hiring, `insures` whether it insures staff.

    `industry` counts the letters of INDUSTRIES, `registered_on` is a day number.
    """

    kind: Ints
    industry: Ints
    township: Ints
    registered_on: Ints
    weight: Ints
    insures: Bools

    def __len__(self) -> int:
        return len(self.kind)

    @property
    def is_public(self) -> Bools:
        """Organs and public institutions."""
        return np.isin(self.kind, (GOVERNMENT, INSTITUTION))

    @property
    def may_have_owner(self) -> Bools:
        """Private bodies small enough for one founder."""
        return np.isin(self.kind, (ENTERPRISE, INDIVIDUAL, COOPERATIVE)) & (self.weight <= 60)


def draw_firms(seed: int, part: int, size: int, on: int) -> Firms:
    """The employers of one part."""
    rng = stream(seed, part, "firms")
    kind = pick(rng, _KIND_WEIGHTS, size)
    industry = pick_by_group(rng, _INDUSTRY_BY_KIND, kind)
    township = pick(rng, [town.firms for town in TOWNSHIPS], size)
    age = (rng.exponential(1.0, size) * _MEAN_AGE_DAYS[kind]).astype(np.int64) + 3
    oldest = day_in_year(1982, 1, 1)
    registered_on = np.maximum(on - age, oldest + waiting(rng, 900, size))
    registered_on = np.minimum(registered_on, on - 1)
    insures = happens(rng, _INSURES[kind], size)
    return Firms(kind, industry, township, registered_on, _weights(rng, kind), insures)


def _weights(rng: np.random.Generator, kind: Ints) -> Ints:
    """How many people a body of each kind looks for: few for most firms, many for a few."""
    size = len(kind)
    heavy_tail = np.minimum(3 * (1 - rng.random(size)) ** -0.8, 1500).astype(np.int64)
    ranges = ((0, 0), (0, 4), (12, 70), (12, 110), (1, 7), (3, 28), (2, 12))
    low = np.array([row[0] for row in ranges])[kind]
    high = np.array([row[1] for row in ranges])[kind]
    return np.where(kind == ENTERPRISE, heavy_tail, between(rng, low, high, size))
