"""Facts of the firms that people founded, of their incubators, mentors and loans."""

from __future__ import annotations

import numpy as np

from jiuchuang.gateways.population.careers import OWN, UNEMPLOYED
from jiuchuang.gateways.population.chance import Ints, between, coded, happens, pick
from jiuchuang.gateways.population.days import NO_DAY, add_months
from jiuchuang.gateways.population.fact_tables import Values, known_where
from jiuchuang.gateways.population.firms import COOPERATIVE, INDIVIDUAL, INDUSTRIES
from jiuchuang.gateways.population.part import Part
from jiuchuang.gateways.population.payroll import SIZES
from jiuchuang.gateways.population.schooling import VOCATIONAL
from jiuchuang.gateways.population.tally import count_by

_KINDS = ("enterprise", "individual_business", "cooperative", "social_work_agency", "other")
_YOUNG_MONTHS = 36
"""A firm counts as new, and as a start-up, for three years in this county."""
_LOANS = (
    40,
    60,
    80,
    140,
    40,
    40,
    60,
    20,
    230,
    10,
    10,
    10,
    10,
    90,
    10,
    5,
    5,
    5,
    90,
    5,
    5,
    5,
    5,
    10,
    5,
    5,
    5,
    5,
    20,
)
"""Weights of loans of 2, 3, … 30 times ten thousand yuan."""


def facts_of_own_firms(part: Part) -> Values:
    """The firm of each owner: since when, of what kind, how it does; its jobs follow from the registers."""
    people, own, rng = part.people, part.own, part.stream("facts of own firms")
    size, owner, linked = len(people), part.careers.doing(OWN), part.own.firm >= 0
    insured_year = _insured_jobs(part)
    young = add_months(np.maximum(own.registered_on, 0), _YOUNG_MONTHS) >= part.on
    gap = part.unemployment.last_spell
    ended = np.append(part.spells.ended_on, NO_DAY)[gap]
    jobless_before = owner & np.where(gap >= 0, own.registered_on - ended > 30, happens(rng, 200, size))
    technical = np.isin(part.firms.industry, [INDUSTRIES.index(letter) for letter in "CIM"])
    high_technology = linked & technical[own.firm] if len(part.firms) else linked
    entered = np.minimum(own.registered_on + between(rng, 0, 240, size), part.on)
    return {
        "owns_firm": owner,
        "own_firm_registered_on": own.registered_on,
        "own_firm_is_first": happens(rng, 880, size),
        "own_firm_kind": coded(_KINDS, _kind(part, rng)),
        "own_firm_size": coded(
            SIZES, np.where(linked, part.payroll.size[own.firm] if len(part.firms) else 0, 0)
        ),
        "own_firm_operates_normally": happens(rng, 870, size),
        "own_firm_has_business_licence": happens(rng, 975, size),
        "own_firm_in_high_technology": high_technology & happens(rng, 220, size),
        "own_firm_is_startup": young,
        "own_firm_is_newly_founded": young & happens(rng, 960, size),
        "was_unemployed_when_founding": jobless_before,
        "was_enrolled_when_founding": (part.schooling.level >= VOCATIONAL)
        & (own.registered_on <= part.schooling.ends_on),
        "startup_si_assessed_year": insured_year * between(rng, 450_000, 780_000, size),
        "own_firm_is_in_incubator": part.in_incubator,
        "own_firm_entered_incubator_on": entered,
        "incubator_cost_month": 1000 * between(rng, 20, 320, size),
    }


def facts_of_startup_help(part: Part) -> Values:
    """Mentoring and personal start-up loans; who has not applied has no principal."""
    people, rng = part.people, part.stream("facts of startup help")
    size, owner = len(people), part.careers.doing(OWN)
    served = owner & happens(rng, np.where(part.in_incubator, 560, 35), size)
    groups = [owner, part.careers.doing(UNEMPLOYED)]
    qualifies = part.hardship.able & happens(rng, np.select(groups, [420, 60], 4), size)
    applies = happens(rng, np.select([qualifies, owner], [420, 40], 0), size)
    return {
        "is_served_startup_person": served,
        "mentoring_sessions_year": np.where(served, between(rng, 1, 9, size), 0),
        "mentor_sessions_year": np.where(served, between(rng, 1, 60, size), 0),
        "meets_personal_loan_rules": qualifies,
        "personal_loan_principal": known_where(applies, 1_000_000 * (2 + pick(rng, _LOANS, size))),
        "personal_loan_term": known_where(applies, 12 * (1 + pick(rng, (250, 420, 280, 50), size))),
    }


def _insured_jobs(part: Part) -> Ints:
    """Staff of each owner's firm who are registered, with a contract of a year, and insured for a year."""
    contracts = part.contracts
    registered = part.work_registered[part.staff] & (contracts.months >= 12)
    counted = registered & contracts.insured & (add_months(contracts.hired_on, 13) <= part.on)
    per_firm = count_by(part.careers.employer[part.staff][counted], len(part.firms) + 1)
    return np.where(part.own.firm >= 0, per_firm[part.own.firm], 0)


def _kind(part: Part, rng: np.random.Generator) -> Ints:
    size, firm = len(part.people), part.own.firm
    alone = np.array([1, 0, 3, 4])[pick(rng, (900, 75, 10, 15), size)]
    if not len(part.firms):
        return alone
    kind = part.firms.kind[firm]
    return np.where(firm >= 0, np.select([kind == INDIVIDUAL, kind == COOPERATIVE], [1, 2], 0), alone)
