"""Shared ceilings in a simulation: both versions served over the same rows, in the same order.

A programme whose own rule does not change can still pay otherwise, when one that shares a ceiling with it does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from jiuchuang.domain.rules.population.shared_ceilings import Component, components
from jiuchuang.domain.rules.population.shared_serving import Served, serve
from jiuchuang.domain.rules.population.simulate import SIDES, Pair, SimulationPlan, kind_expr
from jiuchuang.domain.rules.population.simulate_flow import ENDS, HORIZON, Flow, add_flows
from jiuchuang.domain.rules.population.tally import Budget
from jiuchuang.domain.rules.vocabulary import Vocabulary


@dataclass(frozen=True)
class SharedPairs:
    """Pairs that are tied by shared ceilings in either version, with the components of each version."""

    pairs: tuple[Pair, ...]
    sides: Mapping[str, tuple[Component, ...]]

    @property
    def parts(self) -> tuple[Component, ...]:
        """The components of both versions."""
        return tuple(component for side in SIDES for component in self.sides[side])

    def pair_of(self, side: str, key: str) -> Pair:
        """The pair that has the programme with this key on a side."""
        at = SIDES.index(side)
        return next(
            pair for pair in self.pairs if (item := pair.screened[at]) is not None and item.key == key
        )


@dataclass(frozen=True)
class Settled:
    """Rows of one bucket with the money that they get; sums and flows add up over buckets.

    `fen`: (pair, side, end, choice of readings) → one instalment for all; `flows`: the same by month.
    """

    rows: pl.DataFrame
    fen: Mapping[tuple[str, str, str, int], int]
    flows: Mapping[tuple[str, str, str, int], Flow]
    first_year: Mapping[tuple[str, str, str], pl.Series]
    """(pair, side, end) → what each row gets within a year."""
    unplaced: int
    """Rows of which it is not known with whom they share."""


def tie_pairs(
    plan: SimulationPlan, vocabulary: Vocabulary, with_places: bool = True, with_own: bool = False
) -> tuple[SimulationPlan, tuple[SharedPairs, ...]]:
    """The plan with pairs marked whose partner changes, and those pairs that share ceilings.

    `with_places` and `with_own` as in `shared_ceilings.components`.
    """
    pairs = plan.pairs
    found: dict[str, tuple[Component, ...]] = {}
    for at, side in enumerate(SIDES):
        items = [item for pair in pairs if (item := pair.screened[at]) is not None]
        found[side] = components(items, vocabulary, with_places, with_own)
    tied: list[set[str]] = []
    for at, side in enumerate(SIDES):
        for component in found[side]:
            keys = {item.key for item in component.items}
            own = {pair.key for pair in pairs if (item := pair.screened[at]) is not None and item.key in keys}
            joined = own.union(*(group for group in tied if group & own))
            tied = [group for group in tied if not group & own] + [joined]
    marked = tuple(_marked(pair, pairs, tied) for pair in pairs)
    groups = []
    for names in tied:
        own_pairs = tuple(pair for pair in marked if pair.key in names)
        sides = {side: _of(found[side], own_pairs, at) for at, side in enumerate(SIDES)}
        groups.append(SharedPairs(own_pairs, sides))
    return replace(plan, pairs=marked), tuple(groups)


def _of(parts: Sequence[Component], pairs: Sequence[Pair], at: int) -> tuple[Component, ...]:
    keys = {item.key for pair in pairs if (item := pair.screened[at]) is not None}
    return tuple(component for component in parts if any(item.key in keys for item in component.items))


def _marked(pair: Pair, pairs: Sequence[Pair], tied: Sequence[set[str]]) -> Pair:
    with_it = next((group for group in tied if pair.key in group), set())
    return replace(pair, tied=any(other.changed for other in pairs if other.key in with_it))


def settle(rows: pl.DataFrame, group: SharedPairs, asof: date) -> Settled:
    """Serve one bucket: the rows with the money columns of `simulate.with_differences` as they are paid."""
    money: dict[str, pl.Series] = {}
    fen: dict[tuple[str, str, str, int], int] = {}
    flows: dict[tuple[str, str, str, int], Flow] = {}
    first_year: dict[tuple[str, str, str], pl.Series] = {}
    for side in SIDES:
        for component in group.sides[side]:
            choices = range(len(component.choices))
            once = {end: [serve(rows, component, choice, end, asof, 1) for choice in choices] for end in ENDS}
            long = {
                end: [serve(rows, component, choice, end, asof, HORIZON) for choice in choices]
                for end in ENDS
            }
            for place, item in enumerate(component.items):
                pair = group.pair_of(side, item.key)
                money |= dict(_money(rows, pair, side, place, once))
                for end, pick in zip(ENDS, (_least, _greatest), strict=True):
                    first_year[pair.key, side, end] = pick([served.first_year[place] for served in long[end]])
                    for choice in choices:
                        fen[pair.key, side, end, choice] = once[end][choice].flow[place][0]
                        flows[pair.key, side, end, choice] = long[end][choice].flow[place]
    settled = rows.with_columns(series.alias(name) for name, series in money.items())
    kinds = [kind_expr(pair).alias(pair.column("kind")) for pair in group.pairs]
    keys = sorted(frozenset[str]().union(*(component.keys for component in group.parts)))
    unplaced = rows.select(pl.any_horizontal(pl.col(keys).is_null()).sum()).item() if keys else 0
    return Settled(settled.with_columns(kinds), fen, flows, first_year, unplaced)


def _money(
    rows: pl.DataFrame, pair: Pair, side: str, place: int, once: Mapping[str, Sequence[Served]]
) -> Iterator[tuple[str, pl.Series]]:
    """Low, high, and whether it is known what the row gets: under each reading the same in both lines."""
    low, high = ([served.first[place] for served in once[end]] for end in ENDS)
    yield pair.column(f"{side}_low"), _least(low)
    yield pair.column(f"{side}_high"), _greatest(high)
    known = rows[pair.column(f"{side}_known")]
    for one, other in zip(low, high, strict=True):
        known = known & (one == other)
    yield pair.column(f"{side}_known"), known


def _least(found: Sequence[pl.Series]) -> pl.Series:
    """Row by row; no value is unknown here."""
    return pl.DataFrame([one.alias(str(at)) for at, one in enumerate(found)]).min_horizontal()


def _greatest(found: Sequence[pl.Series]) -> pl.Series:
    return pl.DataFrame([one.alias(str(at)) for at, one in enumerate(found)]).max_horizontal()


class SharedSums:
    """Sums over the buckets of all groups, read when all have been served."""

    def __init__(self) -> None:
        self.fen: Counter[tuple[str, str, str, int]] = Counter()
        self.unplaced: Counter[str] = Counter()
        self.flows: dict[tuple[str, str, str, int], Flow] = {}

    def add(self, settled: Settled, pairs: Sequence[Pair]) -> None:
        """Take in one bucket of these pairs."""
        self.fen.update(settled.fen)
        self.unplaced.update({pair.key: settled.unplaced for pair in pairs})
        for key, flow in settled.flows.items():
            self.flows[key] = add_flows([self.flows[key], flow]) if key in self.flows else flow

    def budget(self, budget: Budget, pair: Pair, side: str) -> Budget:
        """The cost of a version, under the reading that costs least and the one that costs most."""
        low, high = (self._each(pair, side, end) for end in ENDS)
        if not low:
            return replace(
                budget, low_fen=0, high_fen=0, cut_low_fen=budget.low_fen, cut_high_fen=budget.high_fen
            )
        return replace(
            budget,
            low_fen=min(low), high_fen=max(high),
            cut_low_fen=budget.low_fen - min(low), cut_high_fen=budget.high_fen - max(high),
        )  # fmt: skip

    def _each(self, pair: Pair, side: str, end: str) -> list[int]:
        return [fen for key, fen in self.fen.items() if key[:3] == (pair.key, side, end)]

    def flow(self, pair: Pair, side: str, end: str) -> Flow:
        """Fen by month: in each the least, or the most, that any reading makes it."""
        each = [flow for key, flow in self.flows.items() if key[:3] == (pair.key, side, end)]
        pick = min if end == "low" else max
        return [pick(month) for month in zip(*each, strict=True)] if each else [0] * HORIZON
