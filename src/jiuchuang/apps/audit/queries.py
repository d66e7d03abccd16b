"""Reading the audit, and proving that it is whole."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from jiuchuang.apps.audit.models import Chain, Record
from jiuchuang.domain.kernel.hash_chain import Break, Link, verify


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
