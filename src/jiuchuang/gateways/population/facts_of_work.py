"""Facts of a person's work: what is done now, registered or not, and what came before."""

from __future__ import annotations

from jiuchuang.gateways.population.careers import AWAY, FARM, FLEXIBLE, OWN, UNEMPLOYED, UNIT
from jiuchuang.gateways.population.fact_tables import Values
from jiuchuang.gateways.population.part import Part


def facts_of_work(part: Part) -> Values:
    """What the person does on the day."""
    careers = part.careers
    return {
        "is_employed": careers.doing(UNIT, OWN, FLEXIBLE, FARM, AWAY),
        "is_flexibly_employed": careers.doing(FLEXIBLE),
        "is_unemployed": careers.doing(UNEMPLOYED),
        "jobless_since": careers.jobless_since,
        "owns_firm": careers.doing(OWN),
        "own_firm_registered_on": part.own.registered_on,
    }
