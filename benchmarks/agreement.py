"""Before any timing counts: every rival's results equal ours, row for row and column for column."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from benchmarks import machine
from benchmarks.eight.by_hand_duckdb import RESULTS
from benchmarks.sizes import Sizes

RIVALS = ("polars", "duckdb", "openfisca", "openfisca_by_code")


class DisagreementError(Exception):
    """A rival's results differ from ours; names the columns and how many rows."""


def check(sizes: Sizes, copies: int, rivals: tuple[str, ...] = RIVALS) -> str:
    """Compare all result columns of the rivals with ours; says what was compared.

    OpenFisca is compared on persons of whom every fact is known and every result of ours too (a rate over no staff
    is unknown to us and False to it), and without unknown amounts: it pays 0 where we pay nothing.
    """
    words = []
    for rival in rivals:
        two_valued = rival.startswith("openfisca")
        files = sizes.files(sizes.agreement_rows, unknowns=not two_valued)
        mine, other = (_results(sizes, job, files, copies) for job in ("ours", rival))
        if two_valued:
            known = pl.all_horizontal(pl.exclude("^.*payable$").is_not_null())
            other = other.filter(mine.select(known).to_series())
            mine = mine.filter(known).with_columns(pl.col("^.*payable$").fill_null(0))
        differing = _differences(mine, other)
        if differing:
            raise DisagreementError(f"{rival}: {differing}")
        words.append(f"{rival}: {mine.height:,} rows × {mine.width - 1} columns equal")
    return "; ".join(words)


def _results(sizes: Sizes, job: str, files: list[Path], copies: int) -> pl.DataFrame:
    out = sizes.out(f"agreement-{job}")
    packs = sizes.packs(copies)
    machine.cost(job, files=files, out=out, packs=packs, copies=copies, awards_only=False)
    if job == "duckdb":
        return pl.read_parquet(out / RESULTS).sort("id")
    return pl.concat(pl.read_ipc(out / file.with_suffix(".arrow").name) for file in files).sort("id")


def _differences(mine: pl.DataFrame, other: pl.DataFrame) -> dict[str, int]:
    counts = {
        name: int(mine[name].ne_missing(other[name].cast(mine[name].dtype)).sum()) for name in mine.columns
    }
    return {name: count for name, count in counts.items() if count}
