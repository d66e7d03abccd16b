"""Facts of the bond between a unit and a member of its staff."""

from __future__ import annotations

import numpy as np

from jiuchuang.gateways.population.chance import happens
from jiuchuang.gateways.population.days import add_months, year_of
from jiuchuang.gateways.population.fact_tables import Values
from jiuchuang.gateways.population.part import Part
from jiuchuang.gateways.population.wages import BENEFIT_2018, EMPLOYER_PERMILLE, LOWEST_BASE_2018, in_year


def facts_of_employments(part: Part) -> Values:
    """One entry for each member of staff, in the order of `Part.staff`."""
    contracts, rng = part.contracts, part.stream("facts of employments")
    size, year = len(part.staff), int(year_of(part.on))
    return {
        "has_labour_contract": contracts.signed,
        "contract_starts_on": contracts.starts_on,
        "contract_ends_on": contracts.ends_on,
        "contract_is_open_ended": contracts.open_ended,
        "hired_on": contracts.hired_on,
        "is_urban_or_rural_worker": happens(rng, 985, size),
        "employer_pays_social_insurance": contracts.insured,
        "is_new_hire": add_months(contracts.hired_on, 12) >= part.on,
        "local_ui_standard_month": np.full(size, in_year(BENEFIT_2018, year)),
        "employer_si_minimum_month": np.full(
            size, in_year(LOWEST_BASE_2018, year) * EMPLOYER_PERMILLE // 1000
        ),
    }
