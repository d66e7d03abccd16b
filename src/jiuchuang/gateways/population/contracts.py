"""Labour contracts of the staff: signed or not, from, to; always within the spell of work."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jiuchuang.gateways.population.careers import Careers
from jiuchuang.gateways.population.chance import Bools, Ints, between, happens, pick, stream
from jiuchuang.gateways.population.days import NO_DAY, add_months, whole_months
from jiuchuang.gateways.population.firms import Firms

_SIGNS = np.array([840, 360, 970, 960, 700, 800, 420])
"""Of a thousand members of staff, those with a written contract, by kind of employer."""
TERMS = (6, 12, 24, 36, 60)
_TERM_WEIGHTS = (90, 380, 190, 290, 50)
OPEN_ENDED_MONTHS = 600
"""A contract without an end counts as so many months where a length is asked for."""


@dataclass(frozen=True)
class Contracts:
    """One entry for each member of staff, in the order of `Part.staff`; no days where nothing is signed.

    `months` is the length of the contract in force (0 without one), `insured` whether the employer insures.
    """

    signed: Bools
    starts_on: Ints
    ends_on: Ints
    open_ended: Bools
    months: Ints
    hired_on: Ints
    insured: Bools


def draw_contracts(seed: int, part: int, careers: Careers, firms: Firms, on: int) -> Contracts:
    """Contracts of all staff of one part; a fixed term that has run out was renewed, mostly."""
    rng = stream(seed, part, "contracts")
    staff = np.flatnonzero(careers.employer >= 0)
    size = len(staff)
    employer, hired_on = careers.employer[staff], careers.since[staff]
    kind = firms.kind[employer] if size else np.zeros(0, np.int64)
    term = np.array(TERMS)[pick(rng, _TERM_WEIGHTS, size)]
    served = whole_months(hired_on, on)
    rounds = served // term
    lapsed = (rounds > 0) & happens(rng, 35, size)
    first = hired_on + np.where(rounds == 0, between(rng, 0, 30, size), 0)
    starts_on = np.where(rounds == 0, first, add_months(hired_on, (rounds - lapsed) * term))
    public = firms.is_public[employer] if size else np.zeros(0, np.bool_)
    open_ended = happens(rng, np.where(public, 600, np.where(served >= 120, 700, 60)), size)
    starts_on = np.where(open_ended, np.minimum(first, starts_on), starts_on)
    signed = happens(rng, _SIGNS[kind], size) & (starts_on <= on)
    ends_on = np.where(open_ended, NO_DAY, add_months(starts_on, term) - 1)
    spells = careers.spells
    insured = np.zeros(len(careers.activity), np.bool_)
    lasting = np.flatnonzero(spells.lasts)
    insured[spells.person[lasting]] = spells.insured[lasting]
    return Contracts(
        signed, np.where(signed, starts_on, NO_DAY), np.where(signed, ends_on, NO_DAY), signed & open_ended,
        np.where(signed, np.where(open_ended, OPEN_ENDED_MONTHS, term), 0), hired_on, insured[staff],
    )  # fmt: skip
