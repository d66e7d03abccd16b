"""A snapshot: every fact of the vocabulary made sound once, then read without decoding or checking.

`<entity>/<part>.arrow` beside `<part>.json` (values dropped as not valid), and `snapshot.json` with the stamp of
what it was made from: another vocabulary or changed tables make a new one.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import polars as pl

from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.domain.rules.population.facts import invalid_counts, sound_facts
from jiuchuang.domain.rules.population.screen import ScreenPlan
from jiuchuang.domain.rules.population.shared_ceilings import KEYS
from jiuchuang.domain.rules.vocabulary import Vocabulary
from jiuchuang.gateways.screening.population_in import (
    SNAPSHOT_SUFFIX,
    Population,
    TableFile,
    column_problems,
    open_part,
)
from jiuchuang.gateways.screening.run import Advance

STAMP = "snapshot.json"
FORMAT = 2
"""Goes up when the files come to hold something else."""


def snapshot_problems(population: Population, vocabulary: Vocabulary, folder: Path) -> list[Problem]:
    """Why no snapshot can lie in `folder`: something else is there, or columns do not fit their facts."""
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir()) and not (folder / STAMP).is_file()):
        hint = "换一个空文件夹"
        return [Problem("snapshot-not-empty", "这里已有别的东西，不能放快照", Place(str(folder)), hint)]
    return [
        problem
        for entity in population.tables
        for problem in column_problems(population, _all_facts(vocabulary, entity))
    ]


def open_snapshot(
    population: Population, vocabulary: Vocabulary, folder: Path, advance: Advance
) -> Population:
    """The population with its tables read from the snapshot in `folder`, made anew where it is not up to date."""
    stamp = _stamp(population, vocabulary)
    tables = _opened(population, folder) if _is_current(folder, stamp) else None
    if tables is None:
        _make(population, vocabulary, folder, stamp, advance)
        tables = _opened(population, folder)
        assert tables is not None
    return replace(population, tables=tables)


def _opened(population: Population, folder: Path) -> dict[str, tuple[TableFile, ...]] | None:
    """The tables of a snapshot; None where a file of it is gone or cut short, so that it must be made again."""
    try:
        tables = {
            entity: tuple(open_part(_snapshot_path(folder, entity, part)) for part in parts)
            for entity, parts in population.tables.items()
        }
    except (pl.exceptions.PolarsError, OSError, ValueError):
        return None
    same = all(
        part.rows == own.rows
        for entity, parts in population.tables.items()
        for part, own in zip(tables[entity], parts, strict=True)
    )
    return tables if same else None


def _make(population: Population, vocabulary: Vocabulary, folder: Path, stamp: str, advance: Advance) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    try:
        for entity, parts in population.tables.items():
            facts = _all_facts(vocabulary, entity)
            (work / entity).mkdir()
            for part in parts:
                _write(part, facts, _snapshot_path(work, entity, part))
                advance(part.rows)
        (work / STAMP).write_text(json.dumps({"stamp": stamp}) + "\n", encoding="utf-8")
        work.chmod(0o755)
        shutil.rmtree(folder, ignore_errors=True)
        work.rename(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _write(part: TableFile, facts: ScreenPlan, path: Path) -> None:
    frame = pl.scan_parquet(part.path)
    region = [pl.col("region").cast(pl.String)] if "region" in part.schema else []
    present = replace(facts, facts=tuple(fact for fact in facts.facts if fact.name in part.schema))
    named = {fact.name for fact in present.facts}
    keys = [pl.col(name).cast(pl.String) for name in KEYS if name in part.schema and name not in named]
    sound = frame.select(pl.col("id").cast(pl.String), *region, *keys, *sound_facts(present, part.schema))
    sound.sink_ipc(path, compression="uncompressed")
    counts = invalid_counts(present, part.schema)
    invalid = frame.select(counts).collect(engine="streaming").row(0, named=True) if counts else {}
    path.with_suffix(".json").write_text(json.dumps({"invalid": invalid}) + "\n", encoding="utf-8")


def _all_facts(vocabulary: Vocabulary, entity: str) -> ScreenPlan:
    """Every fact, under no programme: any programme can be screened over the snapshot.

    Facts of other entities too: a table of employments carries what is known of the employer and the person.
    """
    return ScreenPlan(entity, date.min, tuple(vocabulary.facts.values()), {}, ())


def _snapshot_path(folder: Path, entity: str, part: TableFile) -> Path:
    return folder / entity / f"{part.path.stem}{SNAPSHOT_SUFFIX}"


def _is_current(folder: Path, stamp: str) -> bool:
    try:
        found = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.get("stamp") == stamp


def _stamp(population: Population, vocabulary: Vocabulary) -> str:
    """Of the declared facts, and of the name, size and time of every table file."""
    files = [
        (entity, part.path.name, (stat := part.path.stat()).st_size, stat.st_mtime_ns)
        for entity, parts in sorted(population.tables.items())
        for part in parts
    ]
    facts = [repr(vocabulary.facts[name]) for name in sorted(vocabulary.facts)]
    return sha256(repr((FORMAT, str(population.root.resolve()), files, facts)).encode()).hexdigest()
