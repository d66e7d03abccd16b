"""Single cases out of a screening, decided one by one with reasons: one eligible, one not, one open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from jiuchuang.domain.rules.answers.decide import decide
from jiuchuang.domain.rules.answers.decision import ELIGIBLE, INELIGIBLE, UNKNOWN, Decision
from jiuchuang.domain.rules.engines.compile import compile_programme
from jiuchuang.domain.rules.pack import Pack, Programme
from jiuchuang.domain.rules.population.facts import sound_facts
from jiuchuang.domain.rules.population.rows import VERDICT
from jiuchuang.domain.rules.population.screen import ScreenPlan, plan_screen
from jiuchuang.domain.rules.population.tally import ProgrammeTally
from jiuchuang.gateways.screening.run import Screening
from jiuchuang.gateways.screening.wording import is_entitlement, tallies_of

WANTED = (ELIGIBLE, INELIGIBLE, UNKNOWN)


@dataclass(frozen=True)
class Example:
    """A case of the population and its decision; `decision` None when no case of that kind was found."""

    pack: Pack
    wanted: str
    case_id: str
    region: str
    decision: Decision | None


def find_examples(screening: Screening, folder: Path) -> Iterator[Example]:
    """For each document an eligible, an ineligible and an open case, from the row files in `folder`.

    Programmes with most to show come first: entitlements of persons with a figure, then whatever there is. The
    ineligible case is one condition short where there is such a case, the open one waits for the fewest facts.
    """
    for pack in screening.packs:
        ordered = sorted(tallies_of(screening, pack), key=_rank, reverse=True)
        for wanted in WANTED:
            yield _example(screening, folder, pack, ordered, wanted)


def _rank(tally: ProgrammeTally) -> tuple[bool, ...]:
    programme = tally.programme
    owed = tally.budget is not None and is_entitlement(tally)
    return (owed, tally.budget is not None, programme.entity == "person", programme.extent == "full")


def _example(
    screening: Screening, folder: Path, pack: Pack, tallies: list[ProgrammeTally], wanted: str
) -> Example:
    for tally in tallies:
        case_id = _first_case(screening, folder, tally, wanted)
        if case_id is None:
            continue
        region, decision = _decide(screening, pack, tally.programme, case_id)
        if decision.status == wanted:
            return Example(pack, wanted, case_id, region, decision)
    return Example(pack, wanted, "", "", None)


def _first_case(screening: Screening, folder: Path, tally: ProgrammeTally, wanted: str) -> str | None:
    own = pl.col("programme") == tally.programme.id
    if wanted == ELIGIBLE:
        awards = pl.scan_parquet(folder / "awards.parquet").filter(own)
        return _least(awards.sort(pl.col("fen").is_null(), "paid", "id"))
    if wanted == UNKNOWN:
        work = pl.scan_parquet(folder / "work_list.parquet").filter(own, pl.col("open") == VERDICT)
        return _least(work.sort(pl.col("missing").list.len(), "id"))
    short = _least(pl.scan_parquet(folder / "one_short.parquet").filter(own).sort("id"))
    return short or _refused(screening, folder, tally)


def _refused(screening: Screening, folder: Path, tally: ProgrammeTally) -> str | None:
    """Any case that neither meets the conditions nor waits for facts."""
    if not tally.not_met:
        return None
    parts = screening.population.tables[tally.programme.entity]
    cases = pl.concat([part.scan().select(pl.col("id").cast(pl.String)) for part in parts])
    for name in ("awards", "work_list"):
        other = pl.scan_parquet(folder / f"{name}.parquet").filter(pl.col("programme") == tally.programme.id)
        cases = cases.join(other.select("id"), on="id", how="anti")
    return _least(cases.sort("id"))


def _least(rows: pl.LazyFrame) -> str | None:
    found = rows.select("id").head(1).collect()
    return str(found.item()) if found.height else None


def _decide(screening: Screening, pack: Pack, programme: Programme, case_id: str) -> tuple[str, Decision]:
    vocabulary = screening.library.vocabulary
    compiled = compile_programme(programme)
    plan = plan_screen([compiled], vocabulary, programme.entity, screening.on)
    row = _row(screening, plan, case_id)
    facts = {name: value for name, value in row.items() if name not in ("id", "region") and value is not None}
    return str(row["region"] or ""), decide(compiled, pack, vocabulary, facts, screening.on)


def _row(screening: Screening, plan: ScreenPlan, case_id: str) -> dict[str, Any]:
    for part in screening.population.tables[plan.entity]:
        region = (
            pl.col("region") if "region" in part.schema else pl.lit(None, dtype=pl.String).alias("region")
        )
        rows = part.scan().filter(pl.col("id").cast(pl.String) == case_id)
        found = rows.select("id", region, *sound_facts(plan, part.schema, part.is_snapshot)).collect()
        if found.height:
            return found.row(0, named=True)
    raise LookupError(f"{case_id} was screened but is in no {plan.entity} table")
