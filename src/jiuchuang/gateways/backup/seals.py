"""Proving the seals of a backup without a database: their hash trees, and that no chain was cut off behind one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from jiuchuang.domain.kernel.hash_chain import DIGESTS, Break, canonical_json
from jiuchuang.domain.kernel.merkle import merkle_root
from jiuchuang.gateways.backup.archive import BackupFile
from jiuchuang.gateways.backup.rows import rows_of

SEALS = "seals"
"""Name of the chain of seals."""
HEADS = "audit_sealedhead"


@dataclass(frozen=True)
class SealKept:
    """One seal as its record tells it: id of the record, number, digest and text."""

    id: int
    number: int
    digest: str
    text: str


def sealed_lengths(backup: BackupFile) -> dict[int, tuple[int, str]]:
    """Where each chain stood at its last seal: number and digest of its newest record.

    The last one suffices: every record binds those before it.
    """
    found: dict[int, tuple[int, str]] = {}
    for row in rows_of(backup, HEADS):
        if row["number"] > found.get(row["chain_id"], (0, ""))[0]:
            found[row["chain_id"]] = (row["number"], row["digest"])
    return found


def cut_behind(lengths: tuple[int, str] | None, digests: Sequence[str]) -> Break | None:
    """Whether a chain, given by its digests, no longer stands where it was sealed."""
    if lengths is None or (len(digests) >= lengths[0] and digests[lengths[0] - 1] == lengths[1]):
        return None
    return Break(lengths[0], f"封存时有{lengths[0]}条，这一条如今不在或者被改动")


def other_trees(
    backup: BackupFile, seals: Sequence[SealKept], names: Mapping[int, str], noted: tuple[int, str] | None
) -> Iterator[Break]:
    """Seals whose tree is another than it was, and the one that somebody noted elsewhere with another digest."""
    trees = groupby(rows_of(backup, HEADS), key=lambda row: row["seal_id"])
    seal_id, leaves = next(trees, (None, iter(())))
    for seal in seals:
        mine: list[str] = []
        if seal_id == seal.id:
            mine = [
                canonical_json([names.get(row["chain_id"], ""), row["number"], row["digest"]])
                for row in leaves
            ]
            seal_id, leaves = next(trees, (None, iter(())))
        stated = json.loads(seal.text)["content"]
        digest = DIGESTS.get(stated["algorithm"])
        if digest is None:
            yield Break(seal.number, f"第{seal.number}次封存用的摘要算法“{stated['algorithm']}”本机没有")
        elif len(mine) != stated["chains"] or merkle_root(mine, digest) != stated["root"]:
            yield Break(seal.number, f"第{seal.number}次封存的各链末条与封存的摘要不符")
    if noted is not None and noted not in {(seal.number, seal.digest) for seal in seals}:
        yield Break(noted[0], f"第{noted[0]}次封存与另处所记的摘要不符")
