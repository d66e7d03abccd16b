"""What somebody ordered for many cases at once, and how far it has come; it goes on wherever it was broken off."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from jiuchuang.apps.casework.models.cases import Case


class BulkOrder(models.Model):
    """One order for many cases: a notice, a list to sign, payments handed over, payments posted.

    `stage`: gathering (each case is looked at by itself), opening (the list is made; each case is taken further by
    itself), done, refused (`told` says why, and no case was changed). `fields` is what the kind asks for besides.
    `list_number` is that of the notice or list once there is one. `touched_at` moves while somebody is at it.
    """

    kind = models.CharField("种类", max_length=16)
    label = models.CharField("名称", max_length=200, blank=True, default="")
    fields = models.JSONField(default=dict)
    stage = models.CharField(max_length=16, default="gathering")
    rows = models.PositiveIntegerField("件数")
    list_number = models.CharField("名单编号", max_length=40, blank=True, default="")
    told = models.TextField(blank=True, default="")
    account = models.BigIntegerField("经办账号")
    at = models.DateTimeField("交办时间")
    touched_at = models.DateTimeField()

    class Meta:
        """Newest first; the clock asks for those that nobody is at."""

        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["touched_at"], condition=Q(stage__in=("gathering", "opening")), name="bulk_unfinished"
            ),
            models.Index(fields=["account", "-id"], name="bulk_by_account"),
        ]


class OrderedCase(models.Model):
    """One case of an order: pending, ready (`content` is its row), done, or left out with reasons."""

    order = models.ForeignKey(BulkOrder, on_delete=models.CASCADE, related_name="cases")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="bulk_orders")
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=8, default="pending")
    content = models.JSONField(default=dict)
    reasons = models.TextField(blank=True, default="")

    class Meta:
        """In the order in which they were chosen; a case once."""

        ordering: ClassVar = ["order", "position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["order", "case"], name="ordered_case_once")]
        indexes: ClassVar = [models.Index(fields=["order", "state", "position"], name="ordered_by_state")]
