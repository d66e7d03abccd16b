"""Disability, low income, loss of land, households without work, and who is recognised as hard to employ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jiuchuang.gateways.population.careers import FLEXIBLE, INACTIVE, UNEMPLOYED, UNIT, Careers
from jiuchuang.gateways.population.chance import Bools, Ints, between, happens, stream
from jiuchuang.gateways.population.days import NO_DAY, whole_months
from jiuchuang.gateways.population.people import People
from jiuchuang.gateways.population.schooling import Schooling
from jiuchuang.gateways.population.tally import count_by
from jiuchuang.gateways.population.unemployment import Unemployment

_DISABLED = ((18, 8), (45, 15), (60, 35), (200, 80))
"""Below each age, how many in a thousand hold a disability certificate."""
_SUBURBAN = 5
"""The first townships lie around the county seat: land was taken there."""


@dataclass(frozen=True)
class Hardship:
    """Flags of each person and of each household; `recognised` is 就业困难人员 as the county recognised them.

    `only_jobless`: long unemployment is the only reason; `months_at_recognition`: months jobless by then.
    """

    disabled: Bools
    able: Bools
    """Able to work and of working age, out of school."""
    capacity: Bools
    landless: Bools
    older: Bools
    allowance: Bools
    poor: Bools
    zero_employment: Bools
    disabled_household: Bools
    recognised: Bools
    only_jobless: Bools
    months_at_recognition: Ints


def draw_hardship(
    seed: int,
    part: int,
    people: People,
    schooling: Schooling,
    careers: Careers,
    jobless: Unemployment,
    on: int,
) -> Hardship:
    """Hardship of the people and households of one part."""
    rng = stream(seed, part, "hardship")
    size, households, home = len(people), people.households, people.household
    disabled = happens(
        rng, np.select([people.age < top for top, _ in _DISABLED], [share for _, share in _DISABLED]), size
    )
    works = ~careers.doing(UNEMPLOYED, INACTIVE)
    too_weak = happens(rng, np.where(disabled, 450, 12), size) | (people.age >= 75)
    capacity = works | (careers.activity == UNEMPLOYED) | (~too_weak & (people.age >= 16))
    able = (
        capacity & (people.age >= 16) & (people.age < np.where(people.male, 60, 55)) & ~schooling.is_student
    )

    def count(who: Bools) -> Ints:
        return count_by(home[who], households)

    rural = count(people.rural) > 0
    no_work = count(works) == 0
    allowance = happens(rng, np.where(rural, 28, 16) * np.where(no_work, 3, 1), households)
    poor = rural & happens(rng, np.where(count(disabled) > 0, 90, 40), households)
    registered_members = count(jobless.registered & able)
    zero = no_work & (registered_members > 0) & ~rural & happens(rng, 300, households)
    landless = people.rural & happens(rng, np.where(people.township < _SUBURBAN, 60, 14), size)
    older = people.age >= np.where(people.male, 50, 40)
    months = np.where(jobless.registered, whole_months(np.maximum(careers.jobless_since, 0), on), 0)
    reasons = [older, disabled, allowance[home], landless, zero[home]]
    other_reason = np.logical_or.reduce(reasons)
    share = np.select(
        [jobless.registered, careers.doing(FLEXIBLE), careers.doing(UNIT) & (on - careers.since < 1100)],
        [620, 170, 60],
        0,
    )
    long_jobless = (months >= 12) | (~jobless.registered & (share > 0) & happens(rng, 150, size))
    recognised = able & (other_reason | long_jobless) & happens(rng, share, size)
    only = recognised & ~other_reason
    at = np.where(months >= 6, between(rng, 6, np.maximum(months, 6), size), between(rng, 6, 30, size))
    return Hardship(
        disabled, able, capacity, landless, older, allowance, poor, zero,
        count(disabled) > 0, recognised, only, np.where(only, at, NO_DAY),
    )  # fmt: skip
