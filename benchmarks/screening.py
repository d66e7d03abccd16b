"""Screening a population: against only decoding the same columns, by programmes, and in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks import agreement
from benchmarks.eight import library, ours
from benchmarks.eight.library import PROGRAMMES
from benchmarks.machine import Cost, best_in_turn, cost
from benchmarks.process_family import PROC
from benchmarks.product import screened_by_command
from benchmarks.promise import Promise
from benchmarks.sizes import MILLION, Sizes
from jiuchuang.gateways.screening.population_in import BATCH_ROWS

MANY = 10
"""Copies of the eight programmes that make 80."""


def promises(sizes: Sizes) -> list[Promise]:
    """Every figure of the screening."""
    agreed = agreement.check(sizes, 1, ("polars",))
    files, rows = sizes.files(sizes.rows), sizes.rows
    columns = ours.columns_read(library.plan(library.load(sizes.packs(1))))
    runs = {
        "floor": lambda: cost("decode", files=files, columns=columns, rows=BATCH_ROWS),
        "awards": lambda: screened(sizes, files, 1),
        "full": lambda: screened(sizes, files, 1, awards_only=False),
        "parquet": lambda: screened(sizes, files, 1, awards_only=False, parquet=True),
        "many": lambda: screened(sizes, files, MANY),
    }
    floor, awards, full, parquet, many = best_in_turn(sizes.repeats, runs).values()
    further = (many.cpu - awards.cpu) / (PROGRAMMES * (MANY - 1)) / (rows / MILLION) * 1000
    size = f"{rows // MILLION}M persons, 8 programmes"
    return [
        Promise(
            "screening to awards / only decoding",
            awards.cpu / floor.cpu,
            "×",
            2.0,
            detail=f"{size}: CPU {awards.cpu:.2f} s against {floor.cpu:.2f} s; wall {awards.wall:.1f} s; {agreed}",
        ),
        Promise(
            "full dump / only decoding",
            full.cpu / floor.cpu,
            "×",
            4.0,
            detail=f"{size}, 61 columns for all: CPU {full.cpu:.2f} s, wall {full.wall:.1f} s",
        ),
        Promise(
            "full dump as Parquet instead of Arrow IPC / only decoding",
            parquet.cpu / floor.cpu,
            "×",
            detail=f"{size}: CPU {parquet.cpu:.2f} s, wall {parquet.wall:.1f} s",
        ),
        Promise(
            "each further programme, 1M persons",
            further,
            "ms",
            25,
            detail=f"80 programmes: CPU {many.cpu:.2f} s, peak {many.peak_mb:,.0f} MB",
        ),
    ]


def screened(
    sizes: Sizes, files: list[Path], copies: int, awards_only: bool = True, job: str = "ours", **more: Any
) -> Cost:
    """What one screening of `files` costs, by us or by a rival."""
    packs, out = sizes.packs(copies), sizes.out(f"rows-{job}")
    return cost(job, files=files, out=out, packs=packs, copies=copies, awards_only=awards_only, **more)


def memory(sizes: Sizes) -> list[Promise]:
    """Peak memory by persons: every file has persons of its own, drawn from another seed; none is used twice."""
    found = _peaks(
        "peak memory of screening", {n: screened(sizes, sizes.files(n), 1) for n in sizes.memory_rows}
    )
    if not PROC.is_dir():
        return found
    return found + _peaks(
        "peak memory of `jiuchuang screen`", {n: screened_by_command(sizes, n) for n in sizes.memory_rows}
    )


def _peaks(name: str, used: dict[int, Cost]) -> list[Promise]:
    said = "; ".join(
        f"{rows // MILLION}M: {one.peak_mb:,.0f} MB, CPU {one.cpu:.1f} s, wall {one.wall:.1f} s"
        for rows, one in used.items()
    )
    highest = max(one.peak_mb for one in used.values())
    found = [Promise(name, highest, "MB", 1000, detail=said)]
    ten, fifty = used.get(10 * MILLION), used.get(50 * MILLION)
    growth = fifty.peak_mb / ten.peak_mb if ten and fifty else None
    why = "files of their own, none used twice" if fifty else "only with --fifty"
    return [*found, Promise(f"{name}, 50M / 10M", growth, "×", 1.25, detail=why)]
