"""Do what somebody ordered for many cases, whatever its kind; and take up what was left half done."""

from __future__ import annotations

from datetime import datetime, timedelta

from jiuchuang.apps.casework.actions.draw_up_list import SIGNING
from jiuchuang.apps.casework.actions.pay_in_bulk import HAND_OVER, POSTED
from jiuchuang.apps.casework.actions.publish_notice import NOTICE
from jiuchuang.apps.casework.actions.work_off import Clock, work_off
from jiuchuang.apps.casework.models import BulkOrder

WORKS = {"notice": NOTICE, "signing": SIGNING, "hand_over": HAND_OVER, "posted": POSTED}
LEFT_AFTER = timedelta(minutes=5)
"""An order, or a signed list, that nobody has touched for this long is taken up by the clock."""


def carry_out(*, number: int, clock: Clock, most: int | None = None) -> BulkOrder:
    """Work off an order, or at most so many rows of it; safe to run again, and beside another run."""
    kind = BulkOrder.objects.values_list("kind", flat=True).get(pk=number)
    return work_off(number=number, work=WORKS[kind], clock=clock, most=most)


def take_up_orders(*, at: datetime, most: int | None = None) -> int:
    """Go on with the orders that a stop left in the middle, at most so many rows of each; how many there were."""
    left = BulkOrder.objects.filter(stage__in=("gathering", "opening"), touched_at__lt=at - LEFT_AFTER)
    numbers = list(left.order_by("pk").values_list("pk", flat=True))
    for number in numbers:
        order = carry_out(number=number, clock=lambda: at, most=most)
        if order.stage in ("gathering", "opening"):  # the next round goes on at once
            BulkOrder.objects.filter(pk=number).update(touched_at=at - 2 * LEFT_AFTER)
    return len(numbers)
