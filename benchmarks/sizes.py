"""How large a run is, and where its files lie (`out/bench`, made once and kept)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.eight import library
from benchmarks.eight.population import population_files

FOLDER = Path(__file__).resolve().parent.parent / "out" / "bench"
MILLION = 1_000_000


@dataclass(frozen=True)
class Sizes:
    """`rows` are screened for ratios, `many_rows` by 80 programmes in the rivals too, `memory_rows` for the peak, and
    both of `cluster_rows` on clusters for what a further million costs.

    The least of `repeats` runs counts.
    """

    rows: int = 10 * MILLION
    many_rows: int = 10 * MILLION
    memory_rows: tuple[int, ...] = (MILLION, 10 * MILLION)
    cluster_rows: tuple[int, int] = (2 * MILLION, 20 * MILLION)
    agreement_rows: int = MILLION
    cases: int = 2000
    repeats: int = 3

    def files(self, rows: int, unknowns: bool = True) -> list[Path]:
        """Population files of that many persons."""
        return population_files(FOLDER, rows, library.load().vocabulary, unknowns)

    def packs(self, copies: int) -> Path:
        """A pack folder with that many copies of the eight programmes."""
        return library.write_packs(FOLDER, copies)

    def out(self, name: str) -> Path:
        """An output folder."""
        folder = FOLDER / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder


FULL = Sizes()
QUICK = Sizes(
    rows=MILLION,
    many_rows=MILLION,
    memory_rows=(MILLION,),
    cluster_rows=(2 * MILLION, 6 * MILLION),
    agreement_rows=100_000,
    cases=500,
    repeats=2,
)
