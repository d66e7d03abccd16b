"""The product's own command over the benchmark's population, as somebody at a terminal runs it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from benchmarks.eight import library
from benchmarks.eight.population import AS_OF
from benchmarks.machine import Cost
from benchmarks.process_family import family_cost
from benchmarks.sizes import MILLION, Sizes

CORES = 2


def screened_by_command(sizes: Sizes, rows: int, where: str = "") -> Cost:
    """`jiuchuang screen` to awards, `where` as its `--on-cluster`; on two cores, all its processes counted."""
    out = sizes.out("rows-product")
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
    return family_cost([str(word) for word in command], CORES)


def _population(sizes: Sizes, rows: int) -> Path:
    """The benchmark's files as the product wants them: a folder of persons."""
    root = sizes.out(f"population-{rows // MILLION}m")
    folder = root / "person"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for path in sizes.files(rows):
        (folder / path.name).symlink_to(path)
    return root
