"""Proving the records of a backup without a database."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from jiuchuang.domain.kernel.hash_chain import FIRST, Break, Link, verify
from jiuchuang.gateways.backup.archive import BackupFile
from jiuchuang.gateways.backup.rows import rows_of
from jiuchuang.gateways.backup.seals import SEALS, SealKept, cut_behind, other_trees, sealed_lengths

CHAINS, RECORDS = "audit_chain", "audit_record"
"""The tables of the audit; records are written chain by chain, in their order."""


@dataclass(frozen=True)
class ChainsRead:
    """How many chains and records there are, the chains that do not hold, by name, and the newest seal."""

    chains: int
    records: int
    broken: tuple[tuple[str, Break], ...]
    newest_seal: tuple[int, str] | None


def read_chains(backup: BackupFile, noted: tuple[int, str] | None = None) -> ChainsRead:
    """Go through every chain and every seal; one chain at a time is kept in memory.

    `noted` is the number and digest of a seal as somebody kept it elsewhere.
    """
    heads = {row["id"]: row for row in rows_of(backup, CHAINS)}
    sealed = sealed_lengths(backup)
    broken: list[tuple[str, Break]] = []
    seals: list[SealKept] = []
    seen, records = set(), 0
    for chain, grouped in groupby(rows_of(backup, RECORDS), key=lambda row: row["chain_id"]):
        rows = list(grouped)
        links = [
            Link(row["number"], row["algorithm"], row["previous"], row["text"], row["digest"]) for row in rows
        ]
        seen.add(chain)
        records += len(links)
        head = heads.get(chain, {"name": f"{chain}", "length": 0, "head": FIRST})
        if head["name"] == SEALS:
            seals = [SealKept(row["id"], row["number"], row["digest"], row["text"]) for row in rows]
        behind = cut_behind(sealed.get(chain), [link.digest for link in links])
        fault = verify(links) or _cut_off(links, head) or behind
        if fault is not None:
            broken.append((str(head["name"]), fault))
    for chain, head in heads.items():
        fault = None if chain in seen else _cut_off([], head) or cut_behind(sealed.get(chain), [])
        if fault is not None:
            broken.append((str(head["name"]), fault))
    names = {chain: str(head["name"]) for chain, head in heads.items()}
    broken += [(SEALS, fault) for fault in other_trees(backup, seals, names, noted)]
    newest = (seals[-1].number, seals[-1].digest) if seals else None
    return ChainsRead(len(heads), records, tuple(broken), newest)


def _cut_off(links: list[Link], head: dict[str, object]) -> Break | None:
    if (len(links), links[-1].digest if links else FIRST) == (head["length"], head["head"]):
        return None
    return Break(len(links) + 1, f"应有{head['length']}条，只有{len(links)}条：末尾的记录被删去")
