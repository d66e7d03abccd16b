"""What was handed over to the bank, batch by batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from jiuchuang.apps.casework.models import AwaitedSeat, BankPayment, Case, PaymentBatch
from jiuchuang.apps.casework.queries.reach import reaches, tops_with
from jiuchuang.apps.org.queries import Access, units_below
from jiuchuang.domain.kernel.money import format_fen_grouped

PAY = "case.pay"
OUTCOMES = {"": "等银行回单", "posted": "已到账", "returned": "退票"}
MATTER = ("case__programme", "case__procedure", "case__matter")


def batch_chain(key: int) -> str:
    """Name of the chain of a batch."""
    return f"batch/{key}"


def payments_for(access: Access) -> QuerySet[BankPayment]:
    """Every payment of the offices and matters for which the account pays."""
    wanted = Q(pk__in=())
    for reach in reaches(access):
        if PAY not in reach.permissions:
            continue
        mine = Q(batch__place__in=units_below(reach.tops, access.on).values("pk"))
        if reach.grant.matter:
            matter = Q(pk__in=())
            for column in MATTER:
                matter |= Q(**{column: reach.grant.matter})
            mine &= matter
        wanted |= mine
    return BankPayment.objects.filter(wanted)


@dataclass(frozen=True)
class BatchShown:
    """A batch as far as the account pays for it: payments and fen in all, and by what the bank answered."""

    key: int
    number: str
    opened_at: datetime
    taken_at: datetime | None
    rows: int
    fen: int
    waiting: int
    posted: int
    returned: int

    @property
    def figures(self) -> str:
        """What all of it comes to, in yuan."""
        return format_fen_grouped(self.fen)


def batches(access: Access, *, at_bank: bool = False) -> QuerySet[Any]:
    """Batches with their sums, the newest first; `at_bank` keeps those of which the bank owes an answer."""
    waiting = Count("pk", filter=Q(outcome=""))
    rows = payments_for(access).order_by().values(
        "batch", "batch__number", "batch__opened_at", "batch__taken_at"
    ).annotate(
        rows=Count("pk"),
        fen=Sum("amount_fen"),
        waiting=waiting,
        posted=Count("pk", filter=Q(outcome="posted")),
        returned=Count("pk", filter=Q(outcome="returned")),
    )  # fmt: skip
    found = rows.order_by("-batch__opened_at", "-batch")
    return found.filter(waiting__gt=0) if at_bank else found


def batch_shown(row: Mapping[str, Any]) -> BatchShown:
    """A row of `batches` as a value."""
    return BatchShown(
        row["batch"], row["batch__number"], row["batch__opened_at"], row["batch__taken_at"],
        *(row[name] for name in ("rows", "fen", "waiting", "posted", "returned")),
    )  # fmt: skip


def free_batch_number(wanted: str, *, access: Access | None = None, case: Case | None = None) -> str:
    """`wanted`, or with `-2`, `-3` … behind it: the first that no batch has which is closed.

    Asked for a desk by its access, or for the office that pays one case.
    """
    rows = PaymentBatch.objects.filter(number__startswith=wanted)
    if access is not None:
        near = units_below(tops_with(reaches(access), PAY), access.on)
        rows = rows.filter(place__in=near.values("pk"))
    if case is not None:
        seats = AwaitedSeat.objects.filter(case=case, node_kind="pay", is_open=True)
        rows = rows.filter(place__in=seats.values("place"))
    answered = BankPayment.objects.exclude(outcome="").values("batch")
    closed = set(rows.filter(Q(taken_at__isnull=False) | Q(pk__in=answered)).values_list("number", flat=True))
    number, found = 1, wanted
    while found in closed:
        number += 1
        found = f"{wanted}-{number}"
    return found
