"""A small county whose people are due the startup subsidy, for tests of screenings."""

from __future__ import annotations

from county_world import County, county, people_of
from jiuchuang.apps.people.models import Person

FOUNDER = {
    "is_returned_migrant": True,
    "is_veteran": False,
    "is_university_graduate": False,
    "owns_firm": True,
    "own_firm_kind": "individual_business",
    "own_firm_is_first": True,
    "own_firm_registered_on": "2024-07-15",
    "own_firm_operates_normally": True,
    "own_firm_jobs_led": 5,
}
"""Stated facts of somebody who is due the startup subsidy; our ledger says that it was never drawn."""


def founders() -> County:
    """Three founders in one township, two in the other, all of them due."""
    made = county()
    people_of(made, "qx", count=3, firms=1)
    people_of(made, "bh", count=2, firms=1)
    Person.objects.update(facts=FOUNDER)
    for people in made.people.values():
        for person in people:
            person.refresh_from_db()
    return made
