"""Facts of social insurance, contributions and unemployment benefit of persons."""

from __future__ import annotations

import numpy as np

from jiuchuang.gateways.population.careers import FLEXIBLE, OWN
from jiuchuang.gateways.population.chance import happens
from jiuchuang.gateways.population.days import year_of
from jiuchuang.gateways.population.fact_tables import Values
from jiuchuang.gateways.population.part import Part
from jiuchuang.gateways.population.schooling import COLLEGE
from jiuchuang.gateways.population.wages import (
    BENEFIT_2018,
    LOWEST_BASE_2018,
    SELF_PAID_PERCENT,
    STAFF_PERMILLE,
    chosen_bases,
    in_year,
    monthly_wages,
)  # fmt: skip


def facts_of_insurance(part: Part) -> Values:
    """Who pays what into which insurance, and draws what from it."""
    people, jobless, rng = part.people, part.unemployment, part.stream("facts of insurance")
    size, year = len(people), int(year_of(part.on))
    insured = part.insured_now
    pays_alone = ~insured & part.hardship.able & happens(rng, np.where(_alone(part), 460, 0), size)
    wages = monthly_wages(rng, (part.schooling.level >= COLLEGE).astype(np.int64), year, size)
    alone = chosen_bases(rng, year, size) * SELF_PAID_PERCENT // 100
    paid = np.select([insured, pays_alone], [wages * STAFF_PERMILLE // 1000, alone], 0)
    return {
        "pays_social_insurance_as_required": (insured | pays_alone) & happens(rng, 965, size),
        "is_social_insurance_participant": insured | pays_alone,
        "own_si_paid_month": paid,
        "own_si_minimum_month": np.full(size, in_year(LOWEST_BASE_2018, year) * SELF_PAID_PERCENT // 100),
        "ui_monthly_benefit": np.full(size, in_year(BENEFIT_2018, year)),
        "ui_months_remaining": jobless.months_left,
        "was_receiving_ui_on_starting_work": jobless.received_at_start,
        "has_ui_entitlement": jobless.entitled,
        "ui_receipt_starts_on": jobless.receipt_from,
        "ui_receipt_ends_on": jobless.receipt_to,
    }


def _alone(part: Part) -> np.ndarray:
    return part.careers.doing(FLEXIBLE, OWN)
