"""Industries by which an enterprise is classed by size."""

from __future__ import annotations

from functools import cache

from jiuchuang.domain.registers.enterprise_size import SizeRow, load_size_rows
from jiuchuang.gateways.pack_store import read_register_files


@cache
def size_rows() -> dict[str, SizeRow]:
    """The rows as shipped, by industry."""
    rows, problems = load_size_rows(read_register_files())
    if problems:
        raise ValueError("\n".join(map(str, problems)))
    return rows
