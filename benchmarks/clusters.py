"""Screening file by file on workers: what a further million persons costs there, over what it costs in one process.

The product's own command with `--on-cluster`, awards only, everything on this machine. A cluster's start-up is the
same for a million persons and for ten, so it falls out of the difference.
"""

from __future__ import annotations

import shutil

from benchmarks.machine import Cost
from benchmarks.process_family import PROC
from benchmarks.product import CORES, screened_by_command
from benchmarks.promise import Promise
from benchmarks.sizes import MILLION, Sizes

BAR = 1.2
ALONE, SPARK = "", "spark"
CLUSTERS = (f"processes={CORES}", "dask", SPARK)
"""As `--on-cluster` takes them. At the smaller size each worker has a file too, or its start-up would count as work."""
Measured = dict[tuple[str, int], Cost]
"""By place and rows."""


def promises(sizes: Sizes) -> list[Promise]:
    """CPU of each further million on processes, Dask and Spark over that of one process."""
    if not PROC.is_dir():
        why = "processes are watched in /proc, which only Linux has"
        return [Promise(_name(where), None, "×", BAR, detail=why) for where in CLUSTERS]
    missing = {} if shutil.which("java") else {SPARK: "no java on PATH"}
    least = _least_of(sizes, [ALONE, *(where for where in CLUSTERS if where not in missing)])
    alone = _each_further(least, ALONE, sizes)
    said = _words(least, ALONE, sizes)
    found = [Promise("each further million persons, one process", alone * 1000, "ms", detail=said)]
    for where in CLUSTERS:
        if where in missing:
            found.append(Promise(_name(where), None, "×", BAR, detail=missing[where]))
        else:
            ratio, said = _each_further(least, where, sizes) / alone, _words(least, where, sizes)
            found.append(Promise(_name(where), ratio, "×", BAR, detail=said))
    return found


def _name(where: str) -> str:
    return f"each further million, {where} / one process"


def _least_of(sizes: Sizes, wheres: list[str]) -> Measured:
    """The cheapest of several runs of each size at each place, all places in turn: a busy minute falls on all."""
    runs: dict[tuple[str, int], list[Cost]] = {}
    for _ in range(sizes.repeats):
        for where in wheres:
            for rows in sizes.cluster_rows:
                runs.setdefault((where, rows), []).append(screened_by_command(sizes, rows, where))
    return {key: min(costs, key=lambda cost: cost.cpu) for key, costs in runs.items()}


def _words(least: Measured, where: str, sizes: Sizes) -> str:
    few, many = sizes.cluster_rows
    small, large = least[where, few], least[where, many]
    return (
        f"{_each_further(least, where, sizes) * 1000:,.0f} ms: CPU {large.cpu:.2f} s at {many // MILLION}M, "
        f"{small.cpu:.2f} s at {few // MILLION}M; wall {large.wall:.1f} s; all processes together at most "
        f"{large.peak_mb:,.0f} MB"
    )


def _each_further(least: Measured, where: str, sizes: Sizes) -> float:
    """Seconds of CPU."""
    few, many = sizes.cluster_rows
    return (least[where, many].cpu - least[where, few].cpu) / ((many - few) / MILLION)
