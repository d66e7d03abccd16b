"""Tells Django of the room."""

from __future__ import annotations

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    """Screenings."""

    name = "jiuchuang.apps.screening"
    label = "screening"
    verbose_name = "筛查"
