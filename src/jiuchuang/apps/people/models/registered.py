"""Persons, households and employers as the registers know them now, and the dated history of every change.

`facts` holds what is stated of a subject by the names of the vocabulary: a day as `YYYY-MM-DD`, money (fen), counts
and months as whole numbers, a rate as `n/d`, truth values, codes as text. A name that is absent is unknown, never
zero. Facts that have a column of their own (birth date) or follow from related rows are not repeated there, unless
somebody states one by hand against the registers.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from jiuchuang.apps.org.models import Account, Unit

KINDS = ("person", "household", "employer", "employment")
"""What a register number may belong to; entities of the vocabulary."""


class Numbering(models.Model):
    """The last register number given to a kind of subject; locked while the next one is drawn."""

    kind = models.CharField(max_length=16, primary_key=True)
    last = models.BigIntegerField(default=0)


class Registered(models.Model):
    """A subject of a register: `unit` is where it belongs (属地), `checked_on` when it was last found to be right.

    `merged_into` names the record that goes on for one that turned out to be the same; nothing is deleted.
    `complete` lists relations (`packs/relations`) of which this subject's rows are known to lack none.
    """

    number = models.CharField("登记编号", max_length=32, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField("姓名（名称）", max_length=120)
    facts = models.JSONField("登记的事实", default=dict, blank=True)
    complete = models.JSONField("登记齐全的登记表", default=list, blank=True)
    checked_on = models.DateField("最近核实", null=True, blank=True)
    changed_at = models.DateTimeField("最近变更")
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )

    class Meta:
        """A part of each register, not a table."""

        abstract = True
        ordering: ClassVar = ["name", "number"]

    def __str__(self) -> str:
        return f"{self.name}（{self.number}）"


def _listed(kind: str) -> list[models.Index]:
    """Lists of a unit and of a county go by name without sorting; merged records stay out of them.

    Units and keys stand in the index so that other units' rows are passed over, and rows counted, without reading them.
    """
    alive = Q(merged_into__isnull=True)
    return [
        models.Index(fields=["unit", "name", "number", "id"], name=f"{kind}_by_unit", condition=alive),
        models.Index(fields=["name", "number", "unit", "id"], name=f"{kind}_by_name", condition=alive),
    ]


class Person(Registered):
    """A resident or worker. `number_evidence` says why a resident number that fails its check is kept all the same."""

    resident_id = models.CharField("公民身份号码", max_length=18, unique=True, null=True, blank=True)
    number_evidence = models.CharField("证号核验说明", max_length=400, blank=True)
    birth_on = models.DateField("出生日期", null=True, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True, db_index=True)
    address = models.CharField("常住地址", max_length=200, blank=True)
    certificate = models.CharField("就业创业证编号", max_length=32, blank=True)
    account = models.CharField("社会保障卡银行账号", max_length=40, blank=True)

    class Meta(Registered.Meta):
        """Found by unit and name."""

        indexes: ClassVar = _listed("person")


class Household(Registered):
    """People who keep house together; its name is that of its head."""

    head = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="households_headed"
    )
    address = models.CharField("住址", max_length=200, blank=True)

    class Meta(Registered.Meta):
        """Found by unit and name."""

        indexes: ClassVar = _listed("household")


class Employer(Registered):
    """A firm, self-employed business, organ or organisation; `agent` is the person who acts for it."""

    credit_code = models.CharField("统一社会信用代码", max_length=18, unique=True, null=True, blank=True)
    number_evidence = models.CharField("代码核验说明", max_length=400, blank=True)
    legal_person = models.CharField("法定代表人（经营者）", max_length=64, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True, db_index=True)
    address = models.CharField("住所", max_length=200, blank=True)
    industry = models.CharField("行业门类", max_length=8, blank=True)
    account = models.CharField("基本账户账号", max_length=40, blank=True)
    agent = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="employers_acted_for"
    )

    class Meta(Registered.Meta):
        """Found by unit and name."""

        indexes: ClassVar = _listed("employer")


class Change(models.Model):
    """What changed in a subject's facts and columns: only the names that differ, absent names standing for unknown.

    `on` is the day from which the new state holds, `at` when it was written. `import_number` is the import that
    brought it, if one did.
    """

    kind = models.CharField(max_length=16)
    number = models.CharField(max_length=32)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    source = models.CharField("来源", max_length=120)
    on = models.DateField("自何日起")
    at = models.DateTimeField("写入时间")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    import_number = models.BigIntegerField(null=True, blank=True, db_index=True)

    class Meta:
        """In the order in which they were written."""

        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["kind", "number", "on"])]
