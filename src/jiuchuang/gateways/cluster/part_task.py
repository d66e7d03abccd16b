"""What a worker does with one partition file: the same plan inside, results beside each other in one folder.

A scheduler carries `PartTask`s, which are names. A worker leaves its rows as it put them aside, so that they are
written as often as in one process: once aside, once into the file of all. Results appear whole by a rename or not at
all, so that a worker that dies leaves nothing half done and only its own file is repeated.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from jiuchuang.domain.rules.loading.library import load_library
from jiuchuang.gateways.pack_store import BUILT_IN, read_pack_files
from jiuchuang.gateways.screening.outputs import Outputs
from jiuchuang.gateways.screening.population_in import Population, open_part, payment_parts
from jiuchuang.gateways.screening.rows_out import RowFiles
from jiuchuang.gateways.screening.run import plan_documents
from jiuchuang.gateways.screening.table_run import ReadyTable, Sums, TableRun

SUMS = "sums.json"


@dataclass(frozen=True)
class PartTask:
    """One file of one table to screen; folders must be seen under the same names by every worker."""

    population: str
    entity: str
    part: str
    documents: tuple[str, ...]
    on: date
    outputs: tuple[str, ...]
    packs: str | None
    into: str
    derived: str | None = None
    """File of facts gathered from relations, beside the part."""

    @property
    def folder(self) -> Path:
        """Where the results of this file come to lie."""
        return Path(self.into) / f"{self.entity}-{Path(self.part).stem}"


Work = Callable[[PartTask], PartTask]
"""What a worker does: returns the task that is done."""
Scheduler = Callable[[list[PartTask], Work], Iterable[PartTask]]
"""Gives tasks to workers; yields each when it is done."""


def screen_part(task: PartTask) -> PartTask:
    """Screen one file; at once if its results lie there already."""
    if task.folder.is_dir():
        return task
    part = open_part(Path(task.part))
    part = part.with_derived(Path(task.derived)) if task.derived else part
    ready = _ready_tables(task.packs, task.documents, task.on)[task.entity]
    payments = payment_parts(Path(task.population))
    population = Population(Path(task.population), {}, {task.entity: (part,)}, payments)
    with _appearing(task.folder) as work:
        sums = Sums()
        with RowFiles(work, Outputs(frozenset(task.outputs)), join=False) as files:
            run = TableRun(population, ready, files, sums)
            for stretch in run.stretches():
                run.batch(stretch)
        (work / SUMS).write_text(json.dumps(sums.as_json(), ensure_ascii=False), encoding="utf-8")
    return task


@contextmanager
def _appearing(folder: Path) -> Iterator[Path]:
    """A folder to write into that takes its name when all is there; a twin that was faster wins."""
    work = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    try:
        yield work
        try:
            work.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise
    finally:
        shutil.rmtree(work, ignore_errors=True)


@lru_cache(maxsize=1)
def _ready_tables(packs: str | None, documents: tuple[str, ...], on: date) -> Mapping[str, ReadyTable]:
    """Packs are read and plans made ready once by a worker, however many files it is given."""
    library, problems = load_library(read_pack_files(Path(packs) if packs else BUILT_IN))
    if problems:
        raise ValueError(f"packs changed since the run began: {problems[0]}")
    return {plan.entity: ReadyTable(library, plan) for plan in plan_documents(library, documents, on)}
