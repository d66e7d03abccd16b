"""One part of the county: people, firms and what binds them, before it becomes tables of facts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from jiuchuang.gateways.population.careers import Careers, Spells, draw_activity, draw_careers
from jiuchuang.gateways.population.chance import Ints, stream
from jiuchuang.gateways.population.days import day_number
from jiuchuang.gateways.population.firms import Firms, draw_firms
from jiuchuang.gateways.population.own_firms import OwnFirms, draw_own_firms
from jiuchuang.gateways.population.people import People, draw_people
from jiuchuang.gateways.population.plan import CountyPlan
from jiuchuang.gateways.population.schooling import Schooling, draw_schooling


@dataclass(frozen=True)
class Part:
    """Part `index` of a county on day number `on`; all arrays count persons and firms from 0 within the part."""

    plan: CountyPlan
    index: int
    on: int
    people: People
    schooling: Schooling
    firms: Firms
    own: OwnFirms
    careers: Careers

    def stream(self, topic: str) -> np.random.Generator:
        """The draws of one topic in this part."""
        return stream(self.plan.seed, self.index, topic)

    @cached_property
    def owners(self) -> Ints:
        """The owner of each firm among the people of the part, -1: none."""
        return self.own.owner_of(len(self.firms))

    @cached_property
    def staff(self) -> Ints:
        """Persons employed by a unit of the county on the day: one employment each."""
        return np.flatnonzero(self.careers.employer >= 0)

    @cached_property
    def headcount(self) -> Ints:
        """Staff of each firm on the day, the owner not counted."""
        return np.bincount(self.careers.employer[self.staff], minlength=len(self.firms)).astype(np.int64)

    @property
    def spells(self) -> Spells:
        """All spells of work in a unit."""
        return self.careers.spells

    @cached_property
    def current_spell(self) -> Ints:
        """For each person the index of the spell that lasts, -1: none."""
        found = np.full(len(self.people), -1)
        lasting = np.flatnonzero(self.spells.lasts)
        found[self.spells.person[lasting]] = lasting
        return found


def draw_part(plan: CountyPlan, index: int) -> Part:
    """Part `index`; the same for the same seed, sizes and day, whatever else has been drawn."""
    on, seed = day_number(plan.on), plan.seed
    people = draw_people(seed, index, plan.persons_in(index), on)
    schooling = draw_schooling(seed, index, people, on)
    activity = draw_activity(seed, index, people, schooling)
    firms = draw_firms(seed, index, plan.employers_in(index), on)
    own, firms = draw_own_firms(seed, index, people, activity, firms, on)
    careers = draw_careers(seed, index, people, schooling, activity, firms, own.registered_on, on)
    return Part(plan, index, on, people, schooling, firms, own, careers)
