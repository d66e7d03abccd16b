"""The cases that differ, written stretch by stretch and joined into one Parquet file."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import TracebackType

import polars as pl

from jiuchuang.domain.rules.population.simulate import MONEY

NAME = "differences.parquet"
SCHEMA: dict[str, pl.DataType] = {
    "id": pl.String(),
    "region": pl.String(),
    "programme": pl.String(),
    "kind": pl.String(),
    **{what: pl.Int64() for what in MONEY},
}


class DifferenceFile:
    """Collects rows of `SCHEMA`; on leaving without a fault the whole file lies in the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._parts, self._count = folder, folder / ".parts", 0

    def __enter__(self) -> DifferenceFile:
        self._parts.mkdir(parents=True)
        self.add(pl.DataFrame(schema=SCHEMA))
        return self

    def add(self, rows: pl.DataFrame) -> None:
        """Put rows aside on disk."""
        self._count += 1
        rows.cast(pl.Schema(SCHEMA)).write_parquet(self._parts / f"{self._count:06d}.parquet")

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            pl.scan_parquet(self._parts / "*.parquet").sink_parquet(self.folder / NAME)
        shutil.rmtree(self._parts, ignore_errors=True)
