"""A value for any fact that has no model of its own, drawn by its type within its declared range.

So a new fact in the vocabulary never leaves the county incomplete: yes/no facts are true for one in eight, choices
favour the first codes, numbers stay small within their range, days lie in the five years before the day of the
county. Facts of our own ledger have the value that "no record" stands for.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from jiuchuang.domain.rules.language.valuetypes import Kind
from jiuchuang.domain.rules.vocabulary import FactDeclaration
from jiuchuang.gateways.population.chance import between, coded, happens, pick

_TRUE = 125
_SMALL = {Kind.COUNT: 12, Kind.MONTHS: 60, Kind.DAYS: 90, Kind.RATE: 400_000, Kind.MONEY: 2_000_000}
"""Usual upper end of a number: people, months, days, millionths, fen."""
_RECENT_DAYS = 1826


def default_values(
    fact: FactDeclaration, rng: np.random.Generator, size: int, on: int
) -> np.ndarray | pl.Series:
    """A column of `size` values; days are numbers since 1970-01-01."""
    kind = fact.type.kind
    if fact.when_empty == "absent" and fact.absent_means is not None:
        return np.full(size, fact.absent_means)
    if kind is Kind.BOOL:
        return happens(rng, _TRUE, size)
    if kind is Kind.DATE:
        return on - between(rng, 0, _RECENT_DAYS, size)
    if kind is Kind.ENUM:
        codes = fact.type.codes
        return coded(codes, pick(rng, range(2 * len(codes), 0, -2), size))
    if kind is Kind.CODE:
        return coded([f"X{number:03d}" for number in range(100)], between(rng, 0, 99, size))
    high = min(fact.high, max(fact.low, 0) + _SMALL[kind])
    return between(rng, fact.low, max(fact.low, high), size)
