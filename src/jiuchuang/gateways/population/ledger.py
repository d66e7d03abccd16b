"""Our own ledger as facts: what earlier payments left behind, so that no award is counted twice.

Each fact gathers the payments of some programmes (named without their document): how often, how many months, how
much, whether ever, since when, or how much in this calendar year.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from jiuchuang.gateways.population.chance import Ints
from jiuchuang.gateways.population.days import NO_DAY, year_of
from jiuchuang.gateways.population.payments import Paid
from jiuchuang.gateways.population.tally import sum_by


class Gathers(StrEnum):
    """What a ledger fact takes from each payment."""

    TIMES = "times"
    MONTHS = "months"
    FEN = "fen"
    FEN_THIS_YEAR = "fen this year"
    TIMES_THIS_YEAR = "times this year"
    EVER = "ever"
    FIRST_ON = "first on"
    ALL_THIS_YEAR = "all rows together, this year"


TIMES, MONTHS, FEN, FEN_THIS_YEAR, TIMES_THIS_YEAR, EVER, FIRST_ON, ALL_THIS_YEAR = Gathers


@dataclass(frozen=True)
class LedgerFact:
    """A fact of an entity gathered from payments of the named programmes."""

    name: str
    entity: str
    what: Gathers
    programmes: tuple[str, ...]


_EMPLOYER_SI = ("hardship-hiring-si-subsidy", "sme-student-si-subsidy")
_FLEXIBLE_SI = ("flexible-si-subsidy", "flexible-insurance-subsidy")
_STABILISATION = ("job-stabilisation-subsidy", "stabilisation-return")
_SKILL = ("skill-upgrade-subsidy", "skill-subsidy")
_PARK_COST = ("incubator-cost-subsidy", "park-cost-subsidy")
LEDGER_FACTS = tuple(
    LedgerFact(name, entity, what, programmes)
    for name, entity, what, programmes in (
        ("startup_subsidies_drawn", "person", TIMES, ("startup-subsidy",)),
        ("jobseeking_subsidies_drawn", "person", TIMES, ("jobseeking-subsidy",)),
        ("opening_subsidies_drawn", "person", TIMES, ("opening-subsidy",)),
        ("ui_startup_grants_drawn", "person", TIMES, ("ui-startup-grant",)),
        ("ui_lump_sums_drawn", "person", TIMES, ("ui-lump-sum",)),
        ("startup_course_subsidies_drawn", "person", TIMES, ("student-startup-training",)),
        ("flexible_si_subsidy_months", "person", MONTHS, _FLEXIBLE_SI),
        ("has_flexible_si_determination", "person", EVER, _FLEXIBLE_SI),
        ("flexible_si_determined_on", "person", FIRST_ON, _FLEXIBLE_SI),
        ("startup_si_years_drawn", "person", TIMES, ("startup-si-subsidy",)),
        ("startup_si_drawn_year", "person", FEN_THIS_YEAR, ("startup-si-subsidy",)),
        ("startup_si_drawn", "person", FEN, ("startup-si-subsidy",)),
        ("job_led_years_drawn", "person", TIMES, ("job-led-subsidy",)),
        ("job_led_drawn", "person", FEN, ("job-led-subsidy",)),
        ("other_startup_subsidies_drawn", "person", FEN, ("opening-subsidy", "ui-startup-grant")),
        ("incubator_cost_drawn_year", "person", FEN_THIS_YEAR, _PARK_COST),
        ("has_incubator_cost_subsidy", "person", EVER, _PARK_COST),
        ("incubator_cost_first_on", "person", FIRST_ON, _PARK_COST),
        ("skill_upgrade_subsidies_drawn_for_certificate", "person", TIMES, _SKILL),
        ("skill_training_subsidies_drawn_for_course", "person", TIMES, ("rural-skill-training-subsidy",)),
        ("stabilisation_subsidies_drawn_for_last_year", "employer", TIMES, _STABILISATION),
        ("is_stabilisation_match_paid", "employer", EVER, ("stabilisation-match",)),
        ("scale_up_awards_drawn_this_year", "employer", TIMES_THIS_YEAR, ("scale-up-award",)),
        ("hire_awards_drawn", "employment", TIMES, ("hiring-award", "hiring-subsidy")),
        ("modern_agriculture_subsidies_drawn", "employment", TIMES, ("modern-agriculture-hiring-subsidy",)),
        ("ui_placement_subsidy_drawn", "employment", FEN, ("ui-recipient-hiring-subsidy",)),
        ("employer_si_subsidy_months", "employment", MONTHS, _EMPLOYER_SI),
        ("has_employer_si_determination", "employment", EVER, _EMPLOYER_SI),
        ("employer_si_determined_on", "employment", FIRST_ON, _EMPLOYER_SI),
        ("platform_awards_drawn", "project", TIMES, ("platform-award",)),
        ("guarantee_purchases_year", "project", TIMES_THIS_YEAR, ("park-guarantee-purchase",)),
        ("guarantee_service_drawn", "project", FEN, ("park-guarantee-purchase",)),
        ("incubation_awards_drawn", "project", TIMES, ("district-park-award",)),
        ("financing_service_drawn", "project", FEN, ("financing-purchase",)),
        ("featured_town_awards_drawn", "place", TIMES, ("featured-town-award",)),
        ("community_awards_drawn_at_level", "place", TIMES, ("model-community-award",)),
        ("community_awards_drawn", "place", TIMES, ("model-community-award",)),
        ("youth_station_awards_this_year", "institution", TIMES_THIS_YEAR, ("youth-station-award",)),
        ("youth_station_places_used", "institution", ALL_THIS_YEAR, ("youth-station-award",)),
        ("demonstration_awards_drawn_at_level", "institution", TIMES, ("startup-university-award",)),
        ("home_service_base_grants_drawn", "institution", FEN, ("home-service-base-grant",)),
    )
)
FAMILIES = {
    slug: fact.name for fact in LEDGER_FACTS if fact.what in (TIMES, MONTHS) for slug in fact.programmes
}
"""Programme (without its document) → the ledger fact that keeps it, and others of its kind, from being paid twice."""


def ledger_facts(entity: str, paid: Iterable[Paid], size: int, on: int) -> Mapping[str, np.ndarray]:
    """Ledger facts of an entity's rows, from the payments to those rows."""
    mine = [item for item in paid if item.entity == entity]
    return {
        fact.name: _gather(fact.what, [item for item in mine if item.slug in fact.programmes], size, on)
        for fact in LEDGER_FACTS
        if fact.entity == entity
    }


def through(
    paid: Iterable[Paid], slugs: tuple[str, ...], owner: Ints, size: int, on: int, what: Gathers
) -> np.ndarray:
    """A ledger fact of those to whom the paid rows belong: `owner` gives for each row its owner, -1 for none."""
    total = np.zeros(size, np.int64)
    for item in paid:
        if item.slug in slugs:
            worth = _worth(what, item, on)
            belongs = owner[item.rows] >= 0
            total += sum_by(owner[item.rows][belongs], worth[belongs], size)
    return total


def _gather(what: Gathers, paid: list[Paid], size: int, on: int) -> np.ndarray:
    if what == FIRST_ON:
        first = np.full(size, on + 1)
        for item in paid:
            np.minimum.at(first, item.rows, item.paid_on)
        return np.where(first <= on, first, NO_DAY)
    total = np.zeros(size, np.int64)
    for item in paid:
        total += sum_by(item.rows, _worth(what, item, on), size)
    if what == ALL_THIS_YEAR:
        return np.full(size, total.sum())
    return total > 0 if what == EVER else total


def _worth(what: Gathers, item: Paid, on: int) -> Ints:
    """What each payment adds to the fact."""
    this_year = (year_of(item.paid_on) == year_of(on)).astype(np.int64)
    if what is Gathers.MONTHS:
        return item.instalments
    if what is Gathers.FEN:
        return item.fen
    if what is Gathers.FEN_THIS_YEAR:
        return item.fen * this_year
    return this_year if what in (TIMES_THIS_YEAR, ALL_THIS_YEAR) else np.ones(len(item.rows), np.int64)
