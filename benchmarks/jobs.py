"""What a fresh process is asked to do: `python -m benchmarks.jobs NAME ARGUMENTS`, arguments as a JSON object."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.machine import peak_mb


def ours(
    files: list[str], out: str, packs: str, copies: int, awards_only: bool, parquet: bool = False
) -> None:
    """Screening with the engine."""
    from benchmarks.eight import ours

    ours.run(_paths(files), Path(out), Path(packs), awards_only, parquet)


def decode(files: list[str], columns: list[str], rows: int) -> None:
    """Only decoding the columns, so many rows at a time."""
    from benchmarks.eight import decoding

    decoding.run(_paths(files), columns, rows)


def polars(files: list[str], out: str, packs: str, copies: int, awards_only: bool) -> None:
    """Polars by hand."""
    from benchmarks.eight import by_hand_polars

    by_hand_polars.run(_paths(files), Path(out), copies, awards_only)


def duckdb(files: list[str], out: str, packs: str, copies: int, awards_only: bool) -> None:
    """SQL by hand."""
    from benchmarks.eight import by_hand_duckdb

    by_hand_duckdb.run(_paths(files), Path(out), copies, awards_only)


def openfisca(files: list[str], out: str, packs: str, copies: int, awards_only: bool) -> None:
    """OpenFisca-Core."""
    from benchmarks.eight import in_openfisca, library

    in_openfisca.run(_paths(files), Path(out), library.load().vocabulary, copies, awards_only)


def openfisca_by_code(files: list[str], out: str, packs: str, copies: int, awards_only: bool) -> None:
    """OpenFisca-Core with its tables as arrays, against its documentation."""
    from benchmarks.eight import in_openfisca, library

    vocabulary = library.load().vocabulary
    in_openfisca.run(_paths(files), Path(out), vocabulary, copies, awards_only, by_code=True)


JOBS: dict[str, Callable[..., dict[str, Any] | None]] = {
    job.__name__: job for job in (ours, decode, polars, duckdb, openfisca, openfisca_by_code)
}


def _paths(files: list[str]) -> list[Path]:
    return [Path(file) for file in files]


if __name__ == "__main__":
    said = JOBS[sys.argv[1]](**json.loads(sys.argv[2])) or {}
    sys.stdout.write(json.dumps(said | {"peak_mb": peak_mb()}))
