"""Row files written stretch by stretch, then joined into one Parquet file each without holding them in memory."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from types import TracebackType

import polars as pl

NAMES = ("awards", "work_list", "one_short", "paid_not_due")
_LISTED = pl.List(pl.String())
_SCHEMAS: dict[str, dict[str, pl.DataType]] = {
    "awards": {
        "id": pl.String(),
        "region": pl.String(),
        "programme": pl.String(),
        "fen": pl.Int64(),
        "fen_low": pl.Int64(),
        "fen_high": pl.Int64(),
        "paid": pl.Boolean(),
        "pack_sha256": pl.String(),
        "on": pl.Date(),
    },
    "work_list": {"id": pl.String(), "region": pl.String(), "programme": pl.String(), "missing": _LISTED},
    "one_short": {
        "id": pl.String(),
        "region": pl.String(),
        "programme": pl.String(),
        "condition": pl.String(),
    },
    "paid_not_due": {
        "id": pl.String(),
        "region": pl.String(),
        "programme": pl.String(),
        "paid_fen": pl.Int64(),
        "last_paid_on": pl.Date(),
        "failed": _LISTED,
    },
}


class RowFiles:
    """Collects rows under `NAMES`; on leaving without a fault, `<name>.parquet` lies in the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._parts = folder / ".parts"
        self._count: Counter[str] = Counter()

    def __enter__(self) -> RowFiles:
        self._parts.mkdir(parents=True)
        for name in NAMES:
            self.add(name, pl.DataFrame(schema=_SCHEMAS[name]))
        return self

    def add(self, name: str, rows: pl.DataFrame) -> None:
        """Put rows aside on disk."""
        self._count[name] += 1
        rows.cast(pl.Schema(_SCHEMAS[name])).write_ipc(
            self._parts / f"{name}-{self._count[name]:06d}.arrow", compression="lz4"
        )

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            for name in NAMES:
                pl.scan_ipc(self._parts / f"{name}-*.arrow").sink_parquet(self.folder / f"{name}.parquet")
        shutil.rmtree(self._parts, ignore_errors=True)
