"""Tells Django of the room."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit."""

    name = "jiuchuang.apps.audit"
    label = "audit"
    verbose_name = "审计"
