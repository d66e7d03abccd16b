"""Screening a population: against only decoding the same columns, by programmes, and in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks import agreement
from benchmarks.eight.library import PROGRAMMES
from benchmarks.machine import Cost, best, cost
from benchmarks.promise import Promise
from benchmarks.sizes import MILLION, Sizes

MANY = 10
"""Copies of the eight programmes that make 80."""


def promises(sizes: Sizes) -> list[Promise]:
    """Every figure of the screening."""
    agreed = agreement.check(sizes, 1, ("polars",))
    files, rows = sizes.files(sizes.rows), sizes.rows
    floor = best(sizes.repeats, lambda: cost("decode", files=files, packs=sizes.packs(1)))
    awards = best(sizes.repeats, lambda: screened(sizes, files, 1))
    full = best(sizes.repeats, lambda: screened(sizes, files, 1, awards_only=False))
    parquet = best(sizes.repeats, lambda: screened(sizes, files, 1, awards_only=False, parquet=True))
    many = best(sizes.repeats, lambda: screened(sizes, files, MANY))
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
        *_memory(sizes),
    ]


def screened(
    sizes: Sizes, files: list[Path], copies: int, awards_only: bool = True, job: str = "ours", **more: Any
) -> Cost:
    """What one screening of `files` costs, by us or by a rival."""
    packs, out = sizes.packs(copies), sizes.out(f"rows-{job}")
    return cost(job, files=files, out=out, packs=packs, copies=copies, awards_only=awards_only, **more)


def _memory(sizes: Sizes) -> list[Promise]:
    peaks = {}
    for rows in sizes.memory_rows:
        used = screened(sizes, sizes.files(rows), 1)
        peaks[rows] = used.peak_mb
    said = ", ".join(f"{rows // MILLION}M {peak:,.0f} MB" for rows, peak in peaks.items())
    found = [Promise("peak memory of screening", max(peaks.values()), "MB", 1000, detail=said)]
    most, ten = max(peaks), 10 * MILLION
    if most > ten:
        growth = peaks[most] / peaks[ten]
        found.append(Promise("peak memory at 50M / at 10M", growth, "×", 1.25, detail=said))
    return found
