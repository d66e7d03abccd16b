"""Households and the people in them: who lives with whom, how old they are, where they are registered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jiuchuang.gateways.population.chance import Bools, Ints, between, happens, pick, stream
from jiuchuang.gateways.population.days import add_months, whole_years
from jiuchuang.gateways.population.townships import TOWNSHIPS

HEAD, SPOUSE, CHILD, SECOND_CHILD, GRANDPARENT, SECOND_GRANDPARENT = range(6)


@dataclass(frozen=True)
class Archetype:
    """A kind of household: its weight, the age of its head, its members in order, and whether ages thin out."""

    weight: int
    head_age: tuple[int, int]
    roles: tuple[int, ...]
    ageing: bool = False


ARCHETYPES = (
    Archetype(85, (20, 44), (HEAD,)),
    Archetype(75, (60, 94), (HEAD,), ageing=True),
    Archetype(150, (57, 92), (HEAD, SPOUSE), ageing=True),
    Archetype(105, (45, 60), (HEAD, SPOUSE)),
    Archetype(35, (23, 34), (HEAD, SPOUSE)),
    Archetype(210, (24, 58), (HEAD, SPOUSE, CHILD)),
    Archetype(185, (27, 51), (HEAD, SPOUSE, CHILD, SECOND_CHILD)),
    Archetype(60, (27, 54), (HEAD, SPOUSE, CHILD, GRANDPARENT)),
    Archetype(45, (26, 50), (HEAD, SPOUSE, CHILD, GRANDPARENT, SECOND_GRANDPARENT)),
    Archetype(70, (28, 50), (HEAD, SPOUSE, CHILD, SECOND_CHILD, GRANDPARENT)),
    Archetype(45, (27, 58), (HEAD, CHILD)),
)
LARGEST_HOUSEHOLD = max(len(archetype.roles) for archetype in ARCHETYPES)


@dataclass(frozen=True)
class People:
    """One entry for each person of a part; `household` counts households from 0 within the part.

    Days are numbers since 1970-01-01. `rural` and `local` tell the kind and the place of the hukou.
    """

    household: Ints
    role: Ints
    born_on: Ints
    age: Ints
    male: Bools
    township: Ints
    rural: Bools
    local: Bools
    households: int

    def __len__(self) -> int:
        return len(self.born_on)


def draw_people(seed: int, part: int, size: int, on: int) -> People:
    """The people of one part, as of day `on`."""
    rng = stream(seed, part, "people")
    household, role, archetype = _fill_households(rng, size)
    households = int(household[-1]) + 1
    age = _ages(rng, household, role, archetype, households)
    born_on = add_months(on, -12 * age) - between(rng, 0, 364, size)
    born_on = np.minimum(born_on, on)
    male = _sexes(rng, household, role, archetype, households)
    township = pick(rng, [town.people for town in TOWNSHIPS], households)
    rural_share = np.array([town.rural for town in TOWNSHIPS])[township]
    rural = happens(rng, rural_share, households)
    local = happens(rng, np.where(rural, 985, 940), households)[household] & happens(rng, 990, size)
    return People(
        household, role, born_on, whole_years(born_on, on), male,
        township[household], rural[household], local, households,
    )  # fmt: skip


def _fill_households(rng: np.random.Generator, size: int) -> tuple[Ints, Ints, Ints]:
    """Household number and role of each person, and the archetype of each household."""
    archetype = pick(rng, [item.weight for item in ARCHETYPES], size)
    sizes = np.array([len(item.roles) for item in ARCHETYPES])[archetype]
    needed = int(np.searchsorted(np.cumsum(sizes), size)) + 1
    archetype, sizes = archetype[:needed], sizes[:needed]
    household = np.repeat(np.arange(needed), sizes)[:size]
    position = np.arange(len(household)) - np.concatenate(([0], np.cumsum(sizes)[:-1]))[household]
    roles = np.array([item.roles + (0,) * (LARGEST_HOUSEHOLD - len(item.roles)) for item in ARCHETYPES])
    return household, roles[archetype[household], position], archetype


def _ages(rng: np.random.Generator, household: Ints, role: Ints, archetype: Ints, households: int) -> Ints:
    """Ages in years: the head's first, the others' from it."""
    low = np.array([item.head_age[0] for item in ARCHETYPES])[archetype]
    high = np.array([item.head_age[1] for item in ARCHETYPES])[archetype]
    ageing = np.array([item.ageing for item in ARCHETYPES])[archetype]
    high = np.where(ageing, between(rng, low, high, households), high)  # the old become fewer with every year
    head = between(rng, low, high, households)[household]
    size = len(household)
    first_birth = between(rng, 21, 31, households)[household]
    second_birth = first_birth + between(rng, 2, 7, households)[household]
    generation = between(rng, 21, 32, households)[household]
    offsets = np.select(
        [
            role == SPOUSE,
            role == CHILD,
            role == SECOND_CHILD,
            role == GRANDPARENT,
            role == SECOND_GRANDPARENT,
        ],
        [
            between(rng, -4, 3, size),
            -first_birth,
            -second_birth,
            generation,
            generation - between(rng, 0, 4, size),
        ],
        0,
    )
    age = head + offsets
    youngest = np.where(role == SPOUSE, 20, 0)
    newborn = (age < 0) & (role != SPOUSE)
    return np.where(newborn, between(rng, 0, 6, size), np.clip(age, youngest, 100))


def _sexes(rng: np.random.Generator, household: Ints, role: Ints, archetype: Ints, households: int) -> Bools:
    """Spouses and two grandparents are of opposite sex; widows outnumber widowers; boys outnumber girls."""
    alone = np.array([len(item.roles) == 1 for item in ARCHETYPES])[archetype]
    old = np.array([item.head_age[0] >= 60 for item in ARCHETYPES])[archetype]
    single_parent = np.array([item.roles == (HEAD, CHILD) for item in ARCHETYPES])[archetype]
    share = np.select([alone & old, alone, single_parent], [430, 660, 420], 800)
    head = happens(rng, share, households)[household]
    grandparent = happens(rng, 380, households)[household]
    child = happens(rng, 524, len(household))
    return np.select(
        [role == HEAD, role == SPOUSE, role == GRANDPARENT, role == SECOND_GRANDPARENT],
        [head, ~head, grandparent, ~grandparent],
        child,
    ).astype(np.bool_)
