"""Rows of a table of a backup by the names of their columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jiuchuang.gateways.backup.archive import BackupFile


def rows_of(backup: BackupFile, table: str) -> Iterator[dict[str, Any]]:
    """The rows in the order in which they were written; none of a table that the backup does not have."""
    if table not in backup.manifest.tables:
        return
    columns = backup.manifest.tables[table].columns
    for row in backup.rows(table):
        yield dict(zip(columns, row, strict=True))
