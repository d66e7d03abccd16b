"""Tells Django of the room."""

from __future__ import annotations

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Cases."""

    name = "jiuchuang.apps.casework"
    label = "casework"
    verbose_name = "办件"
