"""The same eight programmes in OpenFisca-Core, in Polars by hand and in DuckDB by hand, at 8 and at 80 programmes."""

from __future__ import annotations

from benchmarks import agreement
from benchmarks.eight.library import PROGRAMMES
from benchmarks.machine import Cost, best
from benchmarks.promise import Promise
from benchmarks.screening import MANY, screened
from benchmarks.sizes import MILLION, Sizes

BARS = {1: 8.0, MANY: 14.0}
"""How many times our CPU OpenFisca takes, by copies of the eight programmes."""

RIVAL = "openfisca"
NAMES = {
    "polars": "Polars by hand",
    "duckdb": "DuckDB by hand",
    RIVAL: "OpenFisca",
    "openfisca_by_code": "OpenFisca with tables as arrays",
}


def promises(sizes: Sizes) -> list[Promise]:
    """CPU of each rival over ours, screening to awards, after all results have been found equal."""
    return [promise for copies in BARS for promise in _at(sizes, copies)]


def _at(sizes: Sizes, copies: int) -> list[Promise]:
    agreed = agreement.check(sizes, copies)
    rows = sizes.rows if copies == 1 else sizes.many_rows
    files = sizes.files(rows)

    def spent(job: str) -> Cost:
        slow = job.startswith(RIVAL) or (copies > 1 and job != "ours")  # the spread is small beside the ratio
        times = 1 if slow and rows > MILLION else sizes.repeats
        return best(times, lambda: screened(sizes, files, copies, job=job))

    ours = spent("ours")
    found = []
    for job in agreement.RIVALS:
        theirs, rival = spent(job), job == RIVAL
        detail = f"{rows // MILLION}M persons: {_words(theirs)} against {_words(ours)}"
        name = f"CPU of {NAMES[job]} / ours, {PROGRAMMES * copies} programmes"
        bar = BARS[copies] if rival else None
        detail += f"; {agreed}" if rival else ""
        found.append(Promise(name, theirs.cpu / ours.cpu, "×", bar, at_least=True, detail=detail))
    return found


def _words(spent: Cost) -> str:
    return f"{spent.cpu:.2f} s, {spent.peak_mb:,.0f} MB"
