"""Facts of places and institutions: townships with their communities; parks, agencies, universities, stations."""

from __future__ import annotations

import numpy as np

from jiuchuang.gateways.population.chance import Ints, between, coded, happens, pick
from jiuchuang.gateways.population.days import NO_DAY
from jiuchuang.gateways.population.fact_tables import Values

PARK, AGENCY, STATION, TRAINING_BASE, UNIVERSITY, ADVISER = range(6)
INSTITUTION_KINDS = (
    "park",
    "labour_agency",
    "youth_station",
    "training_base",
    "startup_university",
    "adviser",
)
_KIND_WEIGHTS = (180, 240, 220, 120, 20, 220)
_LEVELS = ("national", "provincial", "city", "county")


def facts_of_places(rng: np.random.Generator, is_township: np.ndarray, people: Ints) -> Values:
    """One entry for each place; `people` live there. Jobs led are one or two in a hundred of them."""
    size = len(is_township)
    featured = is_township & happens(rng, 260, size)
    full = ~is_township & happens(rng, 170, size)
    led = people * between(rng, 4, 22, size) // 1000
    risk = happens(rng, 25, size)
    return {
        "is_featured_town": featured,
        "is_recognised_by_provincial_department": featured & happens(rng, 450, size),
        "place_startup_success_rate_year": between(rng, 120_000, 480_000, size),
        "place_jobs_led_year": led,
        "place_jobs_led_insured_year": np.where(
            happens(rng, 250, size), led, led * between(rng, 40, 99, size) // 100
        ),
        "is_full_employment_community": full,
        "full_employment_community_level": coded(_LEVELS, pick(rng, (20, 130, 350, 500), size)),
        "startup_guide_fund_budgeted": np.where(is_township, 10_000_000 * between(rng, 0, 60, size), 0),
        "has_severe_mass_unemployment_risk": risk,
        "are_special_measures_agreed_by_city": risk & happens(rng, 500, size),
    }


def draw_institution_kinds(rng: np.random.Generator, size: int) -> Ints:
    """What each institution is; the first six are one of each kind, so that none is lacking."""
    kinds = pick(rng, _KIND_WEIGHTS, size)
    kinds[: len(INSTITUTION_KINDS)] = np.arange(len(INSTITUTION_KINDS))[:size]
    return kinds


def facts_of_institutions(rng: np.random.Generator, kind: Ints, on: int) -> Values:
    """One entry for each institution of the given kind."""
    size = len(kind)
    park, agency, station, university = kind == PARK, kind == AGENCY, kind == STATION, kind == UNIVERSITY
    listed_on = on - between(rng, 200, 2200, size)
    level = np.where(park, pick(rng, (15, 85, 250, 400, 250), size), 4)
    recognised = university & happens(rng, 600, size)
    recognised_on = on - between(rng, 30, 900, size)
    organiser = np.select([agency, kind == ADVISER], [pick(rng, (520, 260, 220), size), 2], 3)
    serves = np.select([park, kind == ADVISER], [0, 1], 2)
    return {
        "is_youth_service_station": station,
        "is_selected_by_county_government": station & happens(rng, 400, size),
        "youth_station_awards_earlier": (station & happens(rng, 150, size)).astype(np.int64),
        "has_marked_employment_effect": station & happens(rng, 550, size),
        "is_county_startup_university": university,
        "has_demonstration_university_recognition": recognised,
        "demonstration_university_level": coded(("city", "provincial"), pick(rng, (700, 300), size)),
        "demonstration_university_recognised_on": np.where(recognised, recognised_on, NO_DAY),
        "demonstration_term_counted_from": np.where(
            university, recognised_on - between(rng, 200, 1300, size), NO_DAY
        ),
        "labour_export_organiser_kind": coded(
            ("hr_agency", "labour_broker", "other_market_entity", "not_market_entity"), organiser
        ),
        "organises_labour_export_beyond_county": agency & happens(rng, 600, size),
        "is_city_home_service_training_base": (kind == TRAINING_BASE) & happens(rng, 300, size),
        "park_level": coded(("national", "provincial", "city", "district", "none"), level),
        "park_listed_on": np.where(park & (level < 4), listed_on, NO_DAY),
        "park_is_built_by_social_force": park & happens(rng, 480, size),
        "provider_kind": coded(("incubation_platform", "startup_service", "other"), serves),
        "provider_is_budget_funded_public_body": np.isin(kind, (STATION, TRAINING_BASE))
        & happens(rng, 350, size),
        "is_incubator_park": park,
        "has_incubator_star_rating": park & happens(rng, 350, size),
    }
