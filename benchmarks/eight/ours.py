"""Screening with the engine: files in, rows or all results out, one file after the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from benchmarks.eight import library
from jiuchuang.domain.rules.population.facts import SoundFacts
from jiuchuang.domain.rules.population.screen import AS_PLANNED, ScreenPlan, awards, screen
from jiuchuang.gateways.screening.population_in import BATCH_ROWS


def result_columns(plan: ScreenPlan) -> dict[str, str]:
    """Every condition, verdict and payable amount: `programme.condition` and so on → column of the plan."""
    names = {}
    for item in plan.programmes:
        name = item.programme.id.rpartition("/")[2]
        names |= {f"{name}.{leaf}": column for leaf, column in item.conditions.items()}
        names |= {f"{name}.{what}": item.column(what) for what in ("verdict", "payable")}
    return names


def run(files: list[Path], out: Path, packs: Path, awards_only: bool, parquet: bool = False) -> None:
    """Screen each file; with `awards_only` only rows on which some programme is due are written.

    Arrow IPC as `jiuchuang screen` dumps it, or with `parquet` Parquet, whose truth columns cost four times as much
    to write.
    """
    plan = library.plan(library.load(packs))
    columns = result_columns(plan)
    conditions = [column for item in plan.programmes for column in item.conditions.values()]
    for path in files:
        parts = []
        for facts in _sound_stretches(path, plan):
            results = (
                awards(facts, plan, "id", *dict.fromkeys(conditions)) if awards_only else screen(facts, plan)
            )
            wanted = [pl.col(column).alias(name) for name, column in columns.items()]
            parts.append(results.select("id", *wanted).collect(optimizations=AS_PLANNED))
        found = pl.concat(parts)
        if parquet:
            found.write_parquet(out / path.name, compression="zstd")
        else:
            found.write_ipc(out / path.with_suffix(".arrow").name, compression="zstd")


def _sound_stretches(path: Path, plan: ScreenPlan) -> Iterator[pl.LazyFrame]:
    """Facts of a file, stretch by stretch as in `jiuchuang screen`."""
    scan = pl.scan_parquet(path)
    present = dict(scan.collect_schema())
    sound = SoundFacts(plan, present)
    wanted = ["id", *(fact.name for fact in plan.facts)]
    first = 0
    while (raw := scan.slice(first, BATCH_ROWS).select(wanted).collect()).height:
        yield sound.of(raw, "id")[0].lazy()
        first += BATCH_ROWS


def decode(files: list[Path], packs: Path) -> None:
    """Only decode the columns that the screening reads: the floor that no screening can go below."""
    names = [fact.name for fact in library.plan(library.load(packs)).facts]
    for path in files:
        pl.read_parquet(path, columns=["id", *names])
