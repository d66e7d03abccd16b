"""Relation tables of a population: `relations/<name>/*.parquet`, one row a relation, and how complete they are.

The manifest says for which owners nothing is missing, key column by key column:
`"relations": {"employments": {"complete": {"employer_id": true, "person_id": "employments_known"}}}`. True: for every
owner; a text: for those whose own table has true in the column of that name; left out: for nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from jiuchuang.domain.kernel.problem import Place, Problem, nearest
from jiuchuang.domain.rules.derivation import Relation, RelationColumn, Relations
from jiuchuang.domain.rules.engines.columns import column_type
from jiuchuang.gateways.screening.population_in import Population, TableFile, open_part

FOLDER = "relations"
PAYMENTS = "payments"
"""Our own ledger, which lies in `payment/`: its `id` is a key of the entity named in `entity`. It lacks no row."""
_KEY_TYPES = (pl.String, pl.Int64, pl.Int32, pl.UInt32, pl.UInt64)


@dataclass(frozen=True)
class RelationTable:
    """The rows of one relation, and for each key column how complete they are: for all, or by a column's word."""

    relation: Relation
    parts: tuple[TableFile, ...]
    complete: Mapping[str, bool | str]
    employers: pl.LazyFrame | None = None
    """Of the ledger: employment (`id`) and its `employer_id`. What is paid for a worker is its employer's too."""

    @property
    def rows(self) -> pl.LazyFrame:
        """All rows with their key columns, not yet read."""
        frames = [part.scan() for part in self.parts]
        frame = frames[0] if len(frames) == 1 else pl.concat(frames, how="diagonal_relaxed")
        if self.relation.name != PAYMENTS:
            return frame
        frame = frame.with_columns(
            pl.when(pl.col("entity") == entity).then(pl.col("id")).alias(end)
            for end, entity in self.relation.ends.items()
        )
        if self.employers is None:
            return frame
        of_workers = frame.join(self.employers, on="employment_id", how="left", suffix="@")
        return of_workers.with_columns(pl.coalesce("employer_id", "employer_id@")).drop("employer_id@")

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that some part has, and keys."""
        return tuple(
            dict.fromkeys([*self.relation.ends, *(name for part in self.parts for name in part.schema)])
        )


def open_relations(
    population: Population, relations: Relations
) -> tuple[dict[str, RelationTable], list[Problem]]:
    """The relation tables below a population by name, and everything that makes them unusable, all at once."""
    problems: list[Problem] = []
    root = population.root / FOLDER
    folders = sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []
    found: dict[str, tuple[TableFile, ...]] = {}
    for folder in folders:
        if folder.name not in relations.tables:
            problems.append(_unknown(folder.name, relations, Place(str(folder))))
            continue
        parts = _parts(folder, problems)
        problems += [
            fault for part in parts for fault in _column_problems(part, relations.tables[folder.name])
        ]
        if parts:
            found[folder.name] = parts
    complete = _Completeness(population, relations, problems)
    tables = {
        name: RelationTable(relations.tables[name], parts, complete.of(name)) for name, parts in found.items()
    }
    if PAYMENTS in relations.tables and population.payments and PAYMENTS not in tables:
        ledger = relations.tables[PAYMENTS]
        whole = dict.fromkeys(ledger.ends, True)
        tables[PAYMENTS] = RelationTable(ledger, population.payments, whole, _employers(population))
    return tables, problems + complete.unfit


def _employers(population: Population) -> pl.LazyFrame | None:
    """Employments with their employers; None where the population does not tell."""
    parts = population.tables.get("employment", ())
    if not parts or any("employer_id" not in part.schema for part in parts):
        return None
    keys = [pl.col("id").cast(pl.String).alias("employment_id"), pl.col("employer_id").cast(pl.String)]
    return pl.concat([part.scan().select(keys) for part in parts])


def _unknown(name: str, relations: Relations, place: Place) -> Problem:
    hint = nearest(name, relations.tables, f"已声明的登记表：{'、'.join(relations.tables)}")
    return Problem("unknown-relation", f"没有声明过“{name}”这种登记表", place, hint)


def _parts(folder: Path, problems: list[Problem]) -> tuple[TableFile, ...]:
    parts = []
    for path in sorted(folder.glob("*.parquet")):
        try:
            parts.append(open_part(path))
        except (pl.exceptions.PolarsError, OSError) as fault:
            line = str(fault).splitlines()[0]
            message = f"不是可读的 Parquet 文件（{line}）"
            problems.append(Problem("parquet-unreadable", message, Place(str(path))))
    return tuple(parts)


def _column_problems(part: TableFile, relation: Relation) -> list[Problem]:
    place = Place(str(part.path))
    keys = [
        Problem("relation-key", f"登记表缺少键列“{end}”（文字或整数），或类型不对", place)
        for end in relation.ends
        if part.schema.get(end) not in _KEY_TYPES
    ]
    columns = [
        Problem(
            "relation-type",
            f"列“{column.name}”（{column.label}）是 {part.schema[column.name]}，应为 {column.type.kind.value}",
            place,
            "金额用分、比例用百万分之一，均为整数；日期用日期型",
        )
        for column in relation.columns.values()
        if column.name in part.schema and not _fits(column, part.schema[column.name])
    ]
    return keys + columns


def _fits(column: RelationColumn, found: pl.DataType) -> bool:
    wanted = column_type(column.type)
    if found in (pl.Null, wanted):
        return True
    if column.type.is_numeric:
        return found.is_integer()
    return isinstance(wanted, pl.String | pl.Enum) and isinstance(found, pl.String | pl.Categorical | pl.Enum)


class _Completeness:
    """What the manifest says of the relations, each fault noted once."""

    def __init__(self, population: Population, relations: Relations, problems: list[Problem]) -> None:
        self.population, self.relations = population, relations
        self.place = Place(str(population.root / "manifest.json"))
        self.unfit: list[Problem] = []
        written = population.about.get(FOLDER, {})
        self.written: Mapping[str, Any] = written if isinstance(written, dict) else {}
        if self.written != written:
            self._fault("relations 应是“登记表: 说明”的形式")
        self.unfit += [
            _unknown(name, relations, self.place) for name in self.written if name not in relations.tables
        ]

    def of(self, name: str) -> dict[str, bool | str]:
        """Key column → for whom the rows of this relation are complete; False where nothing is said."""
        relation, about = self.relations.tables[name], self.written.get(name, {})
        said = about.get("complete", {}) if isinstance(about, dict) else None
        if not isinstance(said, dict):
            self._fault(f"{name} 应写成 {{'complete': {{键列: true 或列名}}}}")
            said = {}
        for end in said:
            if end not in relation.ends:
                self._fault(f"{name} 没有键列“{end}”", nearest(end, relation.ends))
        return {end: self._one(name, end, said.get(end, False)) for end in relation.ends}

    def _one(self, name: str, end: str, said: Any) -> bool | str:
        if isinstance(said, bool):
            return said
        entity = self.relations.tables[name].ends[end]
        parts = self.population.tables.get(entity, ())
        if isinstance(said, str) and parts and all(part.schema.get(said) == pl.Boolean for part in parts):
            return said
        self._fault(f"{name} 的 {end} 应是 true、false，或者 {entity}/ 表中一个是否列的列名，现为“{said}”")
        return False

    def _fault(self, message: str, hint: str = "") -> None:
        self.unfit.append(Problem("relation-completeness", message, self.place, hint))
