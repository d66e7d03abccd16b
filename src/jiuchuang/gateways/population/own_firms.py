"""Firms that people of the county founded: most are employers of the county, the rest have no staff."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from jiuchuang.gateways.population.careers import OWN
from jiuchuang.gateways.population.chance import Ints, stream, waiting
from jiuchuang.gateways.population.days import NO_DAY, add_months
from jiuchuang.gateways.population.firms import Firms
from jiuchuang.gateways.population.people import People


@dataclass(frozen=True)
class OwnFirms:
    """For each person the firm owned (index of an employer; -1: none, or a firm without staff), and since when."""

    firm: Ints
    registered_on: Ints

    def owner_of(self, firms: int) -> Ints:
        """For each employer its owner among the people of the part, -1: none of them."""
        owner = np.full(firms, -1)
        owners = np.flatnonzero(self.firm >= 0)
        owner[self.firm[owners]] = owners
        return owner


def draw_own_firms(
    seed: int, part: int, people: People, activity: Ints, firms: Firms, on: int
) -> tuple[OwnFirms, Firms]:
    """Who owns which firm; a firm is never older than its owner's coming of age, so some become younger."""
    rng = stream(seed, part, "own firms")
    owners = np.flatnonzero(activity == OWN)
    candidates = np.flatnonzero(firms.may_have_owner)
    linked = min(len(owners), len(candidates))
    firm = np.full(len(people), -1)
    firm[owners[:linked]] = rng.permutation(candidates)[:linked]
    of_age = add_months(people.born_on, 216)
    alone = np.maximum(on - 3 - waiting(rng, 1200, len(people)), of_age)
    registered_on = np.where(activity == OWN, np.minimum(alone, on), NO_DAY)
    mine = np.flatnonzero(firm >= 0)
    founded = firms.registered_on.copy()
    founded[firm[mine]] = np.minimum(np.maximum(founded[firm[mine]], of_age[mine] + 30), on - 1)
    registered_on[mine] = founded[firm[mine]]
    return OwnFirms(firm, registered_on), replace(firms, registered_on=founded)
