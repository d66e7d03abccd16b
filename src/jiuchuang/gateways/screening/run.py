"""Run a screening: stretch by stretch through every table, rows to files, figures to sums.

Memory is bounded by one stretch of one table, whatever the size of the population.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.domain.rules.compile import compile_programme
from jiuchuang.domain.rules.load import Library
from jiuchuang.domain.rules.pack import Pack
from jiuchuang.domain.rules.screen import Screened, ScreenPlan, plan_screen, screen
from jiuchuang.domain.rules.screen_facts import absent_facts, invalid_counts, sound_facts
from jiuchuang.domain.rules.screen_missing import MissingPlan, plan_missing, with_parts
from jiuchuang.domain.rules.screen_rows import (
    award_rows,
    not_due_rows,
    one_short_rows,
    with_one_short,
    with_payments,
    work_rows,
)
from jiuchuang.domain.rules.screen_tally import ProgrammeTally, read_tally, tally_exprs
from jiuchuang.domain.rules.vocabulary import ENTITIES
from jiuchuang.gateways.screening.population_in import (
    Population,
    Stretch,
    column_problems,
    read_batch,
    read_payments,
)
from jiuchuang.gateways.screening.rows_out import RowFiles

Advance = Callable[[int], None]
"""Told how many more rows are done."""


@dataclass(frozen=True)
class FactDemand:
    """How many cases wait for a fact, how many wait for it alone, and how many persons or firms that is."""

    cases: int
    alone: int
    holders: int


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
    facts_invalid: dict[str, int]
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
) -> Screening:
    """Screen every table and write awards, work list, one-short and not-due rows into the folder `out`."""
    sums = _Sums()
    with RowFiles(out) as files:
        for plan in plans:
            run = _TableRun(population, library, plan, files, sums)
            for stretch in population.batches(plan.entity):
                advance(run.batch(stretch))
    tallies = [
        read_tally(item, sums.tables[plan.entity])
        for plan in plans
        for item in plan.programmes
        if population.rows(plan.entity)
    ]
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
        facts_invalid={name: count for name, count in sorted(sums.invalid.items()) if count},
        demand=sums.demand(),
        unclaimed_by_region=dict(sums.regions),
        outside_period=tuple(
            programme.id
            for document in documents
            for programme in library.packs[document].programmes
            if programme.extent != "recorded" and programme.id not in screened
        ),
    )


class _Sums:
    """Figures gathered over all stretches."""

    def __init__(self) -> None:
        self.tables: dict[str, Counter[str]] = {}
        self.invalid: Counter[str] = Counter()
        self.absent: set[str] = set()
        self.waiting: dict[str, Counter[str]] = {"cases": Counter(), "alone": Counter(), "holders": Counter()}
        self.regions: Counter[tuple[str, str, str]] = Counter()

    def demand(self) -> dict[str, FactDemand]:
        """Most wanted facts first."""
        cases, alone, holders = (self.waiting[name] for name in ("cases", "alone", "holders"))
        return {name: FactDemand(count, alone[name], holders[name]) for name, count in cases.most_common()}


class _TableRun:
    """One table under its plan."""

    def __init__(
        self, population: Population, library: Library, plan: ScreenPlan, files: RowFiles, sums: _Sums
    ) -> None:
        self.population, self.library, self.plan, self.files, self.sums = (
            population,
            library,
            plan,
            files,
            sums,
        )
        self.missing: MissingPlan = plan_missing(plan, library.vocabulary)
        self.counts = sums.tables.setdefault(plan.entity, Counter())

    def batch(self, stretch: Stretch) -> int:
        """Screen one stretch; returns its rows."""
        plan, schema = self.plan, stretch.schema
        raw = read_batch(stretch, [fact.name for fact in plan.facts if fact.name in schema])
        self.sums.absent |= {fact.name for fact in absent_facts(plan, schema)}
        if counts := invalid_counts(plan, schema):
            self.sums.invalid.update(raw.select(counts).row(0, named=True))
        sound = raw.lazy().select("id", "region", *sound_facts(plan, schema))
        screened = with_parts(screen(sound, plan), self.missing).collect()
        # Payments are joined to the bare ids: a join copies every column that it carries along.
        payments = read_payments(self.population, plan.entity, raw["id"])
        paid = with_payments(raw.select("id").lazy(), payments, plan).collect()
        self._gather(with_one_short(screened.hstack(paid.drop("id")).lazy(), plan).collect())
        return raw.height

    def _gather(self, results: pl.DataFrame) -> None:
        items, frame = self.plan.programmes, results.lazy()
        figures = frame.select([expr for item in items for expr in tally_exprs(item, self.plan)])
        lists = {
            "awards": [award_rows(frame, item, self.plan, self._digest(item)) for item in items],
            "one_short": [one_short_rows(frame, item) for item in items],
            "paid_not_due": [not_due_rows(frame, item) for item in items],
        }
        sums, *found = pl.collect_all([figures, *(pl.concat(rows) for rows in lists.values())])
        rows = dict(zip(lists, found, strict=True)) | {"work_list": work_rows(results, self.missing)}
        for name, frame_of_rows in rows.items():
            self.files.add(name, frame_of_rows)
        self.counts.update(sums.row(0, named=True))
        self._count_work(rows["work_list"])
        self._count_regions(rows["awards"])

    def _digest(self, item: Screened) -> str:
        return self.library.packs[item.programme.id.rpartition("/")[0]].digest

    def _count_work(self, work: pl.DataFrame) -> None:
        keys = {item.programme.id: item.key for item in self.plan.programmes}
        for programme, count in work.group_by("programme").len().iter_rows():
            self.counts[f"{keys[programme]}#open_for_facts"] += count
        single = pl.col("missing").list.len() == 1
        facts = work.select("id", "missing", alone=single).explode("missing").group_by("missing")
        for name, cases, alone, holders in facts.agg(
            pl.len(), pl.col("alone").sum(), pl.col("id").n_unique()
        ).iter_rows():
            for figure, count in (("cases", cases), ("alone", alone), ("holders", holders)):
                self.sums.waiting[figure][name] += count

    def _count_regions(self, awards: pl.DataFrame) -> None:
        entitlements = [
            item.programme.id
            for item in self.plan.programmes
            if item.programme.kind == "entitlement" and item.programme.amount is not None
        ]
        unclaimed = awards.filter(~pl.col("paid") & pl.col("programme").is_in(entitlements))
        document = pl.col("programme").str.replace("/[^/]*$", "")
        by_region = unclaimed.group_by(document.alias("document"), "region").agg(pl.col("id").n_unique())
        for name, region, count in by_region.iter_rows():
            self.sums.regions[name, self.plan.entity, region or ""] += count
