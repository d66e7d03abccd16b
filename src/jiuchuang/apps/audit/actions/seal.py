"""Seal the chains: one digest over the newest record of every chain that grew, in a chain of its own.

A chain shows that a record was changed, but not that its end was cut off together with the note of its length. A seal
holds where each chain stood; and whoever keeps the digest of one seal elsewhere, a line on paper, can prove that
nothing from before was touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from jiuchuang.apps.audit.actions.record import MACHINE, record
from jiuchuang.apps.audit.models import Chain, Record, SealedHead
from jiuchuang.domain.kernel.hash_chain import DIGESTS, canonical_json
from jiuchuang.domain.kernel.merkle import merkle_root

SEALS = "seals"
"""Name of the chain of seals; it is not sealed itself, since every seal follows the one before."""
EVERY = timedelta(minutes=10)
AT_ONCE = 1_000


@dataclass(frozen=True)
class Sealed:
    """A seal: its number, how many chains grew since the one before, its digest to be kept elsewhere."""

    number: int
    chains: int
    digest: str


def leaf(name: str, number: int, digest: str) -> str:
    """How a chain's newest record stands in the tree."""
    return canonical_json([name, number, digest])


@transaction.atomic
def seal_chains(*, at: datetime, every: timedelta = EVERY) -> Sealed | None:
    """Seal whatever grew, unless the last seal is younger than `every`; None where there was nothing to do.

    Takes no lock of a chain but that of the seals: people go on working.
    """
    Chain.objects.get_or_create(name=SEALS)
    Chain.objects.select_for_update().get(name=SEALS)
    last = Record.objects.filter(chain__name=SEALS).order_by("-number").first()
    if last is not None and at - last.at < every:
        return None
    sealed = SealedHead.objects.filter(chain=OuterRef("pk")).order_by("-number").values("number")[:1]
    grown = Chain.objects.exclude(name=SEALS).annotate(sealed=Coalesce(Subquery(sealed), 0))
    grown = grown.filter(length__gt=F("sealed")).order_by("pk")
    heads = list(grown.values_list("pk", "name", "length", "head"))
    if not heads:
        return None
    algorithm = settings.CHAIN_ALGORITHM
    root = merkle_root([leaf(*head[1:]) for head in heads], DIGESTS[algorithm])
    content = {"root": root, "chains": len(heads), "algorithm": algorithm}
    added = record(chain=SEALS, kind="Sealed", actor=MACHINE, at=at, content=content)
    leaves = (
        SealedHead(seal=added, chain_id=pk, number=length, digest=head) for pk, _, length, head in heads
    )
    SealedHead.objects.bulk_create(leaves, batch_size=AT_ONCE)
    return Sealed(added.number, len(heads), added.digest)
