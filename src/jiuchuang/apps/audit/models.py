"""Chains of records. The room lies below all others, so a record names people and things by text and number only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Chain(models.Model):
    """One chain, such as that of a case: its newest record, which every new one has to follow."""

    name = models.CharField(max_length=120, unique=True)
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=128, blank=True, default="")

    def __str__(self) -> str:
        return self.name


class Record(models.Model):
    """One record of a chain; the database itself refuses to change or delete it.

    `text` is canonical JSON of what happened (kind, actor, time, content); `previous` and `digest` bind it to the
    record before it by `algorithm`. `actor_id` and `at` are in the text as well: the columns are for finding.
    """

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="records")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=64, db_index=True)
    actor_id = models.BigIntegerField(null=True, db_index=True)
    at = models.DateTimeField(db_index=True)
    algorithm = models.CharField(max_length=16)
    previous = models.CharField(max_length=128, blank=True)
    digest = models.CharField(max_length=128)
    text = models.TextField()

    class Meta:
        """A chain has one record of each number, and no two that follow the same one."""

        ordering: ClassVar = ["chain", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chain", "number"], name="record_number_once_a_chain"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="record_number_from_one"),
        ]


class SealedHead(models.Model):
    """The newest record of a chain at the moment of a seal: a leaf of its hash tree. Only added to.

    `seal` is the record of the seal in the chain of seals.
    """

    seal = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="heads")
    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=128)

    class Meta:
        """Leaves stand in the order of their chains; no record is sealed twice."""

        ordering: ClassVar = ["seal", "chain"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chain", "number"], name="a_record_sealed_once"),
        ]


class Verification(models.Model):
    """All records proved once: asked for by whom, when it ended, how much there was, and what does not hold.

    `broken` holds a list of chain, number and reason; `ended_at` is empty while it runs.
    """

    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    chains = models.PositiveBigIntegerField(default=0)
    records = models.PositiveBigIntegerField(default=0)
    broken = models.JSONField(default=list)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-pk"]
