"""One table under its plan: stretch by stretch, rows to files and figures to sums that add up over any cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import polars as pl

from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.domain.rules.population.facts import Schema, SoundFacts, absent_facts
from jiuchuang.domain.rules.population.missing import MissingPlan, plan_missing, with_parts
from jiuchuang.domain.rules.population.rows import (
    AMOUNT,
    VERDICT,
    award_rows,
    not_due_rows,
    one_short_rows,
    with_one_short,
    with_payments,
    work_rows,
)
from jiuchuang.domain.rules.population.screen import (
    AS_PLANNED,
    Screened,
    ScreenPlan,
    awards,
    candidates,
    screen,
)
from jiuchuang.domain.rules.population.shared_ceilings import key_columns
from jiuchuang.domain.rules.population.tally import tally_exprs
from jiuchuang.gateways.screening.outputs import Outputs
from jiuchuang.gateways.screening.population_in import Population, Stretch, read_batch, read_payments
from jiuchuang.gateways.screening.rows_out import RowFiles
from jiuchuang.gateways.screening.shared_claims import claims_of


@dataclass(frozen=True)
class FactDemand:
    """How many cases wait for a fact, how many wait for it alone, and how many persons or firms that is."""

    cases: int
    alone: int
    holders: int


@dataclass
class Sums:
    """Figures gathered over stretches of tables; those of two cuts of a population add up."""

    tables: dict[str, Counter[str]] = field(default_factory=dict)
    invalid: Counter[str] = field(default_factory=Counter)
    absent: set[str] = field(default_factory=set)
    waiting: dict[str, Counter[str]] = field(
        default_factory=lambda: {name: Counter() for name in ("cases", "alone", "holders")}
    )
    regions: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """(document, entity, region) → how many have at least one unclaimed entitlement."""

    def demand(self) -> dict[str, FactDemand]:
        """Most wanted facts first, those wanted equally often by name."""
        cases, alone, holders = (self.waiting[name] for name in ("cases", "alone", "holders"))
        ordered = sorted(cases.items(), key=lambda item: (-item[1], item[0]))
        return {name: FactDemand(count, alone[name], holders[name]) for name, count in ordered}

    def add(self, other: Sums) -> None:
        """Take in the figures of another cut."""
        for entity, counts in other.tables.items():
            self.tables.setdefault(entity, Counter()).update(counts)
        self.invalid.update(other.invalid)
        self.absent |= other.absent
        for name, counts in other.waiting.items():
            self.waiting[name].update(counts)
        self.regions.update(other.regions)

    def as_json(self) -> dict[str, Any]:
        """For a file; `from_json` reads it back."""
        return {
            "tables": self.tables,
            "invalid": self.invalid,
            "absent": sorted(self.absent),
            "waiting": self.waiting,
            "regions": [[*key, count] for key, count in sorted(self.regions.items())],
        }

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Sums:
        """What `as_json` wrote."""
        return cls(
            tables={entity: Counter(counts) for entity, counts in found["tables"].items()},
            invalid=Counter(found["invalid"]),
            absent=set(found["absent"]),
            waiting={name: Counter(counts) for name, counts in found["waiting"].items()},
            regions=Counter({(key[0], key[1], key[2]): count for *key, count in found["regions"]}),
        )


class ReadyTable:
    """What a plan makes ready once, for every stretch, and on a worker for every file that it is given."""

    def __init__(self, library: Library, plan: ScreenPlan) -> None:
        self.library, self.plan = library, plan
        self._facts: FactStage | None = None

    @cached_property
    def missing(self) -> MissingPlan:
        """Who waits for which facts."""
        return plan_missing(self.plan, self.library.vocabulary)

    def facts(self, stretch: Stretch) -> FactStage:
        """How facts are read, made ready once for stretches with the same columns."""
        found = self._facts
        if found is None or (found.schema, found.is_sound) != (stretch.schema, stretch.is_sound):
            # threads of one worker may each have their file: none sees a half change
            self._facts = found = FactStage(self.plan, stretch.schema, stretch.is_sound)
        return found


class FactStage:
    """Reading the facts of a table with certain columns: which columns, which rows can matter, what is sound."""

    def __init__(self, plan: ScreenPlan, schema: Schema, is_sound: bool) -> None:
        self.schema, self.is_sound = schema, is_sound
        self.columns = [fact.name for fact in plan.facts if fact.name in schema]
        self.absent = {fact.name for fact in absent_facts(plan, schema)}
        self.sound = SoundFacts(plan, schema, is_sound)
        self.candidates = candidates(plan, schema)


class TableRun:
    """One table under its plan; rows go to `files`, figures to `sums`."""

    def __init__(self, population: Population, ready: ReadyTable, files: RowFiles, sums: Sums) -> None:
        self.population, self.ready = population, ready
        self.library, self.plan = ready.library, ready.plan
        self.files, self.sums = files, sums
        self.outputs: Outputs = files.outputs
        plan, library = ready.plan, ready.library
        self.counts = sums.tables.setdefault(plan.entity, Counter())
        self.shared = claims_of(files.folder, plan, library.vocabulary) if self.outputs.counts else []

    def stretches(self) -> Iterator[Stretch]:
        """The table, cut as this run can bear it: for awards alone most rows are dropped while they are read."""
        cut = self.population.whole_parts if self.outputs.awards_only else self.population.batches
        return cut(self.plan.entity, len(self.plan.facts))

    def batch(self, stretch: Stretch) -> int:
        """Screen one stretch; returns its rows."""
        plan, schema, facts = self.plan, stretch.schema, self.ready.facts(stretch)
        self.sums.absent |= facts.absent
        if self.outputs.awards_only:
            raw = read_batch(stretch, facts.columns, facts.candidates)
            self._awards(facts.sound.of(raw, "id", "region")[0])
            return stretch.rows
        keys = sorted({name for claims in self.shared for name in claims.keys})
        raw = read_batch(
            stretch, [*facts.columns, *(key for key in keys if key in schema and key not in facts.columns)]
        )
        raw = raw.with_columns(key_columns([part for claims in self.shared for part in claims.parts], schema))
        sound, invalid = facts.sound.of(raw, "id", "region", *keys)
        if stretch.invalid is not None:
            invalid = {fact.name: stretch.invalid.get(fact.name, 0) for fact in plan.facts}
        self.sums.invalid.update(invalid)
        frame = screen(sound.lazy(), plan)
        frame = with_parts(frame, self.ready.missing) if self.outputs.counts else frame
        screened = frame.collect(optimizations=AS_PLANNED)
        if self.outputs.wants("dump"):
            self.files.dump(plan, screened)
        if self.outputs.dump_only:
            return raw.height
        for claims in self.shared:
            claims.add(screened)
        paid = self._payments(raw)
        self._gather(with_one_short(screened.hstack(paid.drop("id")).lazy(), plan).collect())
        return raw.height

    def _payments(self, cases: pl.DataFrame) -> pl.DataFrame:
        """Joined to the bare ids: a join copies every column that it carries along."""
        payments = read_payments(self.population, self.plan.entity, cases["id"])
        return with_payments(cases.select("id").lazy(), payments, self.plan).collect()

    def _awards(self, sound: pl.DataFrame) -> None:
        """Only rows with a true verdict are carried on: money is computed and payments are joined for those."""
        items = self.plan.programmes
        due = awards(sound.lazy(), self.plan, "id", "region").collect(optimizations=AS_PLANNED)
        frame = due.hstack(self._payments(due).drop("id")).lazy()
        rows = [award_rows(frame, item, self.plan, self._digest(item)) for item in items]
        self.files.add("awards", pl.concat(rows).collect())

    def _gather(self, results: pl.DataFrame) -> None:
        items, frame = self.plan.programmes, results.lazy()
        lists = {
            "awards": [award_rows(frame, item, self.plan, self._digest(item)) for item in items],
            "one_short": [one_short_rows(frame, item) for item in items],
            "paid_not_due": [not_due_rows(frame, item) for item in items],
        }
        wanted = {name: pl.concat(rows) for name, rows in lists.items() if self.outputs.wants(name)}
        if self.outputs.counts:
            wanted["sums"] = frame.select([expr for item in items for expr in tally_exprs(item, self.plan)])
        rows = dict(zip(wanted, pl.collect_all(wanted.values()), strict=True))
        if self.outputs.counts:
            self.counts.update(rows.pop("sums").row(0, named=True))
            rows["work_list"] = work_rows(results, self.ready.missing)
            self._count_work(rows["work_list"])
        if "awards" in rows:
            self._count_regions(rows["awards"])
        for name, found in rows.items():
            self.files.add(name, found)

    def _digest(self, item: Screened) -> str:
        return self.library.packs[item.programme.id.rpartition("/")[0]].digest

    def _count_work(self, work: pl.DataFrame) -> None:
        keys = {item.programme.id: item.key for item in self.plan.programmes}
        figures = {VERDICT: "open_for_facts", AMOUNT: "amount_for_facts"}
        for programme, what, count in work.group_by("programme", "open").len().iter_rows():
            self.counts[f"{keys[programme]}#{figures[what]}"] += count
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
