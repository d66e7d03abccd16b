"""Tells Django of the room."""

from __future__ import annotations

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """The organisation."""

    name = "jiuchuang.apps.org"
    label = "org"
    verbose_name = "组织机构"
