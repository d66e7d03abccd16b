"""What binds subjects of the registers to one another, and what happens to them over time.

A period runs from its first day; `to_on` is the last day that still counts, `ended_on` the first that no longer does
(as in `packs/relations`). None: it lasts.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from jiuchuang.apps.org.models import Account, Unit
from jiuchuang.apps.people.models.registered import Employer, Household, Person


def _forward(first: str, last: str, name: str) -> models.CheckConstraint:
    """The database itself refuses a period that ends before it begins."""
    condition = Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": F(first)})
    return models.CheckConstraint(condition=condition, name=name)


class HouseholdMember(models.Model):
    """`person` belongs to `household`; nobody belongs to two at once."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    relation = models.CharField("与户主关系", max_length=16, blank=True)
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        """One household at a time."""

        constraints: ClassVar = [
            _forward("from_on", "to_on", "membership_forward"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(to_on__isnull=True), name="one_open_membership"
            ),
        ]


class Employment(models.Model):
    """A spell of work for an employer (None: one that no register of the county knows).

    The columns are those of `packs/relations/employments.yaml`; `facts` are stated facts of the entity employment.
    `number` is the register number of the employment.
    """

    number = models.CharField("就业登记编号", max_length=32, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="employments")
    employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, null=True, blank=True, related_name="employments"
    )
    employer_name = models.CharField("外地单位名称", max_length=120, blank=True)
    started_on = models.DateField("就业起始日", null=True, blank=True)
    ended_on = models.DateField("离职日期", null=True, blank=True)
    end_reason = models.CharField("离职原因", max_length=16, null=True, blank=True)
    is_insured = models.BooleanField("单位是否为其参保", null=True)
    insured_months = models.PositiveIntegerField("参保缴费月数", null=True, blank=True)
    is_registered = models.BooleanField("是否办理就业登记", null=True)
    has_contract = models.BooleanField("是否签订书面劳动合同", null=True)
    contract_months = models.PositiveIntegerField("劳动合同期限（月）", null=True, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    changed_at = models.DateTimeField("最近变更")

    class Meta:
        """Latest first."""

        ordering: ClassVar = ["-started_on", "number"]
        constraints: ClassVar = [_forward("started_on", "ended_on", "employment_forward")]

    def __str__(self) -> str:
        return self.number


class Ownership(models.Model):
    """`person` founded `employer` or runs it (法定代表人、经营者)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="ownerships")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="ownerships")
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        """Once for a pair at a time."""

        constraints: ClassVar = [
            _forward("from_on", "to_on", "ownership_forward"),
            models.UniqueConstraint(
                fields=["person", "employer"], condition=Q(to_on__isnull=True), name="one_open_ownership"
            ),
        ]


class UnemploymentSpell(models.Model):
    """A registration as unemployed; no two of a person overlap. `unemployed_since` is the day work was lost."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="unemployment_spells")
    registered_on = models.DateField("登记日期")
    unemployed_since = models.DateField("失业起始日", null=True, blank=True)
    reason = models.CharField("失业原因", max_length=60, blank=True)
    ended_on = models.DateField("注销日期", null=True, blank=True)
    end_reason = models.CharField("注销原因", max_length=60, blank=True)

    class Meta:
        """One open spell a person."""

        ordering: ClassVar = ["-registered_on"]
        constraints: ClassVar = [
            _forward("registered_on", "ended_on", "unemployment_forward"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_on__isnull=True), name="one_open_unemployment"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["ended_on", "registered_on"])]


class HardshipSpell(models.Model):
    """A recognition as a person with difficulty in finding work (就业困难人员), by category, for a time.

    Categories are those of `packs/relations/hardship_recognitions.yaml`.

    `valid_to` is the last day on which it still counts without a new look; `case_number` the case that it came from.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="hardship_spells")
    category = models.CharField("类别", max_length=40)
    recognised_on = models.DateField("认定日期")
    valid_to = models.DateField("有效期至", null=True, blank=True)
    unemployed_months = models.PositiveIntegerField("认定时已失业整月数", null=True, blank=True)
    ended_on = models.DateField("退出日期", null=True, blank=True)
    reason = models.CharField("退出原因", max_length=120, blank=True)
    case_number = models.CharField("办件编号", max_length=40, blank=True)

    class Meta:
        """One open recognition of a category a person."""

        ordering: ClassVar = ["-recognised_on"]
        constraints: ClassVar = [
            _forward("recognised_on", "ended_on", "hardship_forward"),
            _forward("recognised_on", "valid_to", "hardship_valid_forward"),
            models.UniqueConstraint(
                fields=["person", "category"], condition=Q(ended_on__isnull=True), name="one_open_hardship"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["ended_on", "valid_to"])]


class Headcount(models.Model):
    """How many an employer insured in a month (`month`: its first day), and how many of these it laid off in it."""

    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="headcounts")
    month = models.DateField("月份")
    insured = models.PositiveIntegerField("参保人数")
    laid_off = models.PositiveIntegerField("单位裁减人数", null=True, blank=True)

    class Meta:
        """Once a month."""

        ordering: ClassVar = ["month"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["employer", "month"], name="one_headcount_a_month")
        ]


class Payment(models.Model):
    """What was paid to a subject of the registers by a programme (发放台账); rows are only added."""

    kind = models.CharField(max_length=16)
    number = models.CharField(max_length=32)
    programme = models.CharField("政策项目编号", max_length=120)
    paid_fen = models.BigIntegerField("发放金额（分）")
    paid_on = models.DateField("发放日期")
    instalments = models.PositiveIntegerField("所发月数", null=True, blank=True)
    case_number = models.CharField("办件编号", max_length=40, blank=True)

    class Meta:
        """By subject and day."""

        ordering: ClassVar = ["paid_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(paid_fen__gte=0), name="payment_not_negative")
        ]
        indexes: ClassVar = [
            models.Index(fields=["kind", "number"]),
            models.Index(fields=["programme", "paid_on"]),
        ]


class Contact(models.Model):
    """A visit, a call or another word with a person or household."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts"
    )
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts"
    )
    on = models.DateField("联系日期")
    way = models.CharField("方式", max_length=16)
    note = models.CharField("情况", max_length=500, blank=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """With somebody; latest first."""

        ordering: ClassVar = ["-on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(household__isnull=False), name="contact_with_somebody"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["person", "on"]), models.Index(fields=["household", "on"])]


class Coverage(models.Model):
    """From a day on the rows of `relation` lack none for the subjects of `unit` and below, seen from key column `end`.

    Without such a word (or the subject's own `complete`) a count over the rows stays unknown (decision 0009).
    """

    relation = models.CharField(max_length=40)
    end = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        """Once at a time."""

        constraints: ClassVar = [
            _forward("from_on", "to_on", "coverage_forward"),
            models.UniqueConstraint(
                fields=["relation", "end", "unit"], condition=Q(to_on__isnull=True), name="one_open_coverage"
            ),
        ]


class Look(models.Model):
    """Somebody looked at personal data without a mask: who, at whom, which fields, why and when. Only added to."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    number = models.CharField(max_length=32)
    fields = models.JSONField(default=list)
    why = models.CharField("事由", max_length=200)
    at = models.DateTimeField()

    class Meta:
        """Found by who looked and who was looked at."""

        ordering: ClassVar = ["-at"]
        indexes: ClassVar = [
            models.Index(fields=["account", "at"]),
            models.Index(fields=["kind", "number", "at"]),
        ]
