"""Tells Django of the office's templates."""

from __future__ import annotations

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """The staff's door."""

    name = "jiuchuang.web.office"
    label = "office"
