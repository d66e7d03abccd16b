"""A document's pledges against its fund: year by year what all programmes draw, and who is served first.

One pass over the population; cases that surely meet the conditions lie in a file, so that they can be put in order.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.domain.rules.pack import Pack
from jiuchuang.domain.rules.population.screen import Screened
from jiuchuang.domain.rules.population.simulate import Cost, Pair, SimulationPlan, plan_simulation
from jiuchuang.domain.rules.population.simulate_flow import ENDS, Flow, Lasting, add_flows, months_covered
from jiuchuang.domain.rules.population.simulate_limits import (
    Limit,
    at_the_start,
    by_year,
    earmark_of,
    fixed_amount,
    queued,
    quota_of,
    served_within_money,
    served_within_places,
    up_to,
    with_new_cases,
    without_new_cases,
)
from jiuchuang.domain.rules.population.simulate_shared import Settled, SharedPairs, tie_pairs
from jiuchuang.domain.rules.vocabulary import ENTITIES
from jiuchuang.gateways.screening.population_in import Population, Stretch
from jiuchuang.gateways.screening.shared_claims import APPLIED
from jiuchuang.gateways.simulation.run import Advance
from jiuchuang.gateways.simulation.table_run import TableRun

CASES = "cases.parquet"
CUT_OFF = "cut_off.parquet"
_SCHEMA = {
    "id": pl.String(),
    "region": pl.String(),
    "programme": pl.String(),
    "applied_on": pl.Date(),
    "fen": pl.Int64(),
    "fen_high": pl.Int64(),
}


@dataclass(frozen=True)
class Queue:
    """First come, first served: how many cases surely meet the conditions, how many are served and cut off.

    `open` cases would take places too if they turn out to meet the conditions.
    """

    places: int | None
    used: int
    cases: int
    served: int
    served_fen: int
    open: int

    @property
    def cut_off(self) -> int:
        """Cases that come too late."""
        return self.cases - self.served


@dataclass(frozen=True)
class Pledge:
    """A programme of the document.

    `source`: draws, apart (draws on money set apart for it), unwritten (the text names no fund) or other.

    `months` is fen low and high by month, None where the text gives no figure; `earmark` is money set apart for it.
    """

    screened: Screened
    source: str
    cost: Cost
    months: tuple[Flow, Flow] | None
    earmark: Limit | None
    quota: Queue | None

    @property
    def years(self) -> tuple[tuple[int, int], ...] | None:
        """Fen low and high a year."""
        if self.months is None:
            return None
        low, high = map(by_year, self.months)
        return tuple(zip(low, high, strict=True))

    @property
    def total(self) -> tuple[int, int]:
        """Low and high over all years; nothing where there is no figure."""
        years = self.years or ()
        return sum(low for low, _ in years), sum(high for _, high in years)


@dataclass(frozen=True)
class Affordability:
    """Everything the report says; the cases that are cut off lie in `cut_off.parquet`."""

    on: date
    pack: Pack
    population: Population
    fund_fen: int
    fund_name: str | None
    years: int
    order: str
    pledges: tuple[Pledge, ...]
    queue: Queue
    queue_high: Queue
    """The same line when every case gets the most that any reading gives it."""
    outside_period: tuple[str, ...]

    def of_source(self, source: str) -> list[Pledge]:
        """Pledges by where their money comes from."""
        return [pledge for pledge in self.pledges if pledge.source == source]

    @property
    def earmarked_fen(self) -> int:
        """Money set apart within the fund."""
        return sum(pledge.earmark.value for pledge in self.of_source("apart") if pledge.earmark)

    @property
    def lasting(self) -> tuple[Lasting, Lasting]:
        """Whole months that the money covers without what is set apart, by the low and by the high flow."""
        left = max(self.fund_fen - self.earmarked_fen, 0)
        drawn = [pledge.months for pledge in self.of_source("draws") if pledge.months is not None]
        nothing = [0] * (self.years * 12)
        low, high = (add_flows([nothing, *(one[end] for one in drawn)]) for end in (0, 1))
        return months_covered(left, low), months_covered(left, high)

    def total(self, *sources: str) -> tuple[int, int]:
        """Low and high over all years and the pledges of these sources, without what is set apart."""
        totals = [pledge.total for source in sources for pledge in self.of_source(source)]
        return sum(low for low, _ in totals), sum(high for _, high in totals)


def main_fund(pack: Pack) -> str | None:
    """The fund that most programmes of the document draw on."""
    names = Counter(programme.fund for programme in pack.programmes if programme.fund)
    return names.most_common(1)[0][0] if names else None


def plan_afford(library: Library, document: str, population: Population, on: date) -> list[SimulationPlan]:
    """One plan for each entity of the document's programmes, both versions the same."""
    pairs = [(item, item) for item in library.packs[document].programmes if item.extent != "recorded"]
    plans = []
    for entity in ENTITIES:
        present = {name for part in population.tables.get(entity, ()) for name in part.schema}
        plans.append(plan_simulation(pairs, library.vocabulary, entity, on, present))
    return [plan for plan in plans if plan.pairs]


def afford(
    library: Library,
    pack: Pack,
    population: Population,
    plans: Sequence[SimulationPlan],
    fund: tuple[int, str | None],
    years: int,
    order: str,
    out: Path,
    on: date,
    advance: Advance,
) -> Affordability:
    """Everything that the pledges of the document draw; cases and those cut off go into the folder `out`."""
    fund_fen, fund_name = fund
    runs = _run_tables(library, population, plans, order, out, advance)
    cases = pl.scan_parquet(out / CASES)
    ledger = _Ledger(library, cases, fund_name, years)
    pledges = [ledger.pledge(run, pair) for run in runs for pair in run.plan.pairs if pair.screened[0]]
    drawing_ids = [pledge.screened.programme.id for pledge in pledges if pledge.source == "draws"]
    left = fund_fen - sum(item.earmark.value for item in pledges if item.source == "apart" and item.earmark)
    line = cases.filter(pl.col("programme").is_in(drawing_ids) & pl.col("fen").is_not_null())
    for late in ledger.late:  # who finds no place draws no money
        line = line.join(late.select("id", "programme"), on=["id", "programme"], how="anti")
    line = queued(line, ("applied_on", "id", "programme"))
    dear = served_within_money(line, max(left, 0), "fen_high")
    line = served_within_money(line, max(left, 0))
    open_cases = sum(pledge.cost.open for pledge in pledges if pledge.source == "draws")
    queue = _read_queue(line, None, 0, open_cases)
    queue_high = _read_queue(dear, None, 0, open_cases, "fen_high")
    cut_off = [line.filter(~pl.col("served")).with_columns(limit=pl.lit("资金")), *ledger.late]
    cut_off.append(dear.filter(~pl.col("served")).with_columns(limit=pl.lit("资金（金额按高）")))
    pl.concat(cut_off).select("limit", "place", *_SCHEMA).sink_parquet(out / CUT_OFF)
    seen = {pledge.screened.programme.id for pledge in pledges}
    outside = [item.title for item in pack.programmes if item.extent != "recorded" and item.id not in seen]
    places = {programme.id: number for number, programme in enumerate(pack.programmes)}
    pledges.sort(key=lambda pledge: places[pledge.screened.programme.id])
    return Affordability(
        on,
        pack,
        population,
        fund_fen,
        fund_name,
        years,
        order,
        tuple(pledges),
        queue,
        queue_high,
        tuple(outside),
    )


def _run_tables(
    library: Library,
    population: Population,
    plans: Sequence[SimulationPlan],
    order: str,
    out: Path,
    advance: Advance,
) -> list[_TableRun]:
    """Every table; cases that surely meet the conditions lie in the folder afterwards."""
    parts = out / ".parts"
    parts.mkdir(parents=True)
    pl.DataFrame(schema=_SCHEMA).write_parquet(parts / "000000.parquet")
    runs = []
    for plan in plans:
        tied, shared = tie_pairs(plan, library.vocabulary, with_places=False, with_own=True)
        run = _TableRun(tied, shared, order, parts)
        for stretch in population.batches(plan.screen.entity, len(plan.screen.facts)):
            advance(run.batch(stretch))
        run.finish()
        runs.append(run)
    pl.scan_parquet(parts / "*.parquet").sink_parquet(out / CASES)
    shutil.rmtree(parts)
    return runs


class _TableRun(TableRun):
    """One table: costs, flows by month, and the cases that surely meet the conditions."""

    def __init__(
        self, plan: SimulationPlan, shared: tuple[SharedPairs, ...], order: str, parts: Path
    ) -> None:
        super().__init__(plan, shared, parts / ".shared", lambda rows: None, order)
        self.parts = parts
        self.used: Counter[str] = Counter()

    def batch(self, stretch: Stretch) -> int:
        """Compute one stretch; returns its rows."""
        results = self.take(stretch)
        counted = [fact.name for fact in self.plan.screen.facts if fact.type.is_numeric]
        most = results.select(pl.col(counted).max().fill_null(0)).row(0, named=True) if counted else {}
        self.used.update({name: max(value - self.used[name], 0) for name, value in most.items()})
        for pair in self.plan.pairs:
            item = pair.screened[0]
            if item is not None and not self.is_tied(pair):
                low, high = (
                    pl.col(item.column(end)) * _in_first_year(item, end) if item.gives_figure else _NO_FIGURE
                    for end in ENDS
                )
                self._note_cases(results, pair, item, low, high)
        return results.height

    def settled_rows(self, settled: Settled, group: SharedPairs) -> None:
        """Cases that were served one after another get what was left for them."""
        for pair in group.pairs:
            item = pair.screened[0]
            if item is None:
                continue
            known = pl.all_horizontal(pl.col(name).is_not_null() for name in item.of_variants("payable"))
            low, high = (pl.lit(settled.first_year[pair.key, "before", end]) for end in ENDS)
            self._note_cases(settled.rows, pair, item, pl.when(known).then(low), pl.when(known).then(high))

    def _note_cases(
        self, results: pl.DataFrame, pair: Pair, item: Screened, low: pl.Expr, high: pl.Expr
    ) -> None:
        """What falls due within the first year of cases that surely meet the conditions: least and most."""
        case = results.with_columns(low.alias("@low"), high.alias("@high"))
        rows = case.filter(pl.col(pair.column("before_verdict"))).select(
            "id",
            "region",
            programme=pl.lit(item.programme.id),
            applied_on=APPLIED,
            fen="@low",
            fen_high="@high",
        )
        number = len(list(self.parts.glob("*.parquet")))
        rows.cast(pl.Schema(_SCHEMA)).write_parquet(self.parts / f"{number:06d}.parquet")


_NO_FIGURE = pl.lit(None, dtype=pl.Int64)


def _in_first_year(item: Screened, end: str) -> pl.Expr:
    """Instalments that fall due within the first year: surely, or at most."""
    if item.programme.schedule.every != "month":
        return pl.lit(1, dtype=pl.Int64)
    left = pl.col(f"{item.key}.left_{end}")
    return pl.when(left > 12).then(12).otherwise(left)


class _Ledger:
    """Turns the figures of the tables into pledges."""

    def __init__(self, library: Library, cases: pl.LazyFrame, fund_name: str | None, years: int) -> None:
        self.library, self.cases, self.fund_name, self.years = library, cases, fund_name, years
        self.late: list[pl.LazyFrame] = []

    def pledge(self, run: _TableRun, pair: Pair) -> Pledge:
        """One programme."""
        item = pair.screened[0]
        assert item is not None
        programme, vocabulary = item.programme, self.library.vocabulary
        earmark = earmark_of(programme, vocabulary)
        source = "unwritten"
        if programme.fund is not None:
            own = "draws" if earmark is None else "apart"
            source = own if programme.fund == self.fund_name else "other"
        cost = run.cost(pair, "before")
        limit = quota_of(programme, vocabulary)
        quota = self._quota(item, limit, run, cost) if limit else None
        months = None
        if item.gives_figure:
            low, high = (run.flow(pair, "before", end) for end in ENDS)
            months = without_new_cases(low, self.years), with_new_cases(high, self.years)
            if limit is not None and quota is not None:
                months = self._within_quota(item, limit, quota, months)
            if earmark is not None:
                months = months[0], up_to(months[1], max(earmark.value, sum(months[0])))
        return Pledge(item, source, cost, months, earmark, quota)

    def _quota(self, item: Screened, limit: Limit, run: _TableRun, cost: Cost) -> Queue:
        own = self.cases.filter(pl.col("programme") == item.programme.id)
        used = run.used[limit.used]
        line = served_within_places(queued(own, ("applied_on", "id")), limit.value - used)
        late = line.filter(~pl.col("served")).with_columns(limit=pl.lit(f"名额 {item.programme.title}"))
        self.late.append(late)
        return _read_queue(line, limit.value, used, cost.open)

    def _within_quota(
        self, item: Screened, limit: Limit, quota: Queue, months: tuple[Flow, Flow]
    ) -> tuple[Flow, Flow]:
        """Every place taken at most; in the first year what is left of the places."""
        each = fixed_amount(item.programme)
        low, high = map(by_year, months)
        places = [max(limit.value - (quota.used if year == 0 else 0), 0) for year in range(self.years)]
        most = list(high) if each is None else [each * count for count in places]
        least = [min(fen, quota.served_fen if year == 0 else most[year]) for year, fen in enumerate(low)]
        return at_the_start(least), at_the_start(most)


def _read_queue(
    line: pl.LazyFrame, places: int | None, used: int, open_cases: int, amount: str = "fen"
) -> Queue:
    served = pl.col("served")
    row = (
        line.select(cases=pl.len(), served=served.sum(), fen=pl.col(amount).filter(served).sum())
        .collect()
        .row(0, named=True)
    )
    return Queue(places, used, row["cases"], row["served"] or 0, row["fen"] or 0, open_cases)
