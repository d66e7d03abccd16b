"""What is handed over to the bank is kept as a payment of a batch; a batch that went to the bank takes nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from jiuchuang.apps.casework.models import AwaitedSeat, BankPayment, Case, PaymentBatch
from jiuchuang.apps.casework.queries.payees import pay_to
from jiuchuang.apps.org.models import Unit
from jiuchuang.domain.casework.events import Event, HandedOver, PaymentConfirmed
from jiuchuang.domain.kernel.problem import Place, Problem

LONGEST_NUMBER = 40


def joins_no_batch(case: Case, events: Iterable[Event], at: datetime) -> Problem | None:
    """Why a case may not be handed over in the batch of that number; opens and holds the batch where it may.

    A batch whose list was taken to the bank, or of which the bank has answered, is closed: a file that names more
    people the second time would be paid twice over.
    """
    handed = next((one.happening for one in events if isinstance(one.happening, HandedOver)), None)
    if handed is None:
        return None
    if len(handed.batch) > LONGEST_NUMBER:
        return Problem("batch-too-long", f"支付批次号最多{LONGEST_NUMBER}个字", Place("batch"))
    batch = _held_batch(_place(case), handed.batch, at)
    if batch.taken_at is None and not batch.payments.exclude(outcome="").exists():
        return None
    done = "发放表已经取走" if batch.taken_at is not None else "银行已有回单"
    return Problem(
        "batch-closed",
        f"批次{batch.number}的{done}，不能再加办件",
        Place("batch"),
        "请换一个批次号，另成一批",
    )


def keep_payment(case: Case, events: Iterable[Event], account: int | None, at: datetime) -> None:
    """Keep what was handed over by the account, or what the bank answered."""
    for happening in [event.happening for event in events]:
        if isinstance(happening, HandedOver):
            BankPayment.objects.create(
                case=case,
                batch=_held_batch(_place(case), happening.batch, at),
                account=pay_to([case])[case.number].pay,
                amount_fen=happening.amount_fen,
                handed_at=at,
                handed_by=account,
            )
        elif isinstance(happening, PaymentConfirmed):
            BankPayment.objects.filter(case=case, outcome="").update(
                outcome="posted" if happening.posted else "returned",
                reference=happening.reference,
                reason=happening.reason,
                answered_at=at,
            )


def _place(case: Case) -> Unit:
    """The office that pays: where the payment of the case is awaited."""
    seat = AwaitedSeat.objects.select_related("place").filter(case=case, node_kind="pay", is_open=True)
    found = seat.exclude(place=None).order_by("pk").first()
    return found.place if found is not None and found.place is not None else case.unit


def _held_batch(place: Unit, number: str, at: datetime) -> PaymentBatch:
    """The batch of the office, held until the transaction ends, so that it is not taken to the bank meanwhile."""
    batch, _ = PaymentBatch.objects.get_or_create(place=place, number=number, defaults={"opened_at": at})
    return PaymentBatch.objects.select_for_update().get(pk=batch.pk)
