"""What was handed over to the bank: batch by batch, each payment with its account, and what the bank answered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from jiuchuang.apps.casework.models.cases import Case
from jiuchuang.apps.org.models import Unit


class PaymentBatch(models.Model):
    """Payments that one office sends to the bank together, under a number of its own.

    `taken_at` is when its list for the bank was first taken: nothing joins it afterwards, so that every file of one
    batch pays the same people.
    """

    number = models.CharField("支付批次号", max_length=40)
    place = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="payment_batches")
    opened_at = models.DateTimeField("建立时间")
    taken_at = models.DateTimeField("首次取表时间", null=True)

    class Meta:
        """The newest first; two counties may number alike."""

        ordering: ClassVar = ["-opened_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "number"], name="batch_number_once_an_office")
        ]

    def __str__(self) -> str:
        return self.number


class BankPayment(models.Model):
    """One handing over of a case's amount: to which account, and what the bank answered.

    `outcome` is empty while the bank has not answered, then `posted` or `returned`. `account` is None where the case
    was handed over before accounts were kept with payments. `amount_fen` is that of the decision, in fen.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="payments")
    batch = models.ForeignKey(PaymentBatch, on_delete=models.PROTECT, related_name="payments")
    account = models.CharField("收款账号", max_length=40, null=True)
    amount_fen = models.BigIntegerField("金额（分）")
    handed_at = models.DateTimeField("提交时间")
    handed_by = models.BigIntegerField("经办账号", null=True)
    outcome = models.CharField("结果", max_length=8, blank=True, default="")
    reference = models.CharField("银行流水号", max_length=64, blank=True, default="")
    reason = models.TextField("退票原因", blank=True, default="")
    answered_at = models.DateTimeField("登记结果时间", null=True)

    class Meta:
        """In the order in which they were handed over. The database itself refuses to pay a case twice."""

        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=~Q(outcome="returned"), name="case_paid_once")
        ]
