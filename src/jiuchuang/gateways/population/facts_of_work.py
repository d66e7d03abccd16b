"""Facts of a person's work: what is done now, registered or not, at the grassroots, on leave to found a firm.

A day or a tier that nobody asks of somebody without such work stays unknown: the vocabulary has no "none" for it.
"""

from __future__ import annotations

import numpy as np

from jiuchuang.gateways.population.careers import (
    AWAY,
    FARM,
    FLEXIBLE,
    LAID_OFF,
    OWN,
    UNEMPLOYED,
    UNIT,
)  # fmt: skip
from jiuchuang.gateways.population.chance import Bools, Ints, between, coded, happens, pick
from jiuchuang.gateways.population.days import NO_DAY, add_months
from jiuchuang.gateways.population.fact_tables import Values
from jiuchuang.gateways.population.firms import ENTERPRISE, INSTITUTION
from jiuchuang.gateways.population.part import Part
from jiuchuang.gateways.population.schooling import COLLEGE
from jiuchuang.gateways.population.townships import TOWNSHIPS

_TIERS = ("above_county", "county", "township", "village")
_SERVICES = (
    "selected_graduate",
    "three_supports",
    "western_volunteer",
    "special_post_teacher",
    "purchased_post",
    "other",
)


def facts_of_work(part: Part) -> Values:
    """What the person does on the day, and what the registers say of it."""
    people, careers, jobless, rng = part.people, part.careers, part.unemployment, part.stream("facts of work")
    size, registered = len(people), part.work_registered
    out_of_work = careers.doing(UNEMPLOYED)
    certificate = (registered | jobless.registered) & happens(rng, 880, size)
    laid_off = out_of_work & (part.spells.reason_of(jobless.last_spell) == LAID_OFF)
    return {
        "is_employed": careers.doing(UNIT, OWN, FLEXIBLE, FARM, AWAY),
        "is_flexibly_employed": careers.doing(FLEXIBLE),
        "flexible_employment_started_on": np.where(careers.doing(FLEXIBLE), careers.since, NO_DAY),
        "is_employment_registered": registered,
        "is_rural_labourer": people.rural & part.hardship.able,
        "is_rural_labour_in_transferred_work": people.rural & careers.doing(UNIT, FLEXIBLE, AWAY),
        "is_unemployed": out_of_work,
        "jobless_since": careers.jobless_since,
        "is_registered_unemployed": jobless.registered,
        "unemployed_since": careers.jobless_since,
        "is_laid_off_from_enterprise": laid_off,
        "has_employment_certificate": certificate,
        "has_old_unemployment_certificate": ~certificate & (careers.starts_on < part.on - 1500)
        & part.hardship.able & happens(rng, 60, size),
    }  # fmt: skip


def facts_of_grassroots(part: Part) -> Values:
    """Service in townships and villages, public posts, and leave to found a firm."""
    people, careers, rng = part.people, part.careers, part.stream("facts of grassroots")
    size = len(people)
    tier = _tier(part, rng)
    graduate = part.schooling.has_left & (part.schooling.level >= COLLEGE) & (people.age <= 45)
    at_grassroots = np.isin(tier, (2, 3)) & part.public_staff
    serves = graduate & happens(rng, np.where(at_grassroots, 420, 22), size)
    began = np.where(at_grassroots, careers.since, careers.starts_on + between(rng, 30, 700, size))
    began = np.minimum(began, part.on - 20)
    serves &= began >= careers.starts_on
    term = np.where(happens(rng, 750, size), 36, 24)
    term_ends = add_months(began, term) - 1
    left = serves & ~at_grassroots & (began < part.on - 200)
    ended = np.minimum(term_ends + between(rng, 0, 60, size), part.on)
    technical = part.staff_of(INSTITUTION) & happens(rng, 640, size)
    leave = careers.doing(OWN) & (people.age >= 26) & happens(rng, 12, size)
    left_post = np.where(leave, part.own.registered_on - between(rng, 20, 200, size), NO_DAY)
    consents = leave & happens(rng, 850, size)
    shown = serves | (at_grassroots & graduate)
    return {
        "workplace_tier": coded(_TIERS, tier),
        "workplace_in_key_poverty_county": careers.doing(AWAY) & happens(rng, 90, size),
        "grassroots_service_started_on": np.where(shown, began, NO_DAY),
        "service_term_ends_on": np.where(shown, term_ends, NO_DAY),
        "passed_service_assessment": shown & (term_ends < part.on) & happens(rng, 930, size),
        "has_served_at_grassroots": serves,
        "grassroots_service_kind": coded(_SERVICES, pick(rng, (120, 330, 110, 240, 120, 80), size)),
        "has_left_grassroots_service": left,
        "grassroots_service_ended_on": np.where(left, ended, NO_DAY),
        "is_technical_staff_of_public_institution": technical | leave,
        "does_technical_work": technical | (part.staff_of(ENTERPRISE) & graduate & happens(rng, 320, size)),
        "left_post_to_start_firm": leave,
        "left_post_on": left_post,
        "former_unit_consents_to_leave": consents,
        "former_unit_consented_on": np.where(consents, left_post - between(rng, 3, 40, size), NO_DAY),
    }


def _tier(part: Part, rng: np.random.Generator) -> Ints:
    """Tier of the unit of each employee: by its township; unknown (-1) for those without a unit."""
    tier = np.full(len(part.people), -1)
    employer = part.careers.employer[part.staff]
    urban = np.array([town.name.endswith("街道") for town in TOWNSHIPS])
    in_town: Bools = ~urban[part.firms.township[employer]]
    draws = pick(rng, (0, 0, 780, 220), len(employer))
    in_seat = pick(rng, (30, 830, 100, 40), len(employer))
    tier[part.staff] = np.where(in_town, draws, in_seat)
    return np.where(part.careers.doing(AWAY), 0, tier)
