"""On which account a decided amount is to be paid: as it stood when it was decided."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from jiuchuang.apps.casework.models.cases import Case


class Payee(models.Model):
    """The account of a case at its decision, and what finance settled when the register's has changed since.

    `account` is the register's at the decision that stands (empty: none was registered). `settled` is the account on
    which finance decided to pay, `seen` the register's at that moment: another change needs another word.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="payee")
    account = models.CharField("决定时的收款账号", max_length=40, blank=True)
    kept_at = models.DateTimeField("留存时间")
    settled = models.CharField("确认的收款账号", max_length=40, blank=True)
    seen = models.CharField("确认时登记的账号", max_length=40, blank=True)
    settled_by = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField("确认时间", null=True)
    reasons = models.TextField("确认理由", blank=True, default="")

    class Meta:
        """In the order of the cases."""

        ordering: ClassVar = ["case"]
