"""A whole screening by way of a scheduler: tasks out, figures added up, row files joined."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.domain.rules.population.screen import ScreenPlan
from jiuchuang.gateways.cluster.part_task import SUMS, PartTask, Scheduler, Work, screen_part
from jiuchuang.gateways.screening.outputs import REPORT, Outputs
from jiuchuang.gateways.screening.population_in import Population
from jiuchuang.gateways.screening.rows_out import RowFiles
from jiuchuang.gateways.screening.run import Advance, Screening, summed
from jiuchuang.gateways.screening.table_run import Sums


@dataclass(frozen=True)
class Cluster:
    """Who schedules, and where workers find the packs (None: those that come with the package)."""

    schedule: Scheduler
    packs: Path | None = None
    work: Work = screen_part


def screen_on_cluster(
    cluster: Cluster,
    population: Population,
    library: Library,
    documents: tuple[str, ...],
    plans: list[ScreenPlan],
    out: Path,
    on: date,
    advance: Advance,
    outputs: Outputs = REPORT,
) -> Screening:
    """The same as `run.screen_population`, file by file on the workers; `out` must be seen by all of them."""
    into = out / ".partitions"
    into.mkdir(parents=True)
    packs = str(cluster.packs.resolve()) if cluster.packs else None
    tasks = {
        PartTask(
            population=str(population.root.resolve()),
            entity=plan.entity,
            part=str(part.path.absolute()),
            documents=documents,
            on=on,
            outputs=tuple(sorted(outputs.names)),
            packs=packs,
            into=str(into.resolve()),
            derived=str(part.derived.resolve()) if part.derived else None,
        ): part.rows
        for plan in plans
        for part in population.tables.get(plan.entity, ())
    }
    for done in cluster.schedule(list(tasks), cluster.work):
        advance(tasks[done])
    sums = Sums(tables={plan.entity: Counter() for plan in plans})
    with RowFiles(out, outputs) as files:
        for task in tasks:
            sums.add(Sums.from_json(json.loads((task.folder / SUMS).read_text(encoding="utf-8"))))
            files.take(task.folder)
    shutil.rmtree(into)
    return summed(population, library, documents, plans, on, sums, outputs, out)
