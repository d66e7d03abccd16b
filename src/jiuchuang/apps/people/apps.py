"""Tells Django of the room."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers."""

    name = "jiuchuang.apps.people"
    label = "people"
    verbose_name = "实名登记"
