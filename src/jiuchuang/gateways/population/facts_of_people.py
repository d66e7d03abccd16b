"""Facts of a person's birth, hukou, service and schooling."""

from __future__ import annotations

import numpy as np

from jiuchuang.gateways.population.chance import coded
from jiuchuang.gateways.population.fact_tables import Values
from jiuchuang.gateways.population.part import Part


def facts_of_people(part: Part) -> Values:
    """Who the person is."""
    people = part.people
    return {
        "birth_on": people.born_on,
        "sex": coded(("male", "female"), np.where(people.male, 0, 1)),
        "is_rural_hukou": people.rural,
        "is_local_hukou": people.local,
        "is_student": part.schooling.is_student,
    }
