"""Papers of an application that is not handed in yet."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class DraftPaper(models.Model):
    """A file that was chosen for an application and waits for it; forgotten a day after it was last looked at.

    `owner` is who chose it, and for whom: nobody else is shown it.
    """

    owner = models.CharField(max_length=160)
    name = models.CharField("材料", max_length=120)
    file_name = models.CharField("文件名", max_length=200)
    key = models.CharField(max_length=120, unique=True)
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField("大小（字节）")
    at = models.DateTimeField(db_index=True)

    class Meta:
        """In the order in which they came."""

        ordering: ClassVar = ["owner", "pk"]
        indexes: ClassVar = [models.Index(fields=["owner", "id"], name="draft_by_owner")]
