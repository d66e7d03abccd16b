"""One table under both versions of the law: figures, flows and rows that differ, stretch by stretch.

Rows that draw on a ceiling that several cases share are put aside and served when the whole table has been read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import polars as pl

from jiuchuang.domain.rules.population.facts import sound_facts
from jiuchuang.domain.rules.population.screen import screen
from jiuchuang.domain.rules.population.shared_ceilings import key_columns, may_draw
from jiuchuang.domain.rules.population.simulate import (
    COUNTS,
    MONEY,
    SIDES,
    Cost,
    Pair,
    SimulationPlan,
    cost_exprs,
    difference_rows,
    group_sums,
    read_cost,
    with_differences,
)
from jiuchuang.domain.rules.population.simulate_flow import (
    ENDS,
    HORIZON,
    Flow,
    add_flows,
    drawing,
    flow_columns,
    flow_of,
)
from jiuchuang.domain.rules.population.simulate_groups import Grouping
from jiuchuang.domain.rules.population.simulate_shared import Settled, SharedPairs, SharedSums, settle
from jiuchuang.gateways.screening.population_in import Stretch, read_batch
from jiuchuang.gateways.screening.shared_claims import APPLIED, SharedClaims

FIGURES = ("cases", *MONEY, *COUNTS)
BY_ID = "id"
"""The order of service where no day of application is named."""


class FirstCase(NamedTuple):
    """The case with the least id of a kind of difference, and what it gets: fen low and high under each version."""

    id: str
    before_low: int
    before_high: int
    after_low: int
    after_high: int


@dataclass
class GroupFigures:
    """Figures of one programme by group and kind of difference; kind None holds the cases that do not differ."""

    cells: dict[tuple[str, str, str | None], Counter[str]] = field(default_factory=dict)

    def add(self, grouping: str, rows: pl.DataFrame) -> None:
        """Add one stretch."""
        for row in rows.iter_rows(named=True):
            cell = self.cells.setdefault((grouping, row["group"], row["kind"]), Counter())
            cell.update({name: row[name] or 0 for name in FIGURES})

    def total(
        self, grouping: str = "region", group: str | None = None, kind: str | None = "*"
    ) -> Counter[str]:
        """Sum over the cells of a grouping; `kind` "*" is every kind and none."""
        found: Counter[str] = Counter()
        for (name, own, what), cell in self.cells.items():
            if name == grouping and group in (None, own) and kind in ("*", what):
                found.update(cell)
        return found

    def groups(self, grouping: str) -> list[str]:
        """The groups of a grouping in order."""
        return sorted({own for name, own, _ in self.cells if name == grouping})


class TableRun:
    """One table under both versions; rows that differ go to `keep`."""

    def __init__(
        self,
        plan: SimulationPlan,
        shared: tuple[SharedPairs, ...],
        folder: Path,
        keep: Callable[[pl.DataFrame], None],
        order: str = BY_ID,
    ) -> None:
        self.plan, self.shared, self.keep, self.order = plan, shared, keep, order
        self.sums: Counter[str] = Counter()
        self.figures = {pair.key: GroupFigures() for pair in plan.pairs}
        self.first: dict[str, dict[str, FirstCase]] = {pair.key: {} for pair in plan.pairs}
        self.settled = SharedSums()
        self._flows: dict[tuple[str, str], Flow] = {}
        self._tied = {pair.key: group for group in shared for pair in group.pairs}
        groups = [f"group.{group.name}" for group in plan.groupings]
        self._claims = [
            SharedClaims(
                folder / f"{plan.screen.entity}-{number}",
                group.parts,
                plan.screen.asof,
                ["region", APPLIED, *groups, *_columns(group)],
                with_schedule=True,
            )
            for number, group in enumerate(shared)
        ]

    def batch(self, stretch: Stretch) -> int:
        """Simulate one stretch; returns its rows."""
        return self.take(stretch).height

    def take(self, stretch: Stretch) -> pl.DataFrame:
        """Simulate one stretch; returns every column of it."""
        results = self.results(stretch)
        for claims in self._claims:
            claims.add(results)
        self._gather(results.lazy())
        return results

    def is_tied(self, pair: Pair) -> bool:
        """Whether the pair shares a ceiling, so that its rows are known at the end only."""
        return pair.key in self._tied

    def results(self, stretch: Stretch) -> pl.DataFrame:
        """Every column of both versions for the rows of one stretch."""
        plan, schema = self.plan.screen, stretch.schema
        parts = [component for group in self.shared for component in group.parts]
        wanted = [fact.name for fact in plan.facts]
        wanted += [*sorted(frozenset[str]().union(*(part.keys for part in parts))), self.order]
        raw = read_batch(
            stretch, [name for name in dict.fromkeys(wanted) if name in schema and name != BY_ID]
        )
        dated = self.order != BY_ID and self.order in schema
        applied = pl.col(self.order) if dated else pl.lit(None, dtype=pl.Date)
        keys = key_columns(parts, schema)
        sound = raw.lazy().select("id", "region", applied.alias(APPLIED), *keys, *sound_facts(plan, schema))
        screened = with_differences(screen(sound, plan), self.plan)
        flows = [
            expr for item in plan.programmes if item.gives_figure for expr in flow_columns(item, plan.asof)
        ]
        return screened.with_columns(flows).collect()

    def _gather(self, results: pl.LazyFrame) -> None:
        sums = [expr for item in self.plan.screen.programmes for expr in cost_exprs(item)]
        if sums:
            self.sums.update(results.select(sums).collect().row(0, named=True))
        alone = [pair for pair in self.plan.pairs if pair.key not in self._tied]
        self._note(results, alone)
        for group in self.shared:
            # Whoever may draw is put aside; the others get nothing either way.
            self._note(results.filter(~may_draw(group.parts)), group.pairs)
        for pair in alone:
            self._note_flows(pair, results)

    def _note(self, results: pl.LazyFrame, pairs: tuple[Pair, ...] | list[Pair]) -> None:
        """Figures by group, and the rows that differ."""
        wanted = [(pair, group) for pair in pairs for group in self._groupings(pair)]
        changed = [pair for pair in pairs if pair.changed]
        frames = pl.collect_all(
            [
                *(difference_rows(results, pair) for pair in changed),
                *(group_sums(results, pair, group) for pair, group in wanted),
            ]
        )
        for pair, rows in zip(changed, frames, strict=False):
            self.keep(rows)
            seen = self.first[pair.key]
            least = rows.sort("id").group_by("kind", maintain_order=True).first()
            for kind, *case in least.select("kind", "id", *MONEY).iter_rows():
                found = FirstCase(*case)
                seen[kind] = min(seen.get(kind, found), found)
        for (pair, group), rows in zip(wanted, frames[len(changed) :], strict=True):
            self.figures[pair.key].add(group.name, rows)

    def _groupings(self, pair: Pair) -> tuple[Grouping, ...]:
        return self.plan.groupings if pair.changed else self.plan.groupings[:1]

    def _note_flows(self, pair: Pair, results: pl.LazyFrame) -> None:
        """Fen by month of this stretch; a programme that did not change is counted once for both versions."""
        asof = self.plan.screen.asof
        for side, item in zip(SIDES, pair.screened, strict=True):
            if item is None or not item.gives_figure or (side == "after" and not pair.changed):
                continue
            columns = [expr.meta.output_name() for expr in flow_columns(item, asof)]
            money = [pair.column(f"{side}_{end}") for end in ENDS]
            rows = results.filter(drawing(item)).select(*columns, *money).collect()
            for end, amount in zip(ENDS, money, strict=True):
                flow = flow_of(rows, item, amount, end, asof)
                key = (pair.key, f"{side}_{end}")
                self._flows[key] = add_flows([self._flows[key], flow]) if key in self._flows else flow

    def finish(self) -> None:
        """Serve what was put aside."""
        for group, claims in zip(self.shared, self._claims, strict=True):
            for rows in claims.buckets():
                settled = settle(rows, group, self.plan.screen.asof)
                self.settled.add(settled, group.pairs)
                self._note(settled.rows.lazy(), group.pairs)
                self.settled_rows(settled, group)

    def settled_rows(self, settled: Settled, group: SharedPairs) -> None:
        """Rows that have been served; for those who want more of them than figures."""

    def flow(self, pair: Pair, side: str, end: str) -> Flow:
        """Fen by month of one version."""
        if pair.key in self._tied:
            return self.settled.flow(pair, side, end)
        own = side if pair.changed else "before"
        return self._flows.get((pair.key, f"{own}_{end}"), [0] * HORIZON)

    def cost(self, pair: Pair, side: str) -> Cost:
        """One instalment for everybody under one version, shared ceilings observed."""
        item = pair.screened[SIDES.index(side)]
        cost = read_cost(item, self.sums)
        if pair.key not in self._tied or cost.budget is None or item is None:
            return cost
        return replace(cost, budget=self.settled.budget(cost.budget, pair, side))


def _columns(group: SharedPairs) -> list[str]:
    """Columns of the comparison that are read again when the rows are served."""
    whats = [f"{side}_{what}" for side in SIDES for what in ("verdict", "low", "high", "known")]
    return [pair.column(what) for pair in group.pairs for what in whats]
