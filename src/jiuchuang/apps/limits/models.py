"""Tries within a stretch of time."""

from __future__ import annotations

from django.db import models


class Tries(models.Model):
    """How often `key` was used since `since`; the key is a digest, so that no address or number is kept."""

    key = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()
