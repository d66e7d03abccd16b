"""The same eight programmes in OpenFisca-Core, in Polars by hand and in DuckDB by hand, at 8 and at 80 programmes."""

from __future__ import annotations

from benchmarks import agreement
from benchmarks.eight.library import PROGRAMMES
from benchmarks.machine import best
from benchmarks.promise import Promise
from benchmarks.screening import MANY, screened
from benchmarks.sizes import MILLION, Sizes

BARS = {1: 8.0, MANY: 14.0}


def promises(sizes: Sizes) -> list[Promise]:
    """CPU of each rival over ours, screening to awards, after all results have been found equal."""
    found = []
    for copies, bar in BARS.items():
        agreed = agreement.check(sizes, copies)
        rows = sizes.rival_rows if copies == 1 else MILLION
        files = sizes.files(rows)
        repeats = {"openfisca": 1} if rows > MILLION else {}
        costs = {
            job: best(repeats.get(job, sizes.repeats), lambda job=job: screened(sizes, files, copies, job=job))
            for job in ("ours", *agreement.RIVALS)
        }
        for job in agreement.RIVALS:
            found.append(
                Promise(
                    f"CPU of {job} / ours, {PROGRAMMES * copies} programmes",
                    costs[job].cpu / costs["ours"].cpu,
                    "×",
                    bar if job == "openfisca" else None,
                    at_least=True,
                    detail=f"{rows // MILLION}M persons: {costs[job].cpu:.2f} s, {costs[job].peak_mb:,.0f} MB against "
                    f"{costs['ours'].cpu:.2f} s, {costs['ours'].peak_mb:,.0f} MB"
                    + (f"; {agreed}" if job == "openfisca" else ""),
                )
            )
    return found
