"""Facts of projects: the young firms that start-up parks and platforms serve, as the parks know them."""

from __future__ import annotations

import numpy as np

from jiuchuang.gateways.population.chance import Ints, between, coded, happens, pick
from jiuchuang.gateways.population.days import NO_DAY
from jiuchuang.gateways.population.fact_tables import Values, known_where
from jiuchuang.gateways.population.part import Part

_PLATFORM_KINDS = ("startup_platform", "research_platform", "other")
_PLATFORM_LEVELS = ("national", "provincial", "city", "county", "none")
_PURPOSES = (
    "hiring_award", "stabilisation_subsidy", "loan_interest", "platform_award", "university_award", "labour_market",
    "training_base", "other_key_project", "angel_fund", "other",
)  # fmt: skip
_METHODS = ("angel", "venture", "loan", "other")


def facts_of_projects(part: Part, founders: Ints) -> Values:
    """One entry for each project; `founders` are the persons behind them."""
    rng, size = part.stream("facts of projects"), len(founders)
    resident = part.in_incubator[founders]
    since = part.own.registered_on[founders]
    guaranteed = resident & happens(rng, 180, size)
    incubated = resident & happens(rng, 720, size)
    incubated_on = np.minimum(since + between(rng, 60, 420, size), part.on)
    stable = happens(rng, 760, size)
    stable_since = np.minimum(since + between(rng, 10, 300, size), part.on)
    financed = happens(rng, 330, size)
    level = np.where(happens(rng, 60, size), pick(rng, (40, 160, 350, 450), size), 4)
    return {
        "platform_kind": coded(_PLATFORM_KINDS, np.where(level < 4, pick(rng, (620, 300, 80), size), 2)),
        "platform_recognised_level": coded(_PLATFORM_LEVELS, level),
        "is_newly_recognised_platform": (level < 4) & happens(rng, 450, size),
        "county_fund_purpose": coded(_PURPOSES, pick(rng, (180, 90, 200, 60, 20, 60, 90, 60, 60, 180), size)),
        "is_resident_startup_project": resident,
        "has_loan_guaranteed_by_park": guaranteed,
        "park_guaranteed_loan": 1_000_000 * between(rng, 3, 60, size),
        "is_incubated_by_park": incubated,
        "incubated_on": np.where(incubated, incubated_on, NO_DAY),
        "is_operating_stably": stable,
        "stable_operation_since": stable_since,
        "financing_method": coded(_METHODS, np.where(financed, pick(rng, (150, 90, 560, 200), size), 3)),
        "financing_obtained": known_where(
            np.ones(size, np.bool_), np.where(financed, 1_000_000 * between(rng, 2, 300, size), 0)
        ),
        "is_second_startup_project": happens(rng, 90, size),
        "project_has_high_technology_content": happens(rng, 140, size),
        "project_has_good_market_prospects": happens(rng, 420, size),
        "project_has_strong_driving_effect": happens(rng, 300, size),
    }
