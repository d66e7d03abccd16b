"""Screening with the engine: files in, rows or all results out, one file after the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from benchmarks.eight import library
from benchmarks.eight.decoding import stretches
from jiuchuang.domain.rules.population.facts import SoundFacts
from jiuchuang.domain.rules.population.screen import AS_PLANNED, ScreenPlan, awards, candidates, screen
from jiuchuang.gateways.screening.population_in import BATCH_ROWS


def result_columns(plan: ScreenPlan) -> dict[str, str]:
    """Every condition, verdict and payable amount: `programme.condition` and so on → column of the plan."""
    names = {}
    for item in plan.programmes:
        name = item.programme.id.rpartition("/")[2]
        names |= {f"{name}.{leaf}": column for leaf, column in item.conditions.items()}
        names |= {f"{name}.{what}": item.column(what) for what in ("verdict", "payable")}
    return names


def columns_read(plan: ScreenPlan) -> list[str]:
    """What a screening reads of the files."""
    return ["id", *(fact.name for fact in plan.facts)]


def run(files: list[Path], out: Path, packs: Path, awards_only: bool, parquet: bool = False) -> None:
    """Screen each file; with `awards_only` only rows on which some programme is due are written.

    Arrow IPC as `jiuchuang screen` dumps it, or with `parquet` Parquet, whose truth columns cost four times as much
    to write.
    """
    plan = library.plan(library.load(packs))
    columns = result_columns(plan)
    conditions = [column for item in plan.programmes for column in item.conditions.values()]
    wanted = [pl.col(column).alias(name) for name, column in columns.items()]
    for path in files:
        parts = []
        for facts in _sound_stretches(path, plan, awards_only):
            results = (
                awards(facts, plan, "id", *dict.fromkeys(conditions)) if awards_only else screen(facts, plan)
            )
            parts.append(results.select("id", *wanted).collect(optimizations=AS_PLANNED))
        found = pl.concat(parts)
        if parquet:
            found.write_parquet(out / path.name, compression="zstd")
        else:
            found.write_ipc(out / path.with_suffix(".arrow").name, compression="zstd")


def _sound_stretches(path: Path, plan: ScreenPlan, awards_only: bool) -> Iterator[pl.LazyFrame]:
    """Facts of a file as `jiuchuang screen` reads them: at once but only what may be due, or stretch by stretch."""
    scan = pl.scan_parquet(path, parallel="prefiltered")
    present = dict(scan.collect_schema())
    sound = SoundFacts(plan, present)
    wanted = columns_read(plan)
    if awards_only and (where := candidates(plan, present)) is not None:
        yield sound.of(scan.filter(where).select(wanted).collect(), "id")[0].lazy()
        return
    for raw in stretches(path, wanted, BATCH_ROWS):
        yield sound.of(raw, "id")[0].lazy()
