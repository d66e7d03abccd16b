"""Counts and sums by group, in whole numbers throughout."""

from __future__ import annotations

import numpy as np

from jiuchuang.gateways.population.chance import Ints


def count_by(group: Ints, groups: int) -> Ints:
    """How many elements each of `groups` groups has."""
    return np.bincount(group, minlength=groups).astype(np.int64)


def sum_by(group: Ints, values: Ints, groups: int) -> Ints:
    """The sum of the values of each group, exact (no floating point on the way)."""
    total = np.zeros(groups, np.int64)
    np.add.at(total, group, values)
    return total
