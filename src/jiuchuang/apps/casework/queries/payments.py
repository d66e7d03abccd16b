"""What waits for payment."""

from __future__ import annotations

from django.db.models import QuerySet, Sum

from jiuchuang.apps.casework.models import AwaitedSeat
from jiuchuang.apps.casework.queries.worklist import worklist
from jiuchuang.apps.org.queries import Access


def awaiting_payment(access: Access) -> QuerySet[AwaitedSeat]:
    """Payments of the account's worklist; those at the bank have their `batch`."""
    return worklist(access).filter(node_kind="pay")


def total_fen(waiting: QuerySet[AwaitedSeat]) -> int:
    """What all of these come to, in fen."""
    found: int | None = waiting.order_by().aggregate(fen=Sum("case__amount_fen"))["fen"]
    return found or 0
