"""A population on disk: one folder an entity, Parquet part files, one column a fact; and payments made."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.domain.rules.population.facts import Schema, fits
from jiuchuang.domain.rules.population.screen import ScreenPlan
from jiuchuang.domain.rules.vocabulary import ENTITIES
from jiuchuang.gateways.screening.damaged import damage_problems
from jiuchuang.gateways.screening.repeated_ids import id_problems

PAYMENT_COLUMNS: dict[str, pl.DataType] = {
    "id": pl.String(),
    "entity": pl.String(),
    "programme": pl.String(),
    "paid_fen": pl.Int64(),
    "paid_on": pl.Date(),
}
BATCH_ROWS = 250_000
"""Most rows in memory at a time; fewer where they are wide."""
WHOLE_ROWS = 1_000_000
"""Most rows gone through at a time by a reader that drops most of them while it reads."""
BATCH_CELLS = 13_000_000
WHOLE_CELLS = 50_000_000
"""The same, as rows times columns."""
SNAPSHOT_SUFFIX = ".arrow"


@dataclass(frozen=True)
class TableFile:
    """One part of a table: where it is, how many rows, and its columns.

    Of a snapshot the facts are sound already; `invalid` counts the values that were dropped when it was made.
    `derived` is an Arrow file of sound facts gathered from relations, row for row beside the part's own; where both
    have a column, it is the gathered one that counts.
    """

    path: Path
    rows: int
    schema: Schema
    invalid: Mapping[str, int] | None = None
    derived: Path | None = None

    @property
    def is_snapshot(self) -> bool:
        """Whether the part is an Arrow file with sound facts."""
        return self.path.suffix == SNAPSHOT_SUFFIX

    def with_derived(self, path: Path) -> TableFile:
        """The part with facts gathered from relations beside it."""
        return replace(self, schema={**self.schema, **pl.read_ipc_schema(path)}, derived=path)

    def scan(self, first: int = 0, rows: int | None = None) -> pl.LazyFrame:
        """Its rows, or `rows` of them from `first` on, not yet read.

        Of rows that a filter drops, only the columns that the filter reads are decoded.
        """
        own = (
            pl.scan_ipc(self.path) if self.is_snapshot else pl.scan_parquet(self.path, parallel="prefiltered")
        )
        beside = [] if self.derived is None else [pl.scan_ipc(self.derived)]
        if first or rows is not None:
            own, beside = own.slice(first, rows), [frame.slice(first, rows) for frame in beside]
        if self.derived is None:
            return own
        gathered = pl.read_ipc_schema(self.derived)
        return pl.concat([own.drop(gathered, strict=False), *beside], how="horizontal")


@dataclass(frozen=True)
class Stretch:
    """Rows that are screened together: pieces of parts with the same columns, as part, first row and rows."""

    pieces: tuple[tuple[TableFile, int, int], ...]

    @property
    def schema(self) -> Schema:
        """Columns of every piece."""
        return self.pieces[0][0].schema

    @property
    def is_sound(self) -> bool:
        """Whether the facts went through the soundness stage before."""
        return self.pieces[0][0].is_snapshot

    @property
    def invalid(self) -> Mapping[str, int] | None:
        """Values dropped when a snapshot was made, told with the first piece of each part; None elsewhere."""
        if not self.is_sound:
            return None
        counts: Counter[str] = Counter()
        for part, first, _ in self.pieces:
            counts.update(part.invalid if part.invalid and not first else {})
        return counts

    @property
    def rows(self) -> int:
        """Rows of all pieces."""
        return sum(rows for _, _, rows in self.pieces)


@dataclass(frozen=True)
class Population:
    """The tables of a population by entity; `about` is its manifest, empty when there is none."""

    root: Path
    about: Mapping[str, Any]
    tables: Mapping[str, tuple[TableFile, ...]]
    payments: tuple[TableFile, ...]

    def rows(self, entity: str) -> int:
        """Rows of the table of an entity; 0 when there is no such table."""
        return sum(part.rows for part in self.tables.get(entity, ()))

    def whole_parts(self, entity: str, columns: int = 1) -> Iterator[Stretch]:
        """The table in stretches of uncut parts, as long as parts are small; else as `batches`."""
        parts = [part for part in self.tables.get(entity, ()) if part.rows]
        most = min(WHOLE_ROWS, WHOLE_CELLS // max(columns, 1))
        if any(part.rows > most or part.derived for part in parts):
            yield from self.batches(entity, columns)
            return
        taken: list[TableFile] = []
        for part in parts:
            rows = sum(each.rows for each in taken) + part.rows
            if taken and (rows > most or part.schema != taken[0].schema):
                yield Stretch(tuple((each, 0, each.rows) for each in taken))
                taken = []
            taken.append(part)
        if taken:
            yield Stretch(tuple((each, 0, each.rows) for each in taken))

    def batches(self, entity: str, columns: int = 1) -> Iterator[Stretch]:
        """The table in stretches of at most `BATCH_ROWS` rows, in order; small parts go together.

        `columns`: how many are going to be read; the more, the fewer rows.
        """
        taken: list[tuple[TableFile, int, int]] = []
        room = most = min(BATCH_ROWS, max(BATCH_CELLS // max(columns, 1), 1))
        for part in self.tables.get(entity, ()):
            first = 0
            while first < part.rows:
                if taken and (not room or part.schema != taken[0][0].schema):
                    yield Stretch(tuple(taken))
                    taken, room = [], most
                rows = min(room, part.rows - first)
                taken.append((part, first, rows))
                first, room = first + rows, room - rows
        if taken:
            yield Stretch(tuple(taken))


def open_population(root: Path) -> tuple[Population, list[Problem]]:
    """The population below `root`, and everything that makes it unusable, all at once."""
    if not root.is_dir():
        return Population(root, {}, {}, ()), [
            Problem(
                "population-missing",
                "没有这个人口数据文件夹",
                Place(str(root)),
                "用 jiuchuang population synthesize 造一个",
            )
        ]
    problems: list[Problem] = []
    about = _manifest(root / "manifest.json", problems)
    tables = {}
    for entity in ENTITIES:
        parts = _parts(root / entity, problems)
        if parts:
            tables[entity] = parts
            unfit = [problem for part in parts for problem in _id_problems(part)]
            problems += unfit or _ids_read(parts)
    payments = _parts(root / "payment", problems)
    problems += [problem for part in payments for problem in _payment_problems(part)]
    if not tables and not problems:
        wanted = "、".join(f"{entity}/" for entity in ENTITIES)
        problems.append(
            Problem("population-empty", "文件夹里没有数据表", Place(str(root)), f"应有 {wanted} 之一")
        )
    return Population(root, about, tables, payments), problems


def open_part(path: Path) -> TableFile:
    """One part of a population that `open_population` found to be without fault, or of a snapshot of it."""
    if path.suffix != SNAPSHOT_SUFFIX:
        return _part(path)
    rows = pl.scan_ipc(path).select(pl.len()).collect().item()
    invalid = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["invalid"]
    return TableFile(path, rows, dict(pl.read_ipc_schema(path)), invalid)


def payment_parts(root: Path) -> tuple[TableFile, ...]:
    """The payment files below `root`, by name only."""
    return tuple(TableFile(path, 0, {}) for path in sorted((root / "payment").glob("*.parquet")))


def column_problems(population: Population, plan: ScreenPlan) -> list[Problem]:
    """Fact columns of a type that cannot hold the fact."""
    return [
        Problem(
            "fact-type",
            f"列“{fact.name}”（{fact.label}）是 {part.schema[fact.name]}，应为 {fact.type.kind.value}",
            Place(str(part.path)),
            "金额用分、比例用百万分之一，均为整数；日期用日期型",
        )
        for part in population.tables.get(plan.entity, ())
        for fact in plan.facts
        if fact.name in part.schema and not fits(fact, part.schema[fact.name])
    ]


def read_batch(stretch: Stretch, columns: list[str], where: pl.Expr | None = None) -> pl.DataFrame:
    """id, region and the wanted columns of one stretch, of all its rows or of those `where` the expression holds.

    region is null where the table has none.
    """
    region = pl.col("region").cast(pl.String) if "region" in stretch.schema else pl.lit(None, dtype=pl.String)
    wanted = [pl.col("id").cast(pl.String), region.alias("region"), *columns]
    pieces = [
        part.scan() if (first, rows) == (0, part.rows) else part.scan(first, rows)
        for part, first, rows in stretch.pieces
    ]
    if where is not None:
        pieces = [piece.filter(where) for piece in pieces]
    return pl.concat([piece.select(wanted) for piece in pieces]).collect()


def read_payments(population: Population, entity: str, ids: pl.Series) -> pl.DataFrame:
    """Payments to the given cases."""
    if not population.payments or not len(ids):
        return pl.DataFrame(schema=PAYMENT_COLUMNS)
    paths = [part.path for part in population.payments]
    frame = pl.scan_parquet(paths, schema=PAYMENT_COLUMNS, extra_columns="ignore")
    within = (pl.col("id") >= ids.min()) & (pl.col("id") <= ids.max())
    wanted = frame.filter((pl.col("entity") == entity) & within).select(*PAYMENT_COLUMNS)
    return wanted.join(ids.to_frame("id").lazy(), on="id", how="semi").collect(engine="streaming")


def _manifest(path: Path, problems: list[Problem]) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as fault:
        problems.append(Problem("manifest-unreadable", f"说明文件读不了（{fault}）", Place(str(path))))
        return {}
    return about if isinstance(about, dict) else {}


def _parts(folder: Path, problems: list[Problem]) -> tuple[TableFile, ...]:
    parts = []
    for path in sorted(folder.glob("*.parquet")):
        try:
            parts.append(_part(path))
        except (pl.exceptions.PolarsError, OSError) as fault:
            line = str(fault).splitlines()[0]
            problems.append(
                Problem("parquet-unreadable", f"不是可读的 Parquet 文件（{line}）", Place(str(path)))
            )
    return tuple(parts)


def _part(path: Path) -> TableFile:
    rows = pl.scan_parquet(path).select(pl.len()).collect().item()
    return TableFile(path, rows, dict(pl.read_parquet_schema(path)))


def _id_problems(part: TableFile) -> list[Problem]:
    if part.schema.get("id") in (pl.String, pl.Int64, pl.Int32, pl.UInt32, pl.UInt64):
        return []
    return [Problem("id-missing", "没有编号列 id（文字或整数）", Place(str(part.path)))]


def _ids_read(parts: tuple[TableFile, ...]) -> list[Problem]:
    """Faults of the ids, or of a file whose ids cannot be read."""
    try:
        return id_problems(parts)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        damaged = damage_problems(parts)
        if not damaged:
            raise
        return damaged


def _payment_problems(part: TableFile) -> list[Problem]:
    return [
        Problem("payment-column", f"发放表缺少列“{name}”（{kind}），或类型不对", Place(str(part.path)))
        for name, kind in PAYMENT_COLUMNS.items()
        if part.schema.get(name) != kind
    ]
