"""Seeded draws: every part of the county and every topic in it has a stream of its own."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
import polars as pl
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def stream(seed: int, part: int, topic: str) -> np.random.Generator:
    """The generator of one topic in one part; it depends on nothing else, so parts can be made in any order."""
    key = (part, crc32(topic.encode()))
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))


def happens(rng: np.random.Generator, per_mille: float | NDArray[np.number], size: int) -> Bools:
    """True with the given chance in a thousand, one draw for each of `size`."""
    return rng.random(size) * 1000 < per_mille


def pick(rng: np.random.Generator, weights: Sequence[int], size: int) -> Ints:
    """Indices 0 … len(weights) - 1, drawn by weight."""
    ladder = np.cumsum(weights)
    return np.searchsorted(ladder, rng.integers(0, ladder[-1], size), side="right")


def pick_by_group(rng: np.random.Generator, table: Sequence[Sequence[int]], group: Ints) -> Ints:
    """One index for each element, drawn by the row of weights of its group."""
    ladders = np.cumsum(np.asarray(table), axis=1)
    tops = ladders[:, -1][group]
    draws = (rng.random(len(group)) * tops).astype(np.int64)
    return (draws[:, None] >= ladders[group]).sum(axis=1).astype(np.int64)


def between(rng: np.random.Generator, low: int | Ints, high: int | Ints, size: int) -> Ints:
    """Whole numbers from `low` to `high`, both included; where high < low, low."""
    return rng.integers(low, np.maximum(low, high) + 1, size)


def waiting(rng: np.random.Generator, mean: float, size: int) -> Ints:
    """Whole waiting times (days, months) that fall off exponentially, of the given mean."""
    return rng.exponential(mean, size).astype(np.int64)


def coded(codes: Sequence[str], index: Ints) -> pl.Series:
    """A column of codes from their positions; a negative position is unknown."""
    places = pl.Series(np.where(index < 0, len(codes), index))
    return pl.Series([*codes, None], dtype=pl.String).gather(places)
