"""What a site keeps beside what is shipped: versions of procedures, and notices of holidays."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class KeptProcedure(models.Model):
    """A version of a procedure that was uploaded here, as its YAML; never changed, since cases keep their version.

    `from_on` and `to_on` are the days on which a case may begin by it; the last day of the version before it is the
    day before `from_on`.
    """

    code = models.CharField("流程", max_length=64)
    version = models.PositiveIntegerField("版本")
    label = models.CharField("名称", max_length=120)
    from_on = models.DateField("施行日期")
    to_on = models.DateField("停用日期", null=True)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    account = models.BigIntegerField()
    at = models.DateTimeField("上传时间")

    class Meta:
        """A version once."""

        ordering: ClassVar = ["code", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "version"], name="kept_version_once"),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="kept_version_forward"
            ),
        ]


class KeptNotice(models.Model):
    """A notice of holidays entered here: `holidays` as in `packs/calendar`, a list of name, from, to, worked.

    A notice entered again under its number replaces what was entered before; the chain keeps both. `edition` counts
    the entries.
    """

    year = models.PositiveIntegerField("年份")
    number = models.CharField("文号", max_length=60)
    issued_on = models.DateField("成文日期")
    holidays = models.JSONField("假期")
    edition = models.PositiveIntegerField(default=1)
    account = models.BigIntegerField()
    at = models.DateTimeField("录入时间")

    class Meta:
        """A notice once a year."""

        ordering: ClassVar = ["year", "issued_on"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["year", "number"], name="kept_notice_once")]
