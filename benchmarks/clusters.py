"""Screening file by file on workers: what a further million persons costs there, over what it costs in one process.

The product's own command with `--on-cluster`, awards only, everything on this machine. A cluster's start-up is the
same for a million persons and for ten, so it falls out of the difference.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from benchmarks.eight import library
from benchmarks.eight.population import AS_OF
from benchmarks.machine import Cost
from benchmarks.process_family import PROC, family_cost
from benchmarks.promise import Promise
from benchmarks.sizes import MILLION, Sizes

BAR = 1.2
ALONE, SPARK = "", "spark"
WORKERS = 2
"""Each is to have a file at the smaller size too, or its start-up would count as work."""
CLUSTERS = (f"processes={WORKERS}", "dask", SPARK)
"""As `--on-cluster` takes them."""
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
                runs.setdefault((where, rows), []).append(_screened(sizes, where, rows))
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


def _screened(sizes: Sizes, where: str, rows: int) -> Cost:
    out = sizes.out("rows-cluster")
    shutil.rmtree(out)
    told = {
        "--document": library.FOLDER,
        "--population": _population(sizes, rows),
        "--root": sizes.packs(1),
        "--on": AS_OF,
        "--out": out,
        "--outputs": "awards",
        "--on-cluster": where,
    }
    command = [
        Path(sys.executable).with_name("jiuchuang"),
        "screen",
        *(word for pair in told.items() for word in pair),
    ]
    return family_cost([str(word) for word in command], WORKERS)


def _population(sizes: Sizes, rows: int) -> Path:
    """The benchmark's files as the product wants them: a folder of persons."""
    root = sizes.out(f"population-{rows // MILLION}m")
    folder = root / "person"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for path in sizes.files(rows):
        (folder / path.name).symlink_to(path)
    return root
