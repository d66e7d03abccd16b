"""Numbers for people and firms that pass every check and belong to nobody.

Resident numbers carry the code of the fictional county and its invented neighbours, so none was ever issued.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from jiuchuang.domain.kernel.identifiers import RESIDENT_CHECKS, RESIDENT_WEIGHTS, make_credit_code
from jiuchuang.gateways.population.chance import Bools, Ints
from jiuchuang.gateways.population.days import calendar_digits
from jiuchuang.gateways.population.townships import COUNTY_CODE

_FIRST_REGION = int(COUNTY_CODE[:4]) * 100
_SLOTS = 64
"""Parts that share a region code: each uses every 64th sequence number."""
_SEQUENCES = 499
"""Sequence numbers for one sex on one day of birth (odd for men, even for women, 000 unused)."""


def resident_ids(born_on: Ints, male: Bools, part: int) -> pl.Series:
    """Resident numbers (GB 11643) that differ over all parts of a county."""
    rank = _rank_within(born_on * 2 + male)
    slot = rank * _SLOTS + part % _SLOTS
    region = _FIRST_REGION + int(COUNTY_CODE[4:]) + part // _SLOTS * 5 + slot // _SEQUENCES
    sequence = (slot % _SEQUENCES) * 2 + np.where(male, 1, 2)
    body = (region * 10**8 + calendar_digits(born_on)) * 1000 + sequence
    total = np.zeros(len(body), np.int64)
    rest = body.copy()
    for weight in reversed(RESIDENT_WEIGHTS):
        rest, digit = np.divmod(rest, 10)
        total += digit * weight
    checks = pl.Series(list(RESIDENT_CHECKS)).gather(pl.Series(total % 11))
    return pl.Series(body).cast(pl.String) + checks


def credit_codes(categories: list[str], first: int) -> pl.Series:
    """Credit codes (GB 32100) by category (`91` for an enterprise, …), numbered on from `first`."""
    codes = [make_credit_code(category, COUNTY_CODE, first + i) for i, category in enumerate(categories)]
    return pl.Series(codes, dtype=pl.String)


def numbered(letter: str, first: int, size: int, width: int = 7) -> pl.Series:
    """Stable ids such as P0000001, counted from `first` + 1."""
    numbers = pl.Series(np.arange(first + 1, first + size + 1)).cast(pl.String).str.zfill(width)
    return pl.Series([letter], dtype=pl.String).new_from_index(0, size) + numbers


def _rank_within(key: Ints) -> Ints:
    """How many earlier elements have the same key."""
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    starts = np.concatenate(([True], ordered[1:] != ordered[:-1]))
    first = np.maximum.accumulate(np.where(starts, np.arange(len(key)), 0))
    rank = np.empty(len(key), np.int64)
    rank[order] = np.arange(len(key)) - first
    return rank
