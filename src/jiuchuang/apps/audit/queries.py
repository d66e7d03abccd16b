"""Reading the audit, and proving that it is whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from jiuchuang.apps.audit.actions.seal import SEALS, Sealed, leaf
from jiuchuang.apps.audit.models import Chain, Record, SealedHead, Verification
from jiuchuang.domain.kernel.hash_chain import DIGESTS, Break, Link, following, verify
from jiuchuang.domain.kernel.merkle import merkle_root


@dataclass(frozen=True)
class BrokenChain:
    """A chain that does not hold."""

    name: str
    fault: Break


def links_of(chain: Chain) -> list[Link]:
    """The records of a chain in order, as the chain's own arithmetic wants them."""
    rows = Record.objects.filter(chain=chain).order_by("number")
    return [Link(row.number, row.algorithm, row.previous, row.text, row.digest) for row in rows.iterator()]


def contents_of(name: str) -> list[dict[str, Any]]:
    """What happened in a chain, in order: kind, actor, at and content of each record."""
    rows = Record.objects.filter(chain__name=name).order_by("number")
    return [json.loads(row.text) for row in rows]


def count_chains() -> tuple[int, int]:
    """How many chains and how many records there are."""
    return Chain.objects.count(), Record.objects.count()


def broken_chains() -> list[BrokenChain]:
    """Every chain in which a record was changed, dropped, put in or cut off at the end."""
    broken = []
    for chain in Chain.objects.order_by("name").iterator():
        links = links_of(chain)
        fault = verify(links)
        if fault is None and (len(links), links[-1].digest if links else "") != (chain.length, chain.head):
            fault = Break(len(links) + 1, f"应有{chain.length}条，只有{len(links)}条：末尾的记录被删去")
        if fault is not None:
            broken.append(BrokenChain(chain.name, fault))
    return broken


def last_seal() -> Sealed | None:
    """The newest seal: whoever noted its number and digest can prove that nothing before it was touched."""
    row = Record.objects.filter(chain__name=SEALS).order_by("-number").first()
    return None if row is None else Sealed(row.number, json.loads(row.text)["content"]["chains"], row.digest)


def broken_seals(noted: tuple[int, str] | None = None) -> list[BrokenChain]:
    """Every seal whose tree is another than it was, and every chain that no longer stands where it was sealed.

    `noted` is the number and digest of a seal as somebody kept it elsewhere.
    """
    broken = [BrokenChain(SEALS, fault) for fault in _other_trees()]
    if noted is not None:
        there = Record.objects.filter(chain__name=SEALS, number=noted[0]).first()
        if there is None or there.digest != noted[1]:
            broken.append(BrokenChain(SEALS, Break(noted[0], f"第{noted[0]}次封存与另处所记的摘要不符")))
    same = Record.objects.filter(
        chain=OuterRef("chain"), number=OuterRef("number"), digest=OuterRef("digest")
    )
    gone = SealedHead.objects.filter(~Exists(same)).select_related("chain").order_by("chain__name", "number")
    for head in gone:
        reason = f"封存时有{head.number}条，这一条如今不在或者被改动"
        broken.append(BrokenChain(head.chain.name, Break(head.number, reason)))
    return broken


def _other_trees() -> Iterator[Break]:
    rows = Record.objects.filter(chain__name=SEALS).order_by("number")
    heads = SealedHead.objects.order_by("seal_id", "chain_id")
    written = heads.values_list("seal_id", "chain__name", "number", "digest").iterator()
    trees = groupby(written, key=lambda head: head[0])
    seal_id, leaves = next(trees, (None, iter(())))
    for row in rows.iterator():
        stated = json.loads(row.text)["content"]
        mine: list[str] = []
        if seal_id == row.pk:
            mine = [leaf(*head[1:]) for head in leaves]
            seal_id, leaves = next(trees, (None, iter(())))
        digest = DIGESTS.get(stated["algorithm"])
        if digest is None:
            yield Break(row.number, f"第{row.number}次封存用的摘要算法“{stated['algorithm']}”本机没有")
        elif len(mine) != stated["chains"] or merkle_root(mine, digest) != stated["root"]:
            yield Break(row.number, f"第{row.number}次封存的各链末条与封存的摘要不符")


def newest_verification() -> Verification | None:
    """The verification that was asked for last, ended or not."""
    return Verification.objects.first()


def records_found(
    *,
    kind: str = "",
    chain: str = "",
    since: datetime | None = None,
    before: datetime | None = None,
    actors: QuerySet[Any] | None = None,
) -> QuerySet[Record]:
    """Records by kind, by chain (`case/…`, or all that begin with a name and a slash), by time and by actors' accounts.

    The newest come first.
    """
    rows = Record.objects.select_related("chain").order_by("-pk")
    if actors is not None:
        rows = rows.filter(actor_id__in=actors.values("pk"))
    if kind:
        rows = rows.filter(kind=kind)
    if chain:
        rows = (
            rows.filter(chain__name__startswith=chain)
            if chain.endswith("/")
            else rows.filter(chain__name=chain)
        )
    if since is not None:
        rows = rows.filter(at__gte=since)
    return rows if before is None else rows.filter(at__lt=before)


@dataclass(frozen=True)
class RecordShown:
    """One record with its proof: whether it holds against the one before, and the seal that covers it, if any."""

    row: Record
    event: Mapping[str, Any]
    holds: bool
    seal: Record | None


def record_shown(row: Record) -> RecordShown:
    """The record as an auditor reads it."""
    before = Record.objects.filter(chain=row.chain, number=row.number - 1).first()
    head = before.digest if before else ""
    event = json.loads(row.text)
    digests = DIGESTS if row.algorithm in DIGESTS else {}
    again = following(row.number - 1, head, event, algorithm=row.algorithm) if digests else None
    holds = again is not None and (again.digest, again.text, head) == (row.digest, row.text, row.previous)
    cover = SealedHead.objects.filter(chain=row.chain, number__gte=row.number).order_by("number").first()
    return RecordShown(row, event, holds, cover.seal if cover else None)
