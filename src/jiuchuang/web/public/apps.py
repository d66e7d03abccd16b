"""Tells Django of the templates of this door."""

from __future__ import annotations

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """The residents' door."""

    name = "jiuchuang.web.public"
    label = "public"
