"""What lists need to know of a case; the case itself is its chain of records."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from jiuchuang.apps.org.models import Unit


class Case(models.Model):
    """One matter of one applicant, in the version of the procedure that it began with.

    `length` counts its events: whoever adds one must have seen all before it. `status`, `outcome` and `due_on` (the
    first day on which something is awaited) follow from the events and are kept for lists.
    """

    number = models.CharField("办件编号", max_length=40, unique=True)
    procedure = models.CharField("流程", max_length=64)
    procedure_version = models.PositiveIntegerField("流程版本")
    matter = models.CharField("事项", max_length=120)
    applicant = models.CharField("申请人", max_length=64, db_index=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cases")
    opened_on = models.DateField("开办日期")
    length = models.PositiveIntegerField(default=0)
    status = models.CharField("状态", max_length=16, blank=True)
    outcome = models.CharField("结果", max_length=24, blank=True)
    due_on = models.DateField("最近到期", null=True)

    class Meta:
        """Lists go by unit and day."""

        ordering: ClassVar = ["-opened_on", "number"]
        indexes: ClassVar = [models.Index(fields=["unit", "status", "due_on"])]

    def __str__(self) -> str:
        return self.number
