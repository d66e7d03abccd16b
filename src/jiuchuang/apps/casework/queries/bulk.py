"""Orders for many cases as whoever gave them sees them: how far they have come, what was left out and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from jiuchuang.apps.casework.models import BulkOrder, OrderedCase
from jiuchuang.apps.org.queries import Access

UNFINISHED = ("gathering", "opening")


@dataclass(frozen=True)
class OrderProgress:
    """Rows that have been through the stage that runs now, and of how many; how many were left out so far."""

    done: int
    of: int
    left: int


def order_of(access: Access, number: int) -> BulkOrder | None:
    """An order of the account itself."""
    return BulkOrder.objects.filter(account=access.account.pk, pk=number).first()


def unfinished_orders(access: Access, *kinds: str) -> list[BulkOrder]:
    """The account's own orders of these kinds that are still worked at, the newest first."""
    return list(BulkOrder.objects.filter(account=access.account.pk, kind__in=kinds, stage__in=UNFINISHED))


def left_out(order: BulkOrder) -> QuerySet[OrderedCase]:
    """The cases that could not be done, with reasons, in order."""
    return OrderedCase.objects.filter(order=order, state="left").select_related("case").order_by("position")


def order_progress(order: BulkOrder) -> OrderProgress:
    """How far the order has come."""
    rows = OrderedCase.objects.filter(order=order).order_by()
    counted = dict(rows.values_list("state").annotate(number=Count("pk")))
    waiting = counted.get("pending" if order.stage == "gathering" else "ready", 0)
    if order.stage not in UNFINISHED:
        waiting = 0
    return OrderProgress(order.rows - waiting, order.rows, counted.get("left", 0))
