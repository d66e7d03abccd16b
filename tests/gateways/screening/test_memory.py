"""Memory is bounded by a stretch of the table, not by the table: measured in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from domain.rules.small_screen import people

TESTS = Path(__file__).resolve().parents[2]
RUN = """
import re, sys
from pathlib import Path
from gateways.screening.small_county import screen_county
screening = screen_county(Path(sys.argv[1]), Path(sys.argv[2]))
status = Path("/proc/self/status").read_text()  # ru_maxrss would count the parent before exec
print(screening.tallies[0].cases, re.search(r"VmHWM:\\s+(\\d+) kB", status)[1])
"""


def peak_mb(root: Path, rows: int) -> int:
    """Peak resident memory in MB of screening one file of so many persons; the least of two runs.

    How far threads run ahead of each other moves a single peak by a third; the need is the least of them.
    """
    county = root / f"county-{rows}"
    (county / "person").mkdir(parents=True)
    table = pl.concat([people()] * (rows // 10)).with_columns(id=_ids())
    table.write_parquet(county / "person" / "part-0000.parquet", row_group_size=50_000)
    return min(_peak_mb(county, root / f"out-{rows}-{run}", rows) for run in range(2))


def _ids() -> pl.Expr:
    """In their order, as registers give them: others are told apart four million at a time (`repeated_ids.SHARE`)."""
    return pl.format("P{}", pl.int_range(pl.len()).cast(pl.String).str.zfill(8))


def _peak_mb(county: Path, out: Path, rows: int) -> int:
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(county), str(out)],
        env={**os.environ, "PYTHONPATH": str(TESTS), "POLARS_MAX_THREADS": "2"},
        capture_output=True,
        text=True,
        check=True,
    )
    cases, kilobytes = map(int, done.stdout.split())
    assert cases == rows
    return kilobytes // 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
def test_four_times_the_people_take_no_more_memory(tmp_path):
    # from about a million rows on, all buffers have their full size
    small, large = peak_mb(tmp_path, 1_500_000), peak_mb(tmp_path, 6_000_000)
    assert large <= small * 1.25, f"{small} MB at 1,500,000 rows, {large} MB at 6,000,000"
