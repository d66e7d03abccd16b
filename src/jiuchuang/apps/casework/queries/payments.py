"""What waits for payment, and in which batch it already went to the bank."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db.models import QuerySet

from jiuchuang.apps.audit.models import Record
from jiuchuang.apps.casework.models import AwaitedSeat
from jiuchuang.apps.casework.queries.events import chain_of
from jiuchuang.apps.casework.queries.worklist import worklist
from jiuchuang.apps.org.queries import Access


def awaiting_payment(access: Access) -> QuerySet[AwaitedSeat]:
    """Payments of the account's worklist, handed over or not."""
    return worklist(access).filter(node_kind="pay")


def batches_of(numbers: Iterable[str]) -> dict[str, str]:
    """The batch in which each case stands at the bank; none for a case that was not handed over, or came back."""
    chains = {chain_of(number): number for number in numbers}
    kinds = ("HandedOver", "PaymentConfirmed")
    rows = Record.objects.filter(chain__name__in=chains, kind__in=kinds).order_by("chain", "number")
    found: dict[str, str] = {}
    for name, kind, text in rows.values_list("chain__name", "kind", "text"):
        happening = json.loads(text)["content"]["happening"]
        if kind == "HandedOver":
            found[chains[name]] = happening["batch"]
        elif not happening["posted"]:
            found.pop(chains[name], None)
    return found
