"""Run a simulation: both versions of the law through every table in one pass, rows to a file, figures to sums.

Memory is bounded by one stretch of one table, whatever the size of the population.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.domain.rules.answers.diff import diff_programmes
from jiuchuang.domain.rules.language.tree import Named, walk
from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.domain.rules.pack import Definition, Programme
from jiuchuang.domain.rules.population.facts import sound_facts
from jiuchuang.domain.rules.population.scenario import Scenario, renamed
from jiuchuang.domain.rules.population.screen import Screened, screen
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
    pair_programmes,
    plan_simulation,
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
from jiuchuang.domain.rules.vocabulary import ENTITIES, Vocabulary
from jiuchuang.gateways.screening.population_in import Population, Stretch, column_problems, read_batch
from jiuchuang.gateways.simulation.difference_file import DifferenceFile

FIGURES = ("cases", *MONEY, *COUNTS)
Advance = Callable[[int], None]
"""Told how many more rows are done."""


@dataclass(frozen=True)
class Versions:
    """The law as it is and as it would be, with one vocabulary that holds for both."""

    before: Library
    after: Library
    vocabulary: Vocabulary
    documents: tuple[str, ...]
    scenario: Scenario

    def pairs(self) -> list[tuple[Programme | None, Programme | None]]:
        """The programmes of the documents, matched."""
        old = [
            item
            for name in self.documents
            if name in self.before.packs
            for item in self.before.packs[name].programmes
        ]
        heirs = renamed(self.scenario)
        new = [
            item
            for name in self.documents
            if name in self.after.packs
            for item in self.after.packs[name].programmes
        ]
        new += [item for item in self.after.programmes() if item.id in heirs.values() and item not in new]
        gone = {drop.programme for drop in self.scenario.drops} | set(heirs)
        return pair_programmes(old, [item for item in new if item.id not in gone], heirs)


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


@dataclass(frozen=True)
class ProgrammeResult:
    """One programme under both versions over the whole table; `changes` says in Chinese what is different.

    `flows` holds fen by month, for before_low, before_high, after_low and after_high.
    """

    pair: Pair
    changes: tuple[str, ...]
    cost: tuple[Cost, Cost]
    figures: GroupFigures
    flows: Mapping[str, Flow]
    first: Mapping[str, str]
    """Kind of difference → the least id among the cases of that kind."""

    def kind(self, kind: str) -> Counter[str]:
        """Figures of one kind of difference."""
        return self.figures.total(kind=kind)


@dataclass(frozen=True)
class Simulation:
    """Everything the reports say; the rows that differ lie in `differences.parquet`."""

    on: date
    population: Population
    versions: Versions
    results: tuple[ProgrammeResult, ...]
    groupings: Mapping[str, str]
    """Grouping → its Chinese name, over all tables."""
    tables_missing: tuple[str, ...]

    @property
    def changed(self) -> list[ProgrammeResult]:
        """Programmes that differ between the versions."""
        return [result for result in self.results if result.pair.changed]


def plan_versions(versions: Versions, population: Population, on: date) -> list[SimulationPlan]:
    """One plan for each entity that either version has programmes for."""
    pairs = versions.pairs()
    plans = []
    for entity in ENTITIES:
        present = {name for part in population.tables.get(entity, ()) for name in part.schema}
        plans.append(plan_simulation(pairs, versions.vocabulary, entity, on, present))
    return [plan for plan in plans if plan.pairs]


def column_faults(population: Population, plans: list[SimulationPlan]) -> list[Problem]:
    """Everything in the tables that the plans cannot work with."""
    return [problem for plan in plans for problem in column_problems(population, plan.screen)]


def simulate_population(
    versions: Versions,
    population: Population,
    plans: list[SimulationPlan],
    out: Path,
    on: date,
    advance: Advance,
) -> Simulation:
    """Both versions over every table; rows that differ go into the folder `out`."""
    results: list[ProgrammeResult] = []
    with DifferenceFile(out) as rows:
        for plan in plans:
            run = _TableRun(plan, rows)
            for stretch in population.batches(plan.screen.entity):
                advance(run.batch(stretch))
            results += run.results(versions)
    order = {pair.programme.id: number for plan in plans for number, pair in enumerate(plan.pairs)}
    return Simulation(
        on=on,
        population=population,
        versions=versions,
        results=tuple(
            sorted(results, key=lambda result: (not result.pair.changed, order[result.pair.programme.id]))
        ),
        groupings={group.name: group.label for plan in plans for group in plan.groupings},
        tables_missing=tuple(plan.screen.entity for plan in plans if not population.rows(plan.screen.entity)),
    )


class _TableRun:
    """One table under both versions."""

    def __init__(self, plan: SimulationPlan, rows: DifferenceFile) -> None:
        self.plan, self.rows = plan, rows
        self.sums: Counter[str] = Counter()
        self.figures = {pair.key: GroupFigures() for pair in plan.pairs}
        self.flows: dict[tuple[str, str], list[Flow]] = {}
        self.first: dict[str, dict[str, str]] = {pair.key: {} for pair in plan.pairs}

    def batch(self, stretch: Stretch) -> int:
        """Simulate one stretch; returns its rows."""
        plan, schema = self.plan.screen, stretch.schema
        raw = read_batch(stretch, [fact.name for fact in plan.facts if fact.name in schema])
        sound = raw.lazy().select("id", "region", *sound_facts(plan, schema))
        screened = with_differences(screen(sound, plan), self.plan)
        flows = [
            expr for item in plan.programmes if item.gives_figure for expr in flow_columns(item, plan.asof)
        ]
        self._gather(screened.with_columns(flows).collect().lazy())
        return raw.height

    def _gather(self, results: pl.LazyFrame) -> None:
        wanted = [(pair, group) for pair in self.plan.pairs for group in self._groupings(pair)]
        changed = [pair for pair in self.plan.pairs if pair.changed]
        sums = [expr for item in self.plan.screen.programmes for expr in cost_exprs(item)]
        frames = pl.collect_all(
            [
                results.select(sums) if sums else results.select(pl.len()),
                *(difference_rows(results, pair) for pair in changed),
                *(group_sums(results, pair, group) for pair, group in wanted),
            ]
        )
        if sums:
            self.sums.update(frames[0].row(0, named=True))
        for pair, rows in zip(changed, frames[1:], strict=False):
            self._note_rows(pair, rows)
        for (pair, group), rows in zip(wanted, frames[1 + len(changed) :], strict=True):
            self.figures[pair.key].add(group.name, rows)
        for pair in self.plan.pairs:
            self._note_flows(pair, results)

    def _groupings(self, pair: Pair) -> tuple[Grouping, ...]:
        return self.plan.groupings if pair.changed else self.plan.groupings[:1]

    def _note_rows(self, pair: Pair, rows: pl.DataFrame) -> None:
        self.rows.add(rows)
        seen = self.first[pair.key]
        for kind, least in rows.group_by("kind").agg(pl.col("id").min()).iter_rows():
            seen[kind] = min(seen.get(kind, least), least)

    def _note_flows(self, pair: Pair, results: pl.LazyFrame) -> None:
        """Fen by month of this stretch; a programme that did not change is counted once for both versions."""
        for side, item in zip(SIDES, pair.screened, strict=True):
            if item is None or not item.gives_figure or (side == "after" and not pair.changed):
                continue
            columns = [
                f"{item.key}.{name.rpartition('.')[2]}" for name in _flow_names(item, self.plan.screen.asof)
            ]
            money = [pair.column(f"{side}_{end}") for end in ENDS]
            rows = results.filter(drawing(item)).select(*columns, *money).collect()
            for end, amount in zip(ENDS, money, strict=True):
                flow = flow_of(rows, item, amount, end, self.plan.screen.asof)
                gathered = self.flows.setdefault((pair.key, f"{side}_{end}"), [[0] * HORIZON])
                gathered[0] = add_flows([gathered[0], flow])

    def results(self, versions: Versions) -> list[ProgrammeResult]:
        """The figures of every programme of the table."""
        return [self._result(pair, versions) for pair in self.plan.pairs]

    def _result(self, pair: Pair, versions: Versions) -> ProgrammeResult:
        flows = {}
        for side in SIDES:
            for end in ENDS:
                own = side if pair.changed else "before"
                flows[f"{side}_{end}"] = self.flows.get((pair.key, f"{own}_{end}"), [[0] * HORIZON])[0]
        return ProgrammeResult(
            pair=pair,
            changes=tuple(_changes(pair, versions)),
            cost=(read_cost(pair.screened[0], self.sums), read_cost(pair.screened[1], self.sums)),
            figures=self.figures[pair.key],
            flows=flows,
            first=self.first[pair.key],
        )


def _flow_names(item: Screened, asof: date) -> list[str]:
    return [expr.meta.output_name() for expr in flow_columns(item, asof)]


def _changes(pair: Pair, versions: Versions) -> list[str]:
    if not pair.changed:
        return []
    if pair.before is None:
        return ["新增项目"]
    if pair.after is None:
        return ["取消项目"]
    lines = diff_programmes(pair.before, pair.after, versions.vocabulary)
    lines += _definition_changes(pair.before, pair.after, versions)
    if pair.before.id != pair.after.id:
        return [f"由 {pair.after.id}（{pair.after.title}）接替，按原项目的施行期计算", *lines]
    return lines or ["文字有变化，参数、条件、金额、封顶没有变化"]


def _definition_changes(before: Programme, after: Programme, versions: Versions) -> list[str]:
    """Figures of the definitions that the programme leans on, where they differ."""
    old, new = (
        _definitions(programme, library)
        for programme, library in ((before, versions.before), (after, versions.after))
    )
    return [
        f"共用定义“{old[name].label}”的参数变化：{figure.written} → {changed.written}（{key}）"
        for name in old
        if name in new
        for key, figure in old[name].parameters.items()
        if (changed := new[name].parameters.get(key)) is not None and changed.written != figure.written
    ]


def _definitions(programme: Programme, library: Library) -> Mapping[str, Definition]:
    """The definitions that a programme uses, and those that they use in turn."""
    known = {item.id: item for item in library.packs[programme.id.rpartition("/")[0]].definitions}
    found: dict[str, Definition] = {}
    waiting = list(programme.used_definitions)
    while waiting:
        name = waiting.pop(0)
        if name in known and name not in found:
            found[name] = known[name]
            waiting += [node.name for node in walk(known[name].expression) if isinstance(node, Named)]
    return found
