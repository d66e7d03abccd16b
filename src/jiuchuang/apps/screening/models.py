"""Runs over the registers and what they found, one row a subject and programme."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from jiuchuang.apps.org.models import Account, Unit


class Stage(models.TextChoices):
    """Where a run is: each stage but the first and the last two is taken by the job itself."""

    WAITING = "waiting", "排队"
    SNAPSHOT = "snapshot", "取登记数据"
    SCREENING = "screening", "逐条筛查"
    STORING = "storing", "写入结果"
    DONE = "done", "完成"
    FAILED = "failed", "没有跑成"


class Standing(models.TextChoices):
    """What a screening says of one subject and one programme."""

    DUE = "due", "应享未享"
    IN_CASE = "in_case", "符合，已有办件"
    PAID = "paid", "符合，已发放"
    PAID_NOT_DUE = "paid_not_due", "不应享已享"
    ONE_SHORT = "one_short", "差一项"
    FACTS_MISSING = "facts_missing", "待查事实"
    AMOUNT_MISSING = "amount_missing", "符合，金额待查"


class Opening(models.TextChoices):
    """How far the opening of a case for an award has got; empty where nobody asked for it."""

    NONE = "", "未开"
    MARKED = "marked", "等待开办"
    OPENED = "opened", "已开办"
    REFUSED = "refused", "没有开办"


class ScreeningRun(models.Model):
    """One screening of the registers of `unit` and everything below it, as they stood on the day `on`.

    `programmes` are full ids; `packs` maps each pack to the digest of the rules that ran; `snapshot` is the SHA-256 of
    the tables that were read, which are not kept; `figures` holds what `figures_of` (gateways) counted. `progress` is
    in percent. `touched_at` is when the job last gave a sign of life. On `forgotten_on` what it found of each subject
    was deleted because the term had run out; the figures stay.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="范围")
    on = models.DateField("筛查日")
    programmes = models.JSONField("项目")
    packs = models.JSONField("政策包", default=dict)
    snapshot = models.CharField("数据指纹", max_length=64, blank=True)
    stage = models.CharField("进度", max_length=12, choices=Stage, default=Stage.WAITING)
    progress = models.PositiveSmallIntegerField("百分比", default=0)
    told = models.TextField("说明", blank=True)
    figures = models.JSONField("数字", default=dict)
    started_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField("开始")
    touched_at = models.DateTimeField()
    ended_at = models.DateTimeField("结束", null=True)
    forgotten_on = models.DateField(null=True)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"{self.unit}（{self.on}）"


class Award(models.Model):
    """What a run says of one subject under one programme; only what somebody may act on has a row.

    `kind` and `number` name the subject of the register, `name` as it was then. Money in fen, for one instalment:
    `amount_fen` where it is known, `low_fen` and `high_fen` where readings differ; `paid_fen` and `last_paid_on` what
    was paid without being due. `detail` lists conditions (failed, or the one that is short) or missing facts.
    """

    run = models.ForeignKey(ScreeningRun, on_delete=models.CASCADE, related_name="awards")
    programme = models.CharField("项目", max_length=120)
    kind = models.CharField(max_length=16)
    number = models.CharField("登记编号", max_length=32)
    name = models.CharField("姓名（名称）", max_length=120, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="属地")
    standing = models.CharField("结果", max_length=16, choices=Standing)
    amount_fen = models.BigIntegerField(null=True)
    low_fen = models.BigIntegerField(null=True)
    high_fen = models.BigIntegerField(null=True)
    paid_fen = models.BigIntegerField(null=True)
    last_paid_on = models.DateField(null=True)
    detail = models.JSONField(default=list)
    opening = models.CharField(max_length=8, choices=Opening, default=Opening.NONE, blank=True)
    case_number = models.CharField("办件编号", max_length=40, blank=True)
    told = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        """Once a run, programme and subject, apart from an amount that waits; lists go by programme and standing."""

        ordering: ClassVar = ["run", "programme", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run", "programme", "kind", "number", "standing"], name="one_award_a_subject"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["run", "programme", "standing", "unit"]),
            models.Index(fields=["run", "opening"]),
            models.Index(fields=["kind", "number"]),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.kind}:{self.number}"
