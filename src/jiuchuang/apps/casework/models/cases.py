"""What lists need to know of a case; the case itself is its chain of records."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from jiuchuang.apps.org.models import Unit


class Case(models.Model):
    """One matter of one applicant, in the version of the procedure that it began with.

    `length` counts its events: whoever adds one must have seen all before it. `status`, `outcome`, `due_on` (the
    first day on which something is awaited), `amount_fen` (as decided) and `decided_on` follow from the events and are
    kept for lists; `finding_status` and `finding_fen` repeat the newest finding.

    `applicant` is `kind:number` of the subject in the registers, `subject_name` its name when the case was opened;
    `promised_on` is the last day within the promise for the whole case, None without one and while its clock stands.
    `about` is the employment, household or firm that the case is about, empty when it is the subject itself. Cases
    that were applied for at once share `application`. `open_key` holds the programme and whom it is asked for (`about`,
    else the applicant) while the case is open: the database itself refuses a second one. After `clock_on` the platform
    itself has something to do; `clock_tried_on` is the day on which it found that it could not. `calendar` marks the
    working days by which these days were counted. `origin` is whatever opened it, once: a request of a page, a row of
    a screening.
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

    subject_kind = models.CharField("对象类别", max_length=16, blank=True, default="")
    subject_number = models.CharField("登记编号", max_length=32, blank=True, default="")
    subject_name = models.CharField("姓名（名称）", max_length=120, blank=True, default="", db_index=True)
    programme = models.CharField("政策项目", max_length=120, blank=True, default="", db_index=True)
    about = models.CharField("所涉对象", max_length=64, blank=True, default="")
    application = models.CharField("申请编号", max_length=40, blank=True, default="", db_index=True)
    answers = models.JSONField("本人填报", default=dict, blank=True)
    claimed_fen = models.BigIntegerField("申请金额（分）", null=True, blank=True)
    channel = models.CharField("受理渠道", max_length=16, blank=True, default="")
    opened_by = models.BigIntegerField("经办账号", null=True, blank=True, db_index=True)
    open_key = models.CharField(max_length=300, unique=True, null=True, blank=True)
    origin = models.CharField(max_length=200, unique=True, null=True, blank=True)
    finding_status = models.CharField("核验结果", max_length=16, blank=True, default="")
    finding_fen = models.BigIntegerField("核验金额（分）", null=True, blank=True)
    amount_fen = models.BigIntegerField("批准金额（分）", null=True, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    clock_on = models.DateField(null=True, blank=True, db_index=True)
    clock_tried_on = models.DateField(null=True, blank=True)
    calendar = models.CharField(max_length=16, blank=True, default="")
    promised_on = models.DateField("承诺办结日", null=True, blank=True, db_index=True)

    class Meta:
        """Lists go by unit and day; the clock goes by what is due."""

        ordering: ClassVar = ["-opened_on", "number"]
        indexes: ClassVar = [
            models.Index(fields=["unit", "status", "due_on"]),
            models.Index(fields=["due_on"], condition=Q(due_on__isnull=False), name="case_by_due_day"),
            models.Index(fields=["programme", "status"], name="case_by_programme"),
            models.Index(fields=["-opened_on", "-id"], name="case_newest_first"),
            models.Index(
                fields=["calendar"],
                condition=Q(status__in=("open", "correcting")) | Q(calendar="again"),
                name="case_to_count_again",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class AwaitedSeat(models.Model):
    """A seat of a round of a step: who is awaited there, at which office, until when. Follows from the events.

    `role` and `level` are those of the procedure, `place` the office that they mean for this case. A decision has one
    row for each tier that may take it, `is_primary` the lowest of them. `barred` names everybody who may not take it
    because of another duty in the same case, each between bars. `published_in` is the list in which a notice runs,
    `batch` the one in which a payment stands at the bank, `mark` what waits for a word though no day is set
    (`objection`). An appeal that nobody has settled has a row of its own, of `node_kind` APPEAL and without a step,
    whether its case has ended or not. Seats that were left stay with `is_open` false: an office goes on seeing the
    cases that it had a hand in.
    """

    APPEAL: ClassVar = "appeal"
    OBJECTION: ClassVar = "objection"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="seats")
    node = models.CharField("环节", max_length=64)
    node_kind = models.CharField(max_length=16)
    node_label = models.CharField("环节名称", max_length=120)
    round = models.PositiveIntegerField()
    seat = models.CharField(max_length=64, blank=True)
    seat_label = models.CharField("席位", max_length=120, blank=True)
    role = models.CharField(max_length=32)
    level = models.CharField(max_length=16)
    unit_name = models.CharField(max_length=64, blank=True)
    place = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="awaited_seats")
    due_on = models.DateField("到期", null=True)
    is_open = models.BooleanField(default=True)
    is_primary = models.BooleanField(default=True)
    barred = models.TextField(blank=True, default="")
    published_in = models.CharField("公示编号", max_length=40, blank=True, default="")
    batch = models.CharField("支付批次", max_length=40, blank=True, default="")
    mark = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        """Worklists ask by place and role for what is open."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "node", "round", "seat", "level", "role"], name="seat_once_a_round"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["place", "role"], condition=Q(is_open=True), name="seat_open_by_place"),
            models.Index(fields=["place"], condition=~Q(unit_name=""), name="seat_of_a_named_unit"),
        ]


class Paper(models.Model):
    """A paper of a case as it was handed in; the content lies in the file store under `key`."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="papers")
    name = models.CharField("材料", max_length=120)
    file_name = models.CharField("文件名", max_length=200)
    key = models.CharField(max_length=120, db_index=True)
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField("大小（字节）")
    added_at = models.DateTimeField("提交时间")
    by = models.CharField("提交人", max_length=64)
    account = models.BigIntegerField(null=True)

    class Meta:
        """In the order in which they came."""

        ordering: ClassVar = ["case", "pk"]


class Finding(models.Model):
    """What the rules said of a case on a day, with the facts and their sources as they were then.

    `digest` is the SHA-256 of facts and decision, and stands in the case's chain too: a finding that was changed
    afterwards is found out. `pack_digest` names the rules by which it can be computed again.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="findings")
    seq = models.PositiveIntegerField()
    on = models.DateField("日期")
    programme = models.CharField("政策项目", max_length=120)
    pack_digest = models.CharField(max_length=128)
    facts = models.JSONField("事实")
    sources = models.JSONField("来源", default=dict)
    decision = models.JSONField("核验结果")
    receipt = models.JSONField("回执")
    status = models.CharField(max_length=16)
    amount_fen = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        """Numbered from 1 in each case."""

        ordering: ClassVar = ["case", "seq"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "seq"], name="finding_number_once_a_case")
        ]


class NumberSeries(models.Model):
    """The last running number given of a year and county; locked while the next one is drawn."""

    key = models.CharField(max_length=64, primary_key=True)
    last = models.BigIntegerField(default=0)
