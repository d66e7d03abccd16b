"""Tells Django of the kit's templates and style sheets."""

from __future__ import annotations

from django.apps import AppConfig


class KitConfig(AppConfig):
    """Frame, style sheet, parts."""

    name = "jiuchuang.web.kit"
    label = "kit"
