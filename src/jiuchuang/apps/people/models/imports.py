"""What was brought into the registers as a workbook or proposed one by one, row by row; and pairs that may be one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from jiuchuang.apps.org.models import Account, Unit

WAITING, CHECKING, CHECKED, REFUSED = "waiting", "checking", "checked", "refused"
WRITING, WRITTEN, REJECTED, UNDOING, UNDONE = "writing", "written", "rejected", "undoing", "undone"
ENDED = (REFUSED, REJECTED, UNDONE)
VALID, FAULTY, BLOCKED = "valid", "faulty", "blocked"


class Import(models.Model):
    """A workbook (or one proposed row, with no file) on its way into a register.

    `kind` is a key of `packs/registers/sheets.yaml`; `unit` the unit to which rows belong that name none; `digest` the
    SHA-256 of the file. Waiting → checking → checked (or refused as a file) → writing → written, once somebody other
    than `uploaded_by` has said yes, or rejected; written → undoing → undone. `done` counts rows of the step at hand.
    On `forgotten_on` the file and the rows were deleted because their term had run out; it cannot be undone since.
    """

    kind = models.CharField("类别", max_length=24)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField("文件名", max_length=200, blank=True)
    file = models.CharField(max_length=80, blank=True)
    marked_file = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    state = models.CharField("状态", max_length=12, default=WAITING)
    problems = models.JSONField(default=list, blank=True)
    total = models.PositiveIntegerField("行数", default=0)
    valid = models.PositiveIntegerField("可写入", default=0)
    faulty = models.PositiveIntegerField("有误", default=0)
    done = models.PositiveIntegerField("已处理", default=0)
    uploaded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("上传时间")
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("审批时间", null=True)
    decision_note = models.CharField("审批意见", max_length=200, blank=True)
    undone_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField("撤销时间", null=True)
    undo_reason = models.CharField("撤销原因", max_length=200, blank=True)
    forgotten_on = models.DateField(null=True)

    class Meta:
        """Latest first; a file goes in once, and who brought it never says yes to it."""

        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "digest"],
                condition=~Q(digest="") & ~Q(state__in=ENDED),
                name="file_goes_in_once",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("uploaded_by")),
                name="import_approved_by_another",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "state"])]

    def __str__(self) -> str:
        return f"{self.kind}/{self.pk}"


class ImportRow(models.Model):
    """One row: what it says (`content`: values and facts as kept), what is wrong with it, what it did.

    `effects` are the rows of the registers that it changed, each as it was before and is after: enough to take it
    back. The row and its effects are written in one transaction.
    """

    upload = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField("行号")
    content = models.JSONField(default=dict)
    problems = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=8)
    subject_kind = models.CharField(max_length=16, blank=True)
    subject_number = models.CharField(max_length=32, blank=True)
    effects = models.JSONField(default=list, blank=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        """In the order of the workbook."""

        ordering: ClassVar = ["line"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["upload", "line"], name="one_row_a_line")]
        indexes: ClassVar = [models.Index(fields=["upload", "state", "line"])]


class DuplicatePair(models.Model):
    """Two records (by number, `first` < `second`) that may be the same subject; a person says which it is.

    `reasons` are keys of `jiuchuang.domain.registers.likeness.REASONS`. After the verdict `same`, `survivor` goes on
    and `effects` names every row that was repointed, so that it can be taken back.
    """

    kind = models.CharField(max_length=16)
    first = models.CharField(max_length=32)
    second = models.CharField(max_length=32)
    reasons = models.JSONField(default=list)
    weight = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, default="open")
    found_at = models.DateTimeField()
    judged_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)
    why = models.CharField("理由", max_length=300, blank=True)
    survivor = models.CharField(max_length=32, blank=True)
    effects = models.JSONField(default=list, blank=True)

    class Meta:
        """Once a pair; the likeliest first."""

        ordering: ClassVar = ["-weight", "first", "second"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "first", "second"], name="one_pair_a_time"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_order"),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "kind", "-weight"])]
