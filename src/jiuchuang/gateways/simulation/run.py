"""Run a simulation: both versions of the law through every table in one pass, rows to a file, figures to sums.

Memory is bounded by one stretch of one table, and by the rows of one scope where several cases share a ceiling.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.domain.rules.answers.diff import diff_programmes
from jiuchuang.domain.rules.language.tree import Named, walk
from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.domain.rules.pack import Definition, Programme
from jiuchuang.domain.rules.population.scenario import Scenario, renamed
from jiuchuang.domain.rules.population.simulate import (
    SIDES,
    Cost,
    Pair,
    SimulationPlan,
    pair_programmes,
    plan_simulation,
)
from jiuchuang.domain.rules.population.simulate_flow import ENDS, Flow
from jiuchuang.domain.rules.population.simulate_shared import SharedPairs, tie_pairs
from jiuchuang.domain.rules.vocabulary import ENTITIES, Vocabulary
from jiuchuang.gateways.screening.population_in import Population, column_problems
from jiuchuang.gateways.simulation.difference_file import DifferenceFile
from jiuchuang.gateways.simulation.table_run import BY_ID, FirstCase, GroupFigures, TableRun

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
    first: Mapping[str, FirstCase]
    """Kind of difference → the case with the least id among those of that kind."""
    shared: SharedPairs | None = None
    """The programmes with which it shares ceilings."""
    unplaced: int = 0
    """Cases of which it is not known with whom they share a ceiling."""

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
    order: str = BY_ID

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


def order_problems(population: Population, plans: Sequence[SimulationPlan], order: str) -> list[Problem]:
    """An order that no table has, or that is no day."""
    if order == BY_ID:
        return []
    parts = [part for plan in plans for part in population.tables.get(plan.screen.entity, ())]
    found = {part.schema[order] for part in parts if order in part.schema}
    if not found:
        return [Problem("no-order", f"数据表里没有“{order}”这一列", Place("--order"), "不写则按编号先后")]
    if found != {pl.Date()}:
        return [Problem("order-type", f"“{order}”不是日期列", Place("--order"))]
    return []


def simulate_population(
    versions: Versions,
    population: Population,
    plans: list[SimulationPlan],
    out: Path,
    on: date,
    advance: Advance,
    order: str = BY_ID,
) -> Simulation:
    """Both versions over every table; rows that differ go into the folder `out`.

    Cases that share a ceiling are served by the days in column `order`, then by id.
    """
    results: list[ProgrammeResult] = []
    aside = out / ".shared"
    with DifferenceFile(out) as rows:
        for plan in plans:
            tied, shared = tie_pairs(plan, versions.vocabulary)
            run = TableRun(tied, shared, aside, rows.add, order)
            for stretch in population.batches(plan.screen.entity, len(plan.screen.facts)):
                advance(run.batch(stretch))
            run.finish()
            results += [_result(run, pair, shared, versions) for pair in tied.pairs]
    shutil.rmtree(aside, ignore_errors=True)
    place = {pair.programme.id: number for plan in plans for number, pair in enumerate(plan.pairs)}
    return Simulation(
        on=on,
        population=population,
        versions=versions,
        results=tuple(
            sorted(results, key=lambda result: (not result.pair.changed, place[result.pair.programme.id]))
        ),
        groupings={group.name: group.label for plan in plans for group in plan.groupings},
        tables_missing=tuple(plan.screen.entity for plan in plans if not population.rows(plan.screen.entity)),
        order=order,
    )


def _result(
    run: TableRun, pair: Pair, shared: tuple[SharedPairs, ...], versions: Versions
) -> ProgrammeResult:
    """The figures of one programme of a table."""
    group = next((group for group in shared if any(one.key == pair.key for one in group.pairs)), None)
    return ProgrammeResult(
        pair=pair,
        changes=tuple(_changes(pair, versions)),
        cost=(run.cost(pair, "before"), run.cost(pair, "after")),
        figures=run.figures[pair.key],
        flows={f"{side}_{end}": run.flow(pair, side, end) for side in SIDES for end in ENDS},
        first=run.first[pair.key],
        shared=group,
        unplaced=run.settled.unplaced[pair.key],
    )


def _changes(pair: Pair, versions: Versions) -> list[str]:
    if not pair.changed:
        return []
    if pair.before is None:
        return ["新增项目"]
    if pair.after is None:
        return ["取消项目"]
    if pair.before == pair.after:
        return ["规则没有变化；合用封顶的项目有变化，所得随之不同"]
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
