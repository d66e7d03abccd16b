"""Lists of many cases: published for notice (公示), drawn up for one signature (汇总表)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from jiuchuang.apps.casework.models.cases import Case
from jiuchuang.apps.org.models import Unit


class NoticeList(models.Model):
    """A published list; `content` is its value (`domain.casework.notice_list`), whose SHA-256 stands in its chain."""

    number = models.CharField("公示编号", max_length=40, unique=True)
    label = models.CharField("名称", max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="notice_lists")
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    opened_on = models.DateField("公示日期")
    ends_on = models.DateField("公示截止")
    taken_down_on = models.DateField("撤下日期", null=True)
    account = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        """The public asks what runs today."""

        ordering: ClassVar = ["-opened_on", "-pk"]
        indexes: ClassVar = [models.Index(fields=["taken_down_on", "ends_on"])]


class NoticeObjection(models.Model):
    """An objection of somebody from outside against one row; name and contact are for whoever looks into it."""

    list = models.ForeignKey(NoticeList, on_delete=models.PROTECT, related_name="objections")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="objections")
    number = models.CharField("异议编号", max_length=60, unique=True)
    name = models.CharField("异议人", max_length=64)
    contact = models.CharField("联系方式", max_length=64)
    reasons = models.TextField("理由")
    at = models.DateTimeField()
    upheld = models.BooleanField(null=True)
    findings = models.TextField("核实情况", blank=True, default="")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        """In the order in which they came."""

        ordering: ClassVar = ["pk"]


class SigningList(models.Model):
    """A list on its way to one signature; `content` is its value (`domain.casework.signed_list`).

    `state`: drawn, signed (its rows are being decided; `touched_at` moves meanwhile), done. `departures` gives, by
    case, why a row does not follow the machine's finding.
    """

    number = models.CharField("汇总表编号", max_length=40, unique=True)
    label = models.CharField("名称", max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="signing_lists")
    content = models.JSONField()
    departures = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=16, default="drawn")
    rows = models.PositiveIntegerField("行数")
    total_fen = models.BigIntegerField("合计（分）")
    drawn_by = models.BigIntegerField(null=True)
    drawn_at = models.DateTimeField()
    signed_by = models.BigIntegerField(null=True)
    signed_at = models.DateTimeField(null=True)
    touched_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-drawn_at", "-pk"]


class SigningRow(models.Model):
    """What became of one row of a list: pending, decided, refused or excepted with reasons (its case stays open)."""

    list = models.ForeignKey(SigningList, on_delete=models.CASCADE, related_name="outcomes")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="signing_rows")
    position = models.PositiveIntegerField()
    amount_fen = models.BigIntegerField("金额（分）", null=True)
    state = models.CharField(max_length=16, default="pending")
    reasons = models.TextField(blank=True, default="")

    class Meta:
        """A case once a list."""

        ordering: ClassVar = ["list", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["list", "case"], name="signing_row_once_a_list")
        ]
