"""Rows that draw on shared ceilings, put aside on disk stretch by stretch and served when all of them are there.

Rows are served by day of application where an order is given, then by id; the same for every run, however the table
is cut into files. A scope is served whole, so rows are read back by scope, some hundred thousand at a time.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from jiuchuang.domain.rules.population.screen import ScreenPlan
from jiuchuang.domain.rules.population.shared_ceilings import (
    EVERYBODY,
    OWN,
    Component,
    bucket_of,
    claim_columns,
    components,
    may_draw,
)
from jiuchuang.domain.rules.population.shared_serving import serve
from jiuchuang.domain.rules.population.simulate_flow import ENDS
from jiuchuang.domain.rules.population.tally import ProgrammeTally
from jiuchuang.domain.rules.vocabulary import Vocabulary

FOLDER = "shared"
APPLIED = "@applied_on"
BUCKET_ROWS = 400_000
"""Rows that are served together, where their scopes allow it."""


class SharedClaims:
    """Rows of one table that may draw on shared ceilings; `kept` are further columns that they keep.

    `parts` are components whose rows are put aside together (the two versions of a simulation).
    """

    def __init__(
        self,
        folder: Path,
        parts: Sequence[Component],
        asof: date,
        kept: Sequence[str] = (),
        with_schedule: bool = False,
    ) -> None:
        self.folder, self.parts = folder, parts
        self.keys = sorted(frozenset[str]().union(*(component.keys for component in parts)))
        self._kept = list(dict.fromkeys([OWN, *self.keys, *kept, *_results(parts)]))
        exprs = [expr for component in parts for expr in claim_columns(component, asof, with_schedule)]
        self._claims = list({expr.meta.output_name(): expr for expr in exprs}.values())

    def add(self, results: pl.DataFrame) -> None:
        """Put the rows of one stretch aside that may draw."""
        rows = results.lazy().filter(may_draw(self.parts)).select(*self._kept, *self._claims).collect()
        if rows.height:
            self.folder.mkdir(parents=True, exist_ok=True)
            rows.write_parquet(_next_file(self.folder), compression_level=1)

    def buckets(self) -> Iterator[pl.DataFrame]:
        """All rows, those that share a ceiling together, each bucket in the order of service."""
        if not self.folder.is_dir():
            return
        rows, bucket = pl.scan_parquet(self.folder / "*.parquet"), bucket_of(self.parts)
        order = [name for name in (APPLIED, OWN) if name in self._kept]
        count, place = 1, pl.lit(0)
        if bucket != EVERYBODY:
            count = rows.select(pl.len()).collect().item() // BUCKET_ROWS + 1
            place = pl.coalesce(pl.col(bucket), pl.col(OWN)).hash() % count
        for number in range(count):
            found = rows.filter(place == number).sort(order, nulls_last=True).collect()
            if found.height:
                yield found


def _results(parts: Sequence[Component]) -> Iterator[str]:
    """Verdicts and amounts of every variant."""
    for component in parts:
        for item in component.items:
            yield from (*item.of_variants("verdict"), *item.of_variants("payable"))


def _next_file(folder: Path) -> Path:
    """A name that is not taken."""
    return folder / f"part-{len(list(folder.iterdir())):06d}.parquet"


def claims_of(out: Path, plan: ScreenPlan, vocabulary: Vocabulary) -> list[SharedClaims]:
    """Where a screening puts the rows of each component aside, below its results."""
    return [
        SharedClaims(out / FOLDER / f"{plan.entity}-{number}", (component,), plan.asof)
        for number, component in enumerate(components(plan.programmes, vocabulary))
    ]


def take_claims(out: Path, other: Path) -> None:
    """Take over what another run put aside."""
    for folder in sorted((other / FOLDER).glob("*")):
        (out / FOLDER / folder.name).mkdir(parents=True, exist_ok=True)
        for path in sorted(folder.iterdir()):
            shutil.move(path, _next_file(out / FOLDER / folder.name))


def with_shared_ceilings(
    tallies: Sequence[ProgrammeTally], out: Path, plans: Sequence[ScreenPlan], vocabulary: Vocabulary
) -> list[ProgrammeTally]:
    """Budgets with what ceilings over several cases take off; the rows put aside are removed."""
    served: dict[str, tuple[int, int]] = {}
    for plan in plans:
        for claims in claims_of(out, plan, vocabulary):
            served |= _served(claims, plan.asof)
    shutil.rmtree(out / FOLDER, ignore_errors=True)
    return [_cut(tally, served.get(tally.programme.id)) for tally in tallies]


def _served(claims: SharedClaims, asof: date) -> Mapping[str, tuple[int, int]]:
    """Low and high of one instalment for everybody, under the reading that costs least and most."""
    (component,) = claims.parts
    sums = {end: [[0] * len(component.choices) for _ in component.items] for end in ENDS}
    for rows in claims.buckets():
        for end in ENDS:
            for choice in range(len(component.choices)):
                for place, flow in enumerate(serve(rows, component, choice, end, asof, 1).flow):
                    sums[end][place][choice] += flow[0]
    return {
        item.programme.id: (min(sums["low"][place]), max(sums["high"][place]))
        for place, item in enumerate(component.items)
    }


def _cut(tally: ProgrammeTally, served: tuple[int, int] | None) -> ProgrammeTally:
    if served is None or tally.budget is None:
        return tally
    budget, (low, high) = tally.budget, served
    cut = replace(
        budget,
        low_fen=low,
        high_fen=high,
        cut_low_fen=budget.low_fen - low,
        cut_high_fen=budget.high_fen - high,
    )
    return replace(tally, budget=cut)
