"""What waits for payment."""

from __future__ import annotations

from django.db.models import QuerySet

from jiuchuang.apps.casework.models import AwaitedSeat
from jiuchuang.apps.casework.queries.worklist import worklist
from jiuchuang.apps.org.queries import Access


def awaiting_payment(access: Access) -> QuerySet[AwaitedSeat]:
    """Payments of the account's worklist; those at the bank have their `batch`."""
    return worklist(access).filter(node_kind="pay")
