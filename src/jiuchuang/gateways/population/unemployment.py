"""Loss of work: who registers, who is entitled to benefit, and how much of it is left.

The length of benefit follows 社会保险法 article 46: 12 months after 1 year of contributions, 18 after 5, 24 after 10.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jiuchuang.gateways.population.careers import EXPIRED, FLEXIBLE, LAID_OFF, OWN, UNEMPLOYED, UNIT, Careers
from jiuchuang.gateways.population.chance import Bools, Ints, happens, stream
from jiuchuang.gateways.population.days import NO_DAY, add_months, first_of_month, month_number
from jiuchuang.gateways.population.people import People
from jiuchuang.gateways.population.tally import sum_by

_FIRST_MONTHS_OF_OWN_FIRM = 60
"""Days after founding in which the office has not yet closed the benefit of the founder."""


@dataclass(frozen=True)
class Unemployment:
    """For each person: registered jobless or not, the spell lost last (-1: none), and unemployment benefit.

    `receipt_from` and `receipt_to` bound the benefit that was assessed last (NO_DAY: never any);
    `months_left` of it were not drawn when work began, or are still to come.
    """

    registered: Bools
    last_spell: Ints
    contribution_months: Ints
    entitled: Bools
    receipt_from: Ints
    receipt_to: Ints
    receiving: Bools
    months_left: Ints
    received_at_start: Bools
    """Drew benefit when the present work began."""


def draw_unemployment(seed: int, part: int, people: People, careers: Careers, on: int) -> Unemployment:
    """Registrations and benefits of the people of one part."""
    rng = stream(seed, part, "unemployment")
    size, spells = len(people), careers.spells
    jobless = careers.doing(UNEMPLOYED)
    registered = jobless & happens(rng, np.where(people.rural, 380, 640), size)
    last = latest_ended(careers, size)
    months = spells.insured_months(on)
    before = sum_by(spells.person, np.where(spells.lasts, 0, months), size)
    total = sum_by(spells.person, months, size)
    involuntary = (last >= 0) & np.isin(spells.reason_of(last), (EXPIRED, LAID_OFF))
    lost_on = np.append(spells.ended_on, NO_DAY)[last]
    begins = first_of_month(month_number(np.maximum(lost_on, 0)) + 1)
    length = np.select([before >= 120, before >= 60, before >= 12], [24, 18, 12], 0)
    ends = add_months(begins, length) - 1
    claimed = registered | (careers.doing(UNIT, OWN, FLEXIBLE) & happens(rng, 300, size))
    entitled = claimed & involuntary & (length > 0) & (begins <= on) & ((begins <= careers.since) | jobless)
    within = entitled & (begins <= on) & (on <= ends)
    just_founded = careers.doing(OWN) & (on - careers.since <= _FIRST_MONTHS_OF_OWN_FIRM)
    stopped = np.where(~jobless & (careers.since >= begins), np.minimum(careers.since, ends), on)
    receiving = within & (registered | just_founded)
    return Unemployment(
        registered, last, total, entitled,
        np.where(entitled, begins, NO_DAY), np.where(entitled, ends, NO_DAY), receiving,
        np.where(entitled, np.maximum(month_number(ends) - month_number(stopped), 0), 0),
        entitled & ~jobless & (begins <= careers.since) & (careers.since <= ends),
    )  # fmt: skip


def latest_ended(careers: Careers, size: int) -> Ints:
    """For each person the index of the spell that ended last, -1: none."""
    spells = careers.spells
    found = np.full(size, -1)
    ended = np.flatnonzero(~spells.lasts)
    order = ended[np.argsort(spells.ended_on[ended], kind="stable")]
    found[spells.person[order]] = order
    return found
