"""Run a screening: stretch by stretch through every table, rows to files, figures to sums.

Memory is bounded by one stretch of one table, whatever the size of the population.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.domain.rules.engines.compile import compile_programme
from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.domain.rules.pack import Pack
from jiuchuang.domain.rules.population.screen import ScreenPlan, plan_screen
from jiuchuang.domain.rules.population.tally import ProgrammeTally, read_tally
from jiuchuang.domain.rules.vocabulary import ENTITIES
from jiuchuang.gateways.screening.outputs import REPORT, Outputs
from jiuchuang.gateways.screening.population_in import Population, column_problems
from jiuchuang.gateways.screening.rows_out import RowFiles
from jiuchuang.gateways.screening.shared_claims import with_shared_ceilings
from jiuchuang.gateways.screening.table_run import FactDemand, ReadyTable, Sums, TableRun

Advance = Callable[[int], None]
"""Told how many more rows are done."""


@dataclass(frozen=True)
class Screening:
    """Everything the reports say, in counts and fen; rows lie in the Parquet files beside them."""

    on: date
    population: Population
    library: Library
    packs: tuple[Pack, ...]
    tallies: tuple[ProgrammeTally, ...]
    tables_missing: tuple[str, ...]
    facts_absent: tuple[str, ...]
    facts_invalid: dict[str, int] | None
    """Fact → how many values were not valid; None where only rows that may be awarded were looked at."""
    demand: dict[str, FactDemand]
    unclaimed_by_region: dict[tuple[str, str, str], int]
    """(document, entity, region) → how many persons, firms … have at least one unclaimed entitlement."""
    outside_period: tuple[str, ...]
    """Computable programmes that are not in force on the day."""


def plan_documents(library: Library, documents: Iterable[str], on: date) -> list[ScreenPlan]:
    """One plan for each entity that has programmes in force among the documents."""
    compiled = [
        compile_programme(programme)
        for document in documents
        for programme in library.packs[document].programmes
        if programme.extent != "recorded"
    ]
    plans = [plan_screen(compiled, library.vocabulary, entity, on) for entity in ENTITIES]
    return [plan for plan in plans if plan.programmes]


def check_columns(population: Population, plans: Iterable[ScreenPlan]) -> list[Problem]:
    """Everything in the tables that the plans cannot work with."""
    return [problem for plan in plans for problem in column_problems(population, plan)]


def screen_population(
    population: Population,
    library: Library,
    documents: tuple[str, ...],
    plans: list[ScreenPlan],
    out: Path,
    on: date,
    advance: Advance,
    outputs: Outputs = REPORT,
) -> Screening:
    """Screen every table and write the row files that `outputs` asks for into the folder `out`."""
    sums = Sums()
    with RowFiles(out, outputs) as files:
        for plan in plans:
            run = TableRun(population, ReadyTable(library, plan), files, sums)
            for stretch in run.stretches():
                advance(run.batch(stretch))
    return summed(population, library, documents, plans, on, sums, outputs, out)


def summed(
    population: Population,
    library: Library,
    documents: tuple[str, ...],
    plans: list[ScreenPlan],
    on: date,
    sums: Sums,
    outputs: Outputs,
    out: Path,
) -> Screening:
    """The screening that the sums over all tables amount to; without tallies where `outputs` needs none.

    Claims on shared ceilings that were put aside in `out` are served and removed.
    """
    tallies = [
        read_tally(item, sums.tables[plan.entity])
        for plan in plans
        for item in plan.programmes
        if population.rows(plan.entity) and outputs.counts
    ]
    tallies = with_shared_ceilings(tallies, out, plans, library.vocabulary)
    order = {programme.id: index for index, programme in enumerate(library.programmes())}
    screened = {item.programme.id for plan in plans for item in plan.programmes}
    return Screening(
        on=on,
        population=population,
        library=library,
        packs=tuple(library.packs[document] for document in documents),
        tallies=tuple(sorted(tallies, key=lambda tally: order[tally.programme.id])),
        tables_missing=tuple(plan.entity for plan in plans if not population.rows(plan.entity)),
        facts_absent=tuple(sorted(sums.absent)),
        facts_invalid=None
        if outputs.awards_only
        else {name: count for name, count in sorted(sums.invalid.items()) if count},
        demand=sums.demand(),
        unclaimed_by_region=dict(sums.regions),
        outside_period=tuple(
            programme.id
            for document in documents
            for programme in library.packs[document].programmes
            if programme.extent != "recorded" and programme.id not in screened
        ),
    )
