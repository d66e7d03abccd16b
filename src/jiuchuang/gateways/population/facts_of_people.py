"""Facts of birth, hukou and service, and of what people intend."""

from __future__ import annotations

import numpy as np
import polars as pl

from jiuchuang.gateways.population.careers import AWAY, FLEXIBLE, INACTIVE, OWN, UNEMPLOYED, UNIT
from jiuchuang.gateways.population.chance import coded, happens, pick, stream
from jiuchuang.gateways.population.fact_tables import Values
from jiuchuang.gateways.population.firms import ENTERPRISE
from jiuchuang.gateways.population.part import Part
from jiuchuang.gateways.population.schooling import COLLEGE

_VETERANS = ("conscript", "sergeant", "self_employed_officer", "other")
_APPLICATIONS = ("none", "civil_service", "public_institution", "state_firm", "other")


def facts_of_people(part: Part) -> Values:
    """Who the person is."""
    people, careers, rng = part.people, part.careers, part.stream("facts of people")
    size, adult = len(people), people.age >= 18
    veteran = adult & (people.age < 75) & happens(rng, np.where(people.male, 52, 2), size)
    kind = pick(rng, (700, 220, 40, 40), size)

    here = careers.doing(UNIT, OWN, FLEXIBLE)
    returned = people.rural & here & _worked_elsewhere(part) & happens(rng, 800, size)
    earlier = part.unemployment.last_spell >= 0
    return {
        "birth_on": people.born_on,
        "sex": coded(("male", "female"), np.where(people.male, 0, 1)),
        "retirement_category": _retirement_category(part),
        "is_rural_hukou": people.rural,
        "is_local_hukou": people.local,
        "is_first_job_in_city": here & ~earlier,
        "is_veteran": veteran,
        "veteran_kind": coded(_VETERANS, kind),
        "meets_government_placement": happens(rng, np.where(kind == 1, 180, 25), size),
        "is_returned_migrant": returned,
        "is_migrant_worker": returned
        | (people.rural & careers.doing(UNIT, AWAY, FLEXIBLE) & happens(rng, 950, size)),
        "is_released_prisoner": adult & happens(rng, 3, size),
        "is_youth": (people.age >= 16) & (people.age <= 35),
        "is_labourer_of_town_or_country": part.hardship.able,
        "is_transferred_worker": part.staff_of(ENTERPRISE) & happens(rng, 6, size),
        "youth_pioneers_selected": np.full(size, stream(part.plan.seed, 0, "pioneers").integers(0, 9)),
        "is_incoming_starter": careers.doing(OWN) & ~people.local,
    }


def facts_of_intentions(part: Part) -> Values:
    """What the person wants: posts applied for, a firm of one's own, training for it."""
    people, careers, rng = part.people, part.careers, part.stream("facts of intentions")
    size, owner, jobless = len(people), careers.doing(OWN), careers.doing(UNEMPLOYED)
    tertiary, idle = part.schooling.level >= COLLEGE, jobless | part.schooling.is_student
    applies = tertiary & idle & (people.age >= 20) & (people.age <= 35) & happens(rng, 250, size)
    young_firm = owner & (part.on - part.own.registered_on <= 1096)
    preparing = (jobless & happens(rng, 45, size)) | (
        part.schooling.is_student & tertiary & happens(rng, 8, size)
    )
    able = part.hardship.able
    wants = able & happens(rng, np.select([owner, jobless], [500, 190], 55), size) | preparing
    trains = wants & happens(rng, 550, size)
    finishing = part.graduates_this_year
    working = careers.doing(UNIT, FLEXIBLE, AWAY, OWN)
    willing = happens(rng, np.select([jobless, finishing, working], [930, 880, 970], 110), size) & (
        people.age >= 16
    )
    seeking = happens(rng, np.select([jobless, finishing], [810, 620], 15), size) & willing
    return {
        "recruitment_applied": coded(
            _APPLICATIONS, np.where(applies, pick(rng, (0, 40, 35, 15, 10), size), 0)
        ),
        "is_starting_business": young_firm | preparing,
        "has_startup_intention": wants,
        "needs_startup_training": trains,
        "is_ready_to_start_firm": trains & happens(rng, 480, size),
        "has_intent_to_work_or_start_up": willing
        & ~((people.age >= 65) & ~working & (careers.activity == INACTIVE)),
        "is_actively_seeking_work_or_start_up": seeking,
    }


def _retirement_category(part: Part) -> pl.Series:
    """Women in public service and women without a unit retire at 55, other women at 50 (before the reform)."""
    careers, public = part.careers, part.public_staff
    cadre = public | ((part.schooling.level >= COLLEGE) & careers.doing(UNIT))
    late = cadre | careers.doing(FLEXIBLE, OWN)
    return coded(("male_60", "female_55", "female_50"), np.select([part.people.male, late], [0, 1], 2))


def _worked_elsewhere(part: Part) -> np.ndarray:
    spells, found = part.spells, np.zeros(len(part.people), np.bool_)
    found[spells.person[(spells.employer < 0) & ~spells.lasts]] = True
    return found
