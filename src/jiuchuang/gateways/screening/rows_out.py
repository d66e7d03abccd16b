"""Row files written stretch by stretch, then joined into one Parquet file each without holding them in memory."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from types import TracebackType

import polars as pl

from jiuchuang.domain.rules.population.screen import ScreenPlan
from jiuchuang.gateways.screening.outputs import LISTS, REPORT, Outputs
from jiuchuang.gateways.screening.shared_claims import take_claims

NAMES = LISTS
PARTS = ".parts"
"""Folder of rows put aside."""
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
    "work_list": {
        "id": pl.String(),
        "region": pl.String(),
        "programme": pl.String(),
        "open": pl.String(),
        "missing": _LISTED,
    },
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
    """Collects rows under `NAMES`; on leaving without a fault, `<name>.parquet` lies in the folder.

    Only what `outputs` wants is kept; the dump goes to `dump/<entity>/`, one file a stretch. With `join` False the
    rows stay as they were put aside, for another `RowFiles` to `take`.
    """

    def __init__(self, folder: Path, outputs: Outputs = REPORT, join: bool = True) -> None:
        self.folder, self.outputs, self._join = folder, outputs, join
        self._names = [name for name in NAMES if outputs.wants(name)]
        self._parts = folder / PARTS
        self._count: Counter[str] = Counter()

    def __enter__(self) -> RowFiles:
        self._parts.mkdir(parents=True)
        if self._join:  # a file without any row must still have its columns
            for name in self._names:
                self.add(name, pl.DataFrame(schema=_SCHEMAS[name]))
        return self

    def add(self, name: str, rows: pl.DataFrame) -> None:
        """Put rows aside on disk."""
        if name in self._names:
            rows.cast(pl.Schema(_SCHEMAS[name])).write_ipc(self._next_part(name), compression="lz4")

    def take(self, folder: Path) -> None:
        """Take over the rows and dump files that a run without `join` left in another folder, in their order."""
        for name in self._names:
            for path in sorted((folder / PARTS).glob(f"{name}-*.arrow")):
                shutil.move(path, self._next_part(name))
        take_claims(self.folder, folder)
        if self.outputs.wants("dump"):
            for path in sorted(folder.glob("dump/*/*.arrow")):
                shutil.move(path, self._dump_file(path.parent.name))

    def _next_part(self, name: str) -> Path:
        self._count[name] += 1
        return self._parts / f"{name}-{self._count[name]:06d}.arrow"

    def dump(self, plan: ScreenPlan, results: pl.DataFrame) -> None:
        """Every answer for every row: id, region, and `programme.condition`, `.verdict`, `.payable` as columns."""
        named = [
            pl.col(column).alias(f"{item.programme.id}.{name}")
            for item in plan.programmes
            for name, column in (
                *item.conditions.items(),
                ("verdict", item.column("verdict")),
                *((("payable", item.column("payable")),) if item.gives_figure else ()),
            )
        ]
        # Arrow, not Parquet: truth columns cost five times as much to write there, and are no smaller
        results.select("id", "region", *named).write_ipc(self._dump_file(plan.entity), compression="zstd")

    def _dump_file(self, entity: str) -> Path:
        folder = self.folder / "dump" / entity
        folder.mkdir(parents=True, exist_ok=True)
        self._count[f"dump/{entity}"] += 1
        return folder / f"part-{self._count[f'dump/{entity}']:06d}.arrow"

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self._join:
            for name in self._names:
                pl.scan_ipc(self._parts / f"{name}-*.arrow").sink_parquet(self.folder / f"{name}.parquet")
        if kind is not None or self._join:
            shutil.rmtree(self._parts, ignore_errors=True)
