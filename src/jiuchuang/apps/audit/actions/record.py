"""Add a record to a chain, in the transaction of what it tells of: both are kept, or neither."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction

from jiuchuang.apps.audit.models import Chain, Record
from jiuchuang.domain.kernel.hash_chain import following


@dataclass(frozen=True)
class Actor:
    """Who acts: an account's number and name, or the machine itself with number None."""

    id: int | None
    name: str


MACHINE = Actor(None, "系统")


@transaction.atomic
def record(
    *,
    chain: str,
    kind: str,
    actor: Actor,
    at: datetime,
    content: Mapping[str, object],
) -> Record:
    """Append to the chain of that name, which begins with its first record, by the algorithm of this installation.

    `content` holds text, whole numbers, truth values, None, lists and mappings. Raises TypeError for anything else
    and ValueError for a time without a zone.
    """
    if at.tzinfo is None:
        raise ValueError("a record needs a time with its zone")
    Chain.objects.get_or_create(name=chain)
    head = Chain.objects.select_for_update().get(name=chain)
    event = {
        "kind": kind,
        "actor": {"id": actor.id, "name": actor.name},
        "at": at.astimezone(UTC).isoformat(),
        "content": content,
    }
    link = following(head.length, head.head, event, algorithm=settings.CHAIN_ALGORITHM)
    added = Record.objects.create(
        chain=head,
        number=link.number,
        kind=kind,
        actor_id=actor.id,
        at=at,
        algorithm=link.algorithm,
        previous=link.previous,
        digest=link.digest,
        text=link.text,
    )
    head.length, head.head = link.number, link.digest
    head.save(update_fields=["length", "head"])
    return added
