"""Facts of hardship, of persons and of their households."""

from __future__ import annotations

import numpy as np

from jiuchuang.gateways.population.careers import FLEXIBLE, INACTIVE, UNEMPLOYED
from jiuchuang.gateways.population.chance import happens
from jiuchuang.gateways.population.fact_tables import Values
from jiuchuang.gateways.population.part import Part
from jiuchuang.gateways.population.people import CHILD, SECOND_CHILD


def facts_of_hardship(part: Part) -> Values:
    """What makes it hard for the person to find work, and whether that is recognised."""
    people, plight, rng = part.people, part.hardship, part.stream("facts of hardship")
    size, home = len(people), part.people.household
    allowance, poor, zero = plight.allowance[home], plight.poor[home], plight.zero_employment[home]
    jobless = part.careers.doing(UNEMPLOYED)
    child = np.isin(people.role, (CHILD, SECOND_CHILD)) & (people.age <= 35)
    seeks = plight.able & part.careers.doing(UNEMPLOYED, FLEXIBLE)
    destitute = (part.careers.activity == INACTIVE) & (
        (people.age >= 60) | (plight.disabled & (people.age >= 16))
    )
    reasons = plight.disabled | allowance | plight.older | plight.landless | zero
    return {
        "is_hardship_person": plight.recognised,
        "hardship_only_by_unemployment": plight.only_jobless,
        "unemployed_months_at_recognition": plight.months_at_recognition,
        "is_disabled": plight.disabled,
        "receives_subsistence_allowance": allowance,
        "is_registered_poor": poor,
        "is_landless_farmer": plight.landless,
        "meets_land_requisition_terms": happens(rng, 720, size),
        "in_zero_employment_household": zero,
        "has_work_capacity": plight.capacity,
        "in_poor_disabled_household": plight.disabled_household[home] & (poor | allowance),
        "is_destitute_supported": destitute & happens(rng, 14, size),
        "is_child_of_poor_household": child & (poor | allowance),
        "in_difficult_household": allowance | poor | zero | part.other_difficulty[home],
        "in_disabled_household": plight.disabled_household[home],
        "is_rural_poor_labourer": poor & people.rural & plight.able,
        "has_difficulty_finding_work": (jobless & happens(rng, np.where(reasons, 620, 140), size)),
        "is_older_jobseeker": plight.older & seeks,
        "has_other_hardship_reason": seeks & happens(rng, 25, size),
        "is_approved_public_welfare_post": plight.recognised & jobless & happens(rng, 130, size),
        "meets_public_welfare_post_rules": plight.recognised & jobless & happens(rng, 640, size),
    }


def facts_of_households(part: Part) -> Values:
    """The household as a whole; how many of its members work follows from the register of members."""
    plight = part.hardship
    return {
        "is_zero_employment_household": plight.zero_employment,
        "household_receives_subsistence_allowance": plight.allowance,
        "household_is_in_other_difficulty": part.other_difficulty,
    }
