"""Registers as tables for screening: every fact a column, those of the subjects that a row belongs to beside its own.

In come the own tables of persons, households, employers and employments as the registers state them, the relation
tables, and facts stated by hand although they follow from rows. Facts that follow are gathered once an entity, by the
definitions of the vocabulary; what is stated by hand goes first, what is reported as a total goes last. What another
fact rests on is always what rows give.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

import polars as pl

from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.domain.rules.population.screen import ScreenPlan
from jiuchuang.domain.rules.vocabulary import REACHABLE, FactDeclaration, Vocabulary
from jiuchuang.gateways.relations.gathered import Registers
from jiuchuang.gateways.relations.register_parts import PART_ROWS
from jiuchuang.gateways.relations.tables_in import open_relations
from jiuchuang.gateways.screening.population_in import TableFile, open_population

ENTITIES = ("household", "person", "employer", "employment")
"""Tables in the order in which they can be laid out."""
BY_HAND = "by_hand"
"""Folder of facts stated by hand although they follow from rows: one table an entity, by `id`."""
REPORTED = "reported"
"""Folder of totals that count where rows leave the fact unknown: one table an entity, by `id`."""
UNIT = "unit"
"""Column of the unit that a row belongs to, by its code."""


def lay_out(
    stated: Path, folder: Path, vocabulary: Vocabulary, on: date, units: Collection[str] | None = None
) -> list[Problem]:
    """Write the tables of `folder` out of those of `stated`, all rows or those of the units (by code).

    Returns what makes the stated tables unusable; then nothing is written.
    """
    population, problems = open_population(stated)
    tables, faults = open_relations(population, vocabulary.relations)
    if problems or faults:
        return problems + faults
    for entity in ENTITIES:
        facts = tuple(
            fact
            for fact in vocabulary.facts.values()
            if fact.entity == entity
            and (derivation := vocabulary.derivation(fact.name)) is not None
            and derivation.relation in tables
        )
        plan = ScreenPlan(entity, on, facts, {}, ())
        registers = Registers(population, tables)
        laid, _ = registers.lay_beside(population, vocabulary, [plan], stated / f".{entity}")
        parts = laid.tables.get(entity, ())
        said = [_beside(stated / place / f"{entity}.parquet") for place in (BY_HAND, REPORTED)]
        (folder / entity).mkdir(parents=True)
        for number, part in enumerate(parts):
            _settled(part, facts, *said).write_parquet(
                stated / entity / f"settled-{number:04d}.parquet", compression="zstd"
            )
    for entity in ENTITIES:
        _with_reach(stated, folder, entity, units)
    return []


def _beside(path: Path) -> pl.DataFrame | None:
    return pl.read_parquet(path) if path.exists() else None


def _settled(
    part: TableFile,
    facts: tuple[FactDeclaration, ...],
    by_hand: pl.DataFrame | None,
    reported: pl.DataFrame | None,
) -> pl.DataFrame:
    """The rows of a part with every fact of their own: said by hand, else out of rows, else reported."""
    frame = part.scan().collect()
    for table, goes_first in ((by_hand, True), (reported, False)):
        names = [fact.name for fact in facts if table is not None and fact.name in table.columns]
        if table is None or not names:
            continue
        frame = frame.join(table.select("id", *names), on="id", how="left", suffix="@", maintain_order="left")
        order = ("{0}@", "{0}") if goes_first else ("{0}", "{0}@")
        settled = [pl.coalesce(*(column.format(name) for column in order)).alias(name) for name in names]
        frame = frame.with_columns(settled).drop(f"{name}@" for name in names)
    return frame


def _with_reach(stated: Path, folder: Path, entity: str, units: Collection[str] | None) -> None:
    """The table of an entity with the facts of all that its rows belong to, in stretches."""
    others = {
        other: pl.scan_parquet(sorted((stated / other).glob("settled-*.parquet")))
        for other in sorted(REACHABLE[entity] - {entity})
    }
    for number, path in enumerate(sorted((stated / entity).glob("settled-*.parquet"))):
        frame = pl.read_parquet(path)
        if units is not None:
            frame = frame.filter(pl.col(UNIT).is_in(list(units)))
        for other, table in others.items():
            frame = _joined(frame, other, table)
        out = folder / entity / f"part-{number:04d}.parquet"
        frame.write_parquet(out, compression="zstd", statistics=True, row_group_size=PART_ROWS)


_OWN = {"id", UNIT, "region"}


def _joined(frame: pl.DataFrame, other: str, table: pl.LazyFrame) -> pl.DataFrame:
    """The frame with the facts of the subject that its column `<other>_id` names; unknown where it names nobody."""
    key = f"{other}_id"
    names = [
        name
        for name in table.collect_schema().names()
        if name not in _OWN and not name.endswith(("_id", "_complete")) and name not in frame.columns
    ]
    wanted = frame.select(pl.col(key)).drop_nulls().unique()
    near = table.select("id", *names).join(wanted.lazy(), left_on="id", right_on=key, how="semi")
    return frame.join(
        near.collect(engine="streaming"), left_on=key, right_on="id", how="left", maintain_order="left"
    )


def completeness_of(said: Mapping[str, Mapping[str, str | bool]]) -> dict[str, dict[str, object]]:
    """For a manifest: relation → key column → for whom it is complete."""
    return {name: {"complete": dict(ends)} for name, ends in said.items()}
