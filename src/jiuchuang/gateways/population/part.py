"""One part of the county: people, firms and what binds them, before it becomes tables of facts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from jiuchuang.gateways.population.careers import (
    FLEXIBLE,
    OWN,
    UNIT,
    Careers,
    Spells,
    draw_activity,
    draw_careers,
)
from jiuchuang.gateways.population.chance import Bools, Ints, happens, stream
from jiuchuang.gateways.population.contracts import Contracts, draw_contracts
from jiuchuang.gateways.population.days import day_number, whole_months, year_of
from jiuchuang.gateways.population.firms import GOVERNMENT, INSTITUTION, Firms, draw_firms
from jiuchuang.gateways.population.hardship import Hardship, draw_hardship
from jiuchuang.gateways.population.own_firms import OwnFirms, draw_own_firms
from jiuchuang.gateways.population.payroll import Payroll, add_up
from jiuchuang.gateways.population.people import People, draw_people
from jiuchuang.gateways.population.plan import CountyPlan
from jiuchuang.gateways.population.schooling import COLLEGE, Schooling, draw_schooling
from jiuchuang.gateways.population.unemployment import Unemployment, draw_unemployment


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
    unemployment: Unemployment
    hardship: Hardship
    contracts: Contracts
    payroll: Payroll

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

    @property
    def headcount(self) -> Ints:
        """Staff of each firm on the day, the owner not counted."""
        return self.payroll.headcount

    def staff_of(self, *kinds: int) -> Bools:
        """Whether each person is on the staff of an employer of these kinds."""
        found = np.zeros(len(self.people), np.bool_)
        found[self.staff] = np.isin(self.firms.kind[self.careers.employer[self.staff]], kinds)
        return found

    @cached_property
    def public_staff(self) -> Bools:
        """Whether each person serves an organ or a public institution."""
        return self.staff_of(GOVERNMENT, INSTITUTION)

    @cached_property
    def graduates_this_year(self) -> Bools:
        """Students of a university or college who finish, or have finished, in the calendar year of the day."""
        tertiary = self.schooling.level >= COLLEGE
        return tertiary & (year_of(self.schooling.ends_on) == year_of(self.on))

    @property
    def spells(self) -> Spells:
        """All spells of work in a unit."""
        return self.careers.spells

    @cached_property
    def work_registered(self) -> Bools:
        """Whether the work of each person is registered with the county: contracts mostly, flexible work half."""
        rng, size = self.stream("work registered"), len(self.people)
        signed = np.zeros(size, np.bool_)
        signed[self.staff] = self.contracts.signed
        doing = self.careers.doing
        share = np.select([signed, doing(UNIT), doing(FLEXIBLE), doing(OWN)], [930, 380, 480, 620], 0)
        return happens(rng, share, size)

    @cached_property
    def in_incubator(self) -> Bools:
        """Whether each person's firm is a tenant of a start-up park: young firms mostly."""
        months = whole_months(np.maximum(self.own.registered_on, 0), self.on)
        share = np.select([months < 12, months < 36], [130, 90], 15)
        return self.careers.doing(OWN) & happens(self.stream("in incubator"), share, len(self.people))

    @cached_property
    def founders(self) -> Ints:
        """Persons behind a project that a park or platform serves: tenants of parks, and one owner in fifty else."""
        others = self.careers.doing(OWN) & happens(self.stream("founders"), 20, len(self.people))
        return np.flatnonzero(self.in_incubator | others)

    @cached_property
    def other_difficulty(self) -> Bools:
        """Whether each household is judged to be in difficulty for another reason."""
        return happens(self.stream("other difficulty"), 15, self.people.households)

    @cached_property
    def insured_now(self) -> Bools:
        """Whether each person is insured by a unit on the day."""
        found = np.zeros(len(self.people), np.bool_)
        found[self.spells.person[self.spells.lasts & self.spells.insured]] = True
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
    jobless = draw_unemployment(seed, index, people, careers, on)
    hardship = draw_hardship(seed, index, people, schooling, careers, jobless, on)
    contracts = draw_contracts(seed, index, careers, firms, on)
    payroll = add_up(seed, index, careers, contracts, firms, on)
    return Part(
        plan, index, on, people, schooling, firms, own, careers, jobless, hardship, contracts, payroll
    )
