"""Tells Django of the window's templates and style sheet."""

from __future__ import annotations

from django.apps import AppConfig


class WindowConfig(AppConfig):
    """The door of the desks."""

    name = "jiuchuang.web.window"
    label = "window"
