"""Screening with the engine: files in, rows or all results out, one file after the other."""

from __future__ import annotations

import operator
from functools import reduce
from pathlib import Path

import polars as pl

from benchmarks.eight import library
from jiuchuang.domain.rules.population.facts import sound_facts
from jiuchuang.domain.rules.population.screen import Screened, ScreenPlan, screen


def results(frame: pl.LazyFrame, plan: ScreenPlan) -> pl.LazyFrame:
    """id and every condition, verdict and payable amount, named `programme.condition` and so on."""
    sound = frame.select("id", *sound_facts(plan, frame.collect_schema()))
    exprs = [expr for item in plan.programmes for expr in _named(item)]
    return screen(sound, plan).select("id", *exprs)


def _named(item: Screened) -> list[pl.Expr]:
    name = item.programme.id.rpartition("/")[2]
    conditions = [pl.col(column).alias(f"{name}.{leaf}") for leaf, column in item.conditions.items()]
    return [
        *conditions,
        *(pl.col(item.column(what)).alias(f"{name}.{what}") for what in ("verdict", "payable")),
    ]


def run(files: list[Path], out: Path, packs: Path, awards_only: bool, arrow: bool = False) -> None:
    """Screen each file; with `awards_only` only rows on which some programme is due are written.

    Parquet, or with `arrow` Arrow IPC, which costs less to write and a third more room.
    """
    plan = library.plan(library.load(packs))
    for path in files:
        frame = results(pl.scan_parquet(path), plan)
        if awards_only:
            frame = frame.filter(_any_due(frame))
        if arrow:
            frame.sink_ipc(out / path.with_suffix(".arrow").name, compression="zstd")
        else:
            frame.sink_parquet(out / path.name, compression="zstd")


def _any_due(frame: pl.LazyFrame) -> pl.Expr:
    verdicts = [name for name in frame.collect_schema() if name.endswith(".verdict")]
    return reduce(operator.or_, map(pl.col, verdicts))


def decode(files: list[Path], packs: Path) -> None:
    """Only decode the columns that the screening reads: the floor that no screening can go below."""
    names = [fact.name for fact in library.plan(library.load(packs)).facts]
    for path in files:
        pl.read_parquet(path, columns=["id", *names])
