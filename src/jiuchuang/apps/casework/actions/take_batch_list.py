"""The list of a batch for the bank: whatever was handed over in it, with accounts, so every taking is on record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.casework.models import BankPayment, BulkOrder, OrderedCase, PaymentBatch, SigningRow
from jiuchuang.apps.casework.queries.batches import OUTCOMES, batch_chain, payments_for
from jiuchuang.apps.casework.queries.bulk import UNFINISHED
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.queries import identities_of
from jiuchuang.domain.kernel.hash_chain import canonical_json, sha256
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal
from jiuchuang.gateways.letters.data import BatchList, BatchRow


@transaction.atomic
def take_batch_list(*, access: Access, key: int, at: datetime) -> BatchList | Refusal:
    """Every payment of the batch for which the account pays, with what the bank has answered so far.

    From the first taking on nothing joins the batch: the file that went to the bank stays whole. While an order is
    still adding to it, nothing is given out.
    """
    batch = PaymentBatch.objects.select_for_update().filter(pk=key).first()
    payments = payments_for(access).filter(batch=key).select_related("case", "case__unit").order_by("pk")
    rows = tuple(_rows(payments)) if batch is not None else ()
    if batch is None or not rows:
        return _refused("no-batch", "没有这个支付批次，或不由您办理")
    if _grows(batch):
        return _refused("batch-grows", f"批次{batch.number}还在逐件提交，办完后再取发放表")
    total = sum(one.amount_fen for one in rows)
    digest = sha256(canonical_json([[one.case, one.account, one.amount_fen] for one in rows]).encode())
    told = {"batch": batch.number, "rows": len(rows), "total_fen": total, "digest": digest}
    record(chain=batch_chain(batch.pk), kind="PaymentListTaken", actor=access.actor, at=at, content=told)
    if batch.taken_at is None:
        batch.taken_at = at
        batch.save(update_fields=["taken_at"])
    return BatchList(
        number=batch.number,
        organ=batch.place.name,
        opened_on=timezone.localdate(batch.opened_at),
        taken_on=timezone.localdate(at),
        taken_by=access.account.name,
        rows=rows,
        total_fen=total,
        digest=digest,
    )


def _grows(batch: PaymentBatch) -> bool:
    """Whether an order is not through that hands over in this batch."""
    orders = BulkOrder.objects.filter(kind="hand_over", stage__in=UNFINISHED, fields__batch=batch.number)
    rows = OrderedCase.objects.filter(order__in=orders, case__seats__place=batch.place_id)
    return rows.exists()


def _rows(payments: Iterable[BankPayment]) -> Iterable[BatchRow]:
    found = list(payments)
    cases = [one.case for one in found]
    numbers = identities_of({(case.subject_kind, case.subject_number) for case in cases})
    decided = SigningRow.objects.filter(case__in=[one.case_id for one in found], state="decided")
    lists = dict(decided.order_by("list").values_list("case_id", "list__number"))
    for payment in found:
        case = payment.case
        identity = numbers.get((case.subject_kind, case.subject_number)) or case.subject_number
        yield BatchRow(
            case=case.number,
            programme=case.matter,
            name=case.subject_name,
            number=identity,
            account=payment.account or "",
            amount_fen=payment.amount_fen,
            unit=case.unit.name,
            decided_on=case.decided_on,
            signed_list=lists.get(case.pk, ""),
            outcome=OUTCOMES[payment.outcome],
            reference=payment.reference,
            note=payment.reason,
        )


def _refused(code: str, message: str) -> Refusal:
    return Refusal((Problem(code, message, Place("number")),))
