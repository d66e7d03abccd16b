"""The first cases of every programme in a row file, without sorting or holding the whole file."""

from __future__ import annotations

from pathlib import Path

import polars as pl

CHUNK_ROWS = 150_000
_ORDER = ("programme", "region", "id")


def first_cases(path: Path, most: int, wanted: pl.Expr | None = None) -> pl.DataFrame:
    """At most `most` rows of each programme by region and id, among the rows that are `wanted`.

    Read chunk by chunk. Rows of regions behind the last one that a programme still has room for are dropped
    before sorting: of a large file little is ever sorted.
    """
    rows = pl.scan_parquet(path)
    found = rows.head(0).collect()
    for first in range(0, rows.select(pl.len()).collect().item(), CHUNK_ROWS):
        chunk = rows.slice(first, CHUNK_ROWS)
        if wanted is not None:
            chunk = chunk.filter(wanted)
        kept = chunk.join(_last_regions(found, most).lazy(), on="programme", how="left").filter(
            pl.col("last").is_null() | pl.col("region").is_null() | (pl.col("region") <= pl.col("last"))
        )
        both = pl.concat([found, kept.drop("last").collect()])
        found = both.sort(_ORDER).group_by("programme", maintain_order=True).head(most).select(found.columns)
    return found


def _last_regions(found: pl.DataFrame, most: int) -> pl.DataFrame:
    """programme, last: the region behind which no row can be among the first, for programmes that are full."""
    full = found.group_by("programme").agg(pl.len().alias("rows"), last=pl.col("region").last())
    return full.filter(pl.col("rows") == most).select("programme", "last")
