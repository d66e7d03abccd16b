"""Work off an order for many cases: each case by itself, in a transaction with the row that it belongs to.

Broken off anywhere, the next run goes on where it stood; two runs at once do nothing twice, since each row is locked
while it is handled, and handled once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiuchuang.apps.casework.models import BulkOrder, Case, OrderedCase
from jiuchuang.apps.org.models import Account
from jiuchuang.apps.org.queries import Access
from jiuchuang.domain.kernel.problem import Refusal

Clock = Callable[[], datetime]
TOUCHED_EACH = 20
"""Rows after which an order says that somebody is still at it, and what its account may do is asked anew."""


@dataclass(frozen=True)
class Turn:
    """One case of an order as it is handled: by whom, at what moment; the case is locked. `content` is its row's."""

    order: BulkOrder
    case: Case
    access: Access
    at: datetime
    content: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Work:
    """What an order of one kind consists of.

    `gather` looks at one case and gives its row, or says why it is left out. `make` draws up the list out of the rows
    and gives its number. `carry_out` takes one case further; why it cannot, having changed nothing. `strike` then
    takes its row off the list. Kinds without a list only carry out.
    """

    gather: Callable[[Turn], dict[str, Any] | Refusal] | None = None
    make: Callable[[BulkOrder, list[OrderedCase], Access, datetime], str | Refusal] | None = None
    carry_out: Callable[[Turn], Refusal | None] | None = None
    strike: Callable[[Turn, Refusal], None] | None = None


def work_off(*, number: int, work: Work, clock: Clock, most: int | None = None) -> BulkOrder:
    """Do what is left of an order, or of that at most so many rows; the order as it stands then."""
    order = BulkOrder.objects.get(pk=number)
    left = most
    for stage, waiting, one in (("gathering", "pending", _gather), ("opening", "ready", _open)):
        if order.stage != stage:
            continue
        rows = OrderedCase.objects.filter(order=order, state=waiting).order_by("position")
        keys = list(rows.values_list("pk", flat=True)[:left])
        for count, key in enumerate(keys):
            at = clock()
            if count % TOUCHED_EACH == 0:
                BulkOrder.objects.filter(pk=order.pk).update(touched_at=at)
                access = _access(order, at)
            one(order, key, work, access, at)
        left = None if left is None else left - len(keys)
        if left is not None and left <= 0 and rows.exists():
            break
        order = _stage_done(order.pk, stage, work, clock())
    return order


@transaction.atomic
def _gather(order: BulkOrder, key: int, work: Work, access: Access, at: datetime) -> None:
    row = OrderedCase.objects.select_for_update(of=("self",)).get(pk=key)
    if row.state != "pending":
        return
    assert work.gather is not None
    found = work.gather(_turn(order, row, access, at))
    if isinstance(found, Refusal):
        row.state, row.reasons = "left", str(found)
    else:
        row.state, row.content = "ready", found
    row.save(update_fields=["state", "content", "reasons"])


@transaction.atomic
def _open(order: BulkOrder, key: int, work: Work, access: Access, at: datetime) -> None:
    row = OrderedCase.objects.select_for_update(of=("self",)).get(pk=key)
    if row.state != "ready":
        return
    assert work.carry_out is not None
    turn = _turn(order, row, access, at)
    refusal = work.carry_out(turn)
    row.state, row.reasons = ("done", "") if refusal is None else ("left", str(refusal))
    if refusal is not None and work.strike is not None:
        work.strike(turn, refusal)
    row.save(update_fields=["state", "reasons"])


@transaction.atomic
def _stage_done(number: int, stage: str, work: Work, at: datetime) -> BulkOrder:
    """The order in its next stage, once no row waits in this one; whoever comes second changes nothing."""
    order = BulkOrder.objects.select_for_update().get(pk=number)
    waiting = "pending" if stage == "gathering" else "ready"
    if order.stage != stage or OrderedCase.objects.filter(order=order, state=waiting).exists():
        return order
    if stage == "gathering":
        _make(order, work, at)
    else:
        order.stage = "done"
    order.touched_at = at
    order.save(update_fields=["stage", "list_number", "told", "touched_at"])
    return order


def _make(order: BulkOrder, work: Work, at: datetime) -> None:
    assert work.make is not None
    rows = list(order.cases.filter(state="ready").select_related("case", "case__unit").order_by("position"))
    if not rows:
        order.stage, order.told = "refused", "没有可以编入的办件"
        return
    made = work.make(order, rows, _access(order, at), at)
    if isinstance(made, Refusal):
        order.stage, order.told = "refused", str(made)
        return
    order.list_number = made
    order.stage = "opening" if work.carry_out is not None else "done"


def _turn(order: BulkOrder, row: OrderedCase, access: Access, at: datetime) -> Turn:
    case = Case.objects.select_for_update(of=("self",)).select_related("unit").get(pk=row.case_id)
    return Turn(order, case, access, at, row.content)


def _access(order: BulkOrder, at: datetime) -> Access:
    return Access(Account.objects.get(pk=order.account), timezone.localdate(at))
