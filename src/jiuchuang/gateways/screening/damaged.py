"""Files of a population that are damaged in the middle.

Opening a Parquet file reads its end only; whether the rest can be read is seen when it is read. What Polars raises
then does not say of which file, so the files are gone through again: that costs a reading, but only after a fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import polars as pl

from jiuchuang.domain.kernel.problem import Place, Problem

if TYPE_CHECKING:
    from jiuchuang.gateways.screening.population_in import TableFile

ROWS = 100_000
"""Rows read at a time."""
_HINT = "请重新取得这个文件"


def damage_problems(parts: Iterable[TableFile]) -> list[Problem]:
    """Files that cannot be read through."""
    return [found for part in parts for found in _damage(part)]


def _damage(part: TableFile) -> Iterator[Problem]:
    try:
        for first in range(0, part.rows, ROWS):
            part.scan(first, ROWS).collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as fault:
        line = (str(fault).splitlines() or [""])[0]
        yield Problem("file-damaged", f"文件损坏，读不完（{line}）", Place(str(part.path)), _HINT)
