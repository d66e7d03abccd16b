"""Tells Django of the room."""

from __future__ import annotations

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """Policy documents and packs."""

    name = "jiuchuang.apps.policy"
    label = "policy"
    verbose_name = "政策"
