"""Tells Django of the room's tables."""

from __future__ import annotations

from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    """Those who come by themselves."""

    name = "jiuchuang.apps.residents"
    label = "residents"
