"""What people do on the day, and the spells of work behind it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jiuchuang.gateways.population.chance import (
    Bools,
    Ints,
    between,
    happens,
    pick,
    pick_by_group,
    stream,
    waiting,
)
from jiuchuang.gateways.population.days import NO_DAY, add_months, month_number
from jiuchuang.gateways.population.firms import Firms
from jiuchuang.gateways.population.people import People
from jiuchuang.gateways.population.schooling import COLLEGE, SENIOR, Schooling

UNIT, OWN, FLEXIBLE, FARM, AWAY, UNEMPLOYED, INACTIVE = range(7)
ACTIVITIES = ("unit", "own_firm", "flexible", "farming", "away", "unemployed", "inactive")
"""Employed by a unit of the county, own firm, flexible work, farming, working elsewhere, jobless, inactive."""
END_REASONS = ("quit", "expired", "laid_off", "retired")
QUIT, EXPIRED, LAID_OFF, RETIRED = range(4)
_AGE_BANDS = (25, 35, 45, 55, 60, 70)
_ACTIVITY_BY_GROUP = (
    # urban men by age: to 24, 25–34, 35–44, 45–54, 55–59, 60–69, 70 and over; then urban women, rural men, women
    (560, 48, 130, 0, 60, 92, 110), (630, 145, 115, 0, 50, 35, 25), (600, 170, 125, 0, 40, 38, 27),
    (550, 145, 145, 0, 30, 60, 70), (440, 95, 140, 0, 10, 50, 265), (25, 18, 45, 0, 0, 0, 912),
    (0, 3, 5, 0, 0, 0, 992),
    (540, 36, 120, 0, 50, 89, 165), (570, 100, 125, 0, 25, 42, 138), (530, 112, 145, 0, 15, 52, 146),
    (345, 85, 165, 0, 5, 52, 348), (90, 36, 110, 0, 0, 0, 764), (10, 10, 30, 0, 0, 0, 950),
    (0, 2, 3, 0, 0, 0, 995),
    (320, 36, 135, 75, 290, 54, 90), (270, 132, 130, 95, 321, 25, 27), (235, 155, 145, 165, 245, 27, 28),
    (200, 127, 155, 295, 140, 24, 59), (130, 72, 120, 485, 55, 18, 120), (30, 18, 40, 520, 5, 0, 387),
    (0, 3, 10, 180, 0, 0, 807),
    (330, 30, 125, 65, 220, 55, 175), (270, 95, 125, 138, 197, 27, 148), (235, 110, 135, 250, 97, 27, 146),
    (155, 65, 115, 430, 40, 20, 175), (60, 30, 60, 555, 5, 0, 290), (10, 10, 20, 430, 0, 0, 530),
    (0, 2, 5, 120, 0, 0, 873),
)  # fmt: skip
_EARLIER_SPELLS = (
    # chance in a thousand of a first, second and third earlier spell, by activity
    (600, 400, 250), (550, 350, 200), (550, 350, 200), (150, 80, 30), (600, 400, 250), (900, 500, 300),
    (420, 300, 150),
)  # fmt: skip


@dataclass(frozen=True)
class Spells:
    """Spells of work in a unit, one entry each: whose, where (-1 outside the county), from, to, insured, why ended.

    `ended_on` is NO_DAY while the spell lasts; `reason` counts END_REASONS and is -1 while it lasts.
    """

    person: Ints
    employer: Ints
    started_on: Ints
    ended_on: Ints
    insured: Bools
    reason: Ints

    @property
    def lasts(self) -> Bools:
        """Not ended on the day of the county."""
        return self.ended_on == NO_DAY

    def reason_of(self, index: Ints) -> Ints:
        """Why the spells at `index` ended; -1 where the index is -1 (no such spell)."""
        return np.append(self.reason, -1)[index]

    def last_month(self, on: int) -> Ints:
        """Number of the month in which the spell ends, or of the day itself while it lasts."""
        return month_number(np.where(self.lasts, on, self.ended_on))

    def insured_months(self, on: int) -> Ints:
        """Months insured: from the month after the start to the last month; never more than months worked."""
        return np.where(self.insured, self.last_month(on) - month_number(self.started_on), 0)


@dataclass(frozen=True)
class Careers:
    """Activity of each person, since when, where employed (-1: nowhere in the county), jobless since when."""

    activity: Ints
    starts_on: Ints
    """First day on which the person could work: out of school and sixteen."""
    since: Ints
    employer: Ints
    jobless_since: Ints
    spells: Spells

    def doing(self, *activities: int) -> Bools:
        """Whether each person does one of these."""
        return np.isin(self.activity, activities)


def draw_activity(seed: int, part: int, people: People, schooling: Schooling) -> Ints:
    """What each person does; children and students are inactive, but for a few students with a firm."""
    rng = stream(seed, part, "activity")
    band = np.searchsorted(_AGE_BANDS, people.age, side="right")
    bands = len(_AGE_BANDS) + 1
    group = band + bands * (np.where(people.male, 0, 1) + np.where(people.rural, 2, 0))
    activity = pick_by_group(rng, _ACTIVITY_BY_GROUP, group)
    tertiary = schooling.level >= COLLEGE
    moves = happens(rng, 850, len(people)) & tertiary & (activity == FARM)
    activity = np.where(moves, UNIT, activity)
    moves = happens(rng, 400, len(people)) & tertiary & (activity == FLEXIBLE)
    activity = np.where(moves, UNIT, activity)
    activity = np.where((activity == OWN) & (people.age < 18), FLEXIBLE, activity)
    activity = np.where((people.age >= 16) & schooling.has_left, activity, INACTIVE)
    founds = schooling.is_student & tertiary & (people.age >= 19) & happens(rng, 9, len(people))
    return np.where(founds, OWN, activity)


def draw_careers(
    seed: int,
    part: int,
    people: People,
    schooling: Schooling,
    activity: Ints,
    firms: Firms,
    own_since: Ints,
    on: int,
) -> Careers:
    """Current work and earlier spells; `own_since` is the day on which owners registered their firm."""
    rng = stream(seed, part, "careers")
    size = len(people)
    starts_on = np.maximum(schooling.ends_on, add_months(people.born_on, 192))
    employer = _choose_employers(rng, schooling.level, firms)
    activity = np.where((activity == UNIT) & (employer < 0), AWAY, activity)
    employer = np.where(activity == UNIT, employer, -1)
    founded = firms.registered_on[employer] if len(firms) else np.full(size, on)
    settled = np.where(_serves_public(employer, firms), 3, 1)
    began = np.maximum(on - settled * waiting(rng, 1600, size), starts_on + between(rng, 0, 150, size))
    began = np.where(employer >= 0, np.maximum(began, founded), began)
    began = np.where(activity == OWN, own_since, np.minimum(began, on))
    jobless = np.minimum(np.maximum(on - 5 - waiting(rng, 330, size), starts_on), on)
    jobless = np.where(activity == UNEMPLOYED, jobless, NO_DAY)
    since = np.where(np.isin(activity, (UNEMPLOYED, INACTIVE)), NO_DAY, began)
    insured = _insured(rng, employer, firms)
    in_unit = np.isin(activity, (UNIT, AWAY))
    current = Spells(
        np.flatnonzero(in_unit), employer[in_unit], began[in_unit],
        np.full(int(in_unit.sum()), NO_DAY), insured[in_unit], np.full(int(in_unit.sum()), -1),
    )  # fmt: skip
    cursor = _end_of_history(rng, people, activity, began, jobless, on)
    earlier = _earlier_spells(rng, activity, starts_on, cursor, schooling.level, firms)
    return Careers(activity, starts_on, since, employer, jobless, _joined([current, *earlier]))


def _end_of_history(
    rng: np.random.Generator, people: People, activity: Ints, began: Ints, jobless: Ints, on: int
) -> Ints:
    """The day up to which earlier work may reach: start of current work, loss of work, or leaving it for good."""
    size = len(people)
    retirement = add_months(people.born_on, np.where(people.male, 720, 600)) - between(rng, 0, 1500, size)
    left = np.minimum(np.where(people.age >= 50, retirement, on - waiting(rng, 1500, size)), on)
    return np.select([activity == UNEMPLOYED, activity == INACTIVE], [jobless, left], began)


def _earlier_spells(
    rng: np.random.Generator, activity: Ints, starts_on: Ints, cursor: Ints, level: Ints, firms: Firms
) -> list[Spells]:
    """Up to three earlier spells for each person, going back from `cursor`, never before `starts_on`."""
    chances = np.array(_EARLIER_SPELLS)
    size = len(activity)
    before = np.ones(size, np.bool_)
    found = []
    for turn in range(3):
        gap = waiting(rng, 120, size) * ~((activity == UNEMPLOYED) & (turn == 0))
        end = cursor - gap - 1
        start = np.maximum(end - 30 - waiting(rng, 1300, size), starts_on)
        before = before & happens(rng, chances[:, turn][activity], size) & (end - start >= 30)
        employer = _choose_employers(rng, level, firms)
        employer = np.where(happens(rng, 250, size), -1, employer)
        if len(firms):
            employer = np.where(firms.registered_on[employer] <= start, employer, -1)
        insured = _insured(rng, employer, firms)
        reason = pick(rng, (520, 260, 220), size)
        keep = np.flatnonzero(before)
        found.append(Spells(keep, employer[keep], start[keep], end[keep], insured[keep], reason[keep]))
        cursor = np.where(before, start, cursor)
    return found


def _choose_employers(rng: np.random.Generator, level: Ints, firms: Firms) -> Ints:
    """An employer for each person, by weight; the schooled are likelier to serve the public. -1: none to be had."""
    public_share = np.select([level >= COLLEGE, level >= SENIOR], [420, 110], 30)
    wants_public = happens(rng, public_share, len(level))
    chosen = np.full(len(level), -1)
    for public in (False, True):
        pool = np.flatnonzero(firms.is_public == public)
        who = wants_public == public
        if len(pool) and firms.weight[pool].sum() > 0:
            chosen[who] = pool[pick(rng, firms.weight[pool].tolist(), int(who.sum()))]
    return chosen


def _insured(rng: np.random.Generator, employer: Ints, firms: Firms) -> Bools:
    """Whether a spell is insured: by the firm's habit, six in ten elsewhere."""
    size = len(employer)
    habit = firms.insures[employer] if len(firms) else np.zeros(size, np.bool_)
    share = np.where(employer < 0, 600, np.where(habit, 930, 0))
    return happens(rng, share, size)


def _joined(parts: list[Spells]) -> Spells:
    fields = ("person", "employer", "started_on", "ended_on", "insured", "reason")
    return Spells(*(np.concatenate([getattr(part, field) for part in parts]) for field in fields))


def _serves_public(employer: Ints, firms: Firms) -> Bools:
    """Staff of organs and public institutions, who stay three times as long as others."""
    return (employer >= 0) & (firms.is_public[employer] if len(firms) else False)
