"""Proving the records of a backup without a database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from jiuchuang.domain.kernel.hash_chain import FIRST, Break, Link, verify
from jiuchuang.gateways.backup.archive import BackupFile

CHAINS, RECORDS = "audit_chain", "audit_record"
"""The tables of the audit; records are written chain by chain, in their order."""


@dataclass(frozen=True)
class ChainsRead:
    """How many chains and records there are, and the chains that do not hold, by name."""

    chains: int
    records: int
    broken: tuple[tuple[str, Break], ...]


def read_chains(backup: BackupFile) -> ChainsRead:
    """Go through every chain; one at a time is kept in memory."""
    heads = {row["id"]: row for row in _rows(backup, CHAINS)}
    broken: list[tuple[str, Break]] = []
    seen, records = set(), 0
    for chain, rows in groupby(_rows(backup, RECORDS), key=lambda row: row["chain_id"]):
        links = [
            Link(row["number"], row["algorithm"], row["previous"], row["text"], row["digest"]) for row in rows
        ]
        seen.add(chain)
        records += len(links)
        head = heads.get(chain, {"name": f"{chain}", "length": 0, "head": FIRST})
        fault = verify(links) or _cut_off(links, head)
        if fault is not None:
            broken.append((str(head["name"]), fault))
    for chain, head in heads.items():
        fault = None if chain in seen else _cut_off([], head)
        if fault is not None:
            broken.append((str(head["name"]), fault))
    return ChainsRead(len(heads), records, tuple(broken))


def _cut_off(links: list[Link], head: dict[str, object]) -> Break | None:
    if (len(links), links[-1].digest if links else FIRST) == (head["length"], head["head"]):
        return None
    return Break(len(links) + 1, f"应有{head['length']}条，只有{len(links)}条：末尾的记录被删去")


def _rows(backup: BackupFile, table: str) -> Iterator[dict[str, Any]]:
    if table not in backup.manifest.tables:
        return
    columns = backup.manifest.tables[table].columns
    for row in backup.rows(table):
        yield dict(zip(columns, row, strict=True))
