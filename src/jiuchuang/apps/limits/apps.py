"""The room as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class LimitsConfig(AppConfig):
    """How often somebody may try."""

    name = "jiuchuang.apps.limits"
    label = "limits"
