"""Schooling: how far each person goes, when school ends, who is still there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jiuchuang.gateways.population.chance import Bools, Ints, between, pick_by_group, stream
from jiuchuang.gateways.population.days import day_in_year, month_number, year_of
from jiuchuang.gateways.population.people import People

PRIMARY, JUNIOR, SENIOR, VOCATIONAL, TECHNICIAN, COLLEGE, UNIVERSITY, POSTGRADUATE = range(8)
LEVELS = ("primary", "junior", "senior", "vocational", "technician", "college", "university", "postgraduate")
_LEAVING_AGE = np.array([12, 15, 18, 18, 19, 21, 22, 25])
_COHORTS = (1955, 1970, 1985, 1995)
"""Years of birth at which a new cohort begins."""
_LEVELS_BY_COHORT = (
    # rural: born before 1955, 1955–69, 1970–84, 1985–94, since 1995
    (700, 250, 40, 10, 0, 0, 0, 0),
    (330, 520, 100, 30, 10, 8, 2, 0),
    (110, 640, 110, 70, 30, 30, 10, 0),
    (20, 470, 120, 120, 60, 130, 78, 2),
    (5, 270, 120, 150, 90, 220, 140, 5),
    # urban, the same cohorts
    (330, 370, 180, 60, 10, 35, 15, 0),
    (90, 380, 290, 100, 20, 80, 40, 0),
    (20, 280, 200, 130, 40, 190, 135, 5),
    (5, 120, 120, 110, 50, 300, 280, 15),
    (2, 70, 80, 110, 60, 310, 340, 28),
)


@dataclass(frozen=True)
class Schooling:
    """Highest level (reached, or to be reached), the day school ends, and whether that day is still to come."""

    level: Ints
    ends_on: Ints
    is_student: Bools
    has_left: Bools
    """Left school for good, with the level reached; false for students and small children."""

    def finished(self, *levels: int) -> Bools:
        """Left school at one of the levels."""
        return self.has_left & np.isin(self.level, levels)


def draw_schooling(seed: int, part: int, people: People, on: int) -> Schooling:
    """Schooling of the people of one part."""
    rng = stream(seed, part, "schooling")
    size = len(people)
    born = year_of(people.born_on)
    cohort = np.searchsorted(_COHORTS, born, side="right")
    level = pick_by_group(rng, _LEVELS_BY_COHORT, cohort + np.where(people.rural, 0, len(_COHORTS) + 1))
    born_after_august = month_number(people.born_on) % 12 >= 8
    year = born + _LEAVING_AGE[level] + born_after_august + (between(rng, 0, 4, size) == 0)
    ends_on = day_in_year(year, 6, 15) + between(rng, 0, 25, size)
    return Schooling(level, ends_on, (ends_on > on) & (people.age >= 6), ends_on <= on)
