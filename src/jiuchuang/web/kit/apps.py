"""Tells Django of the kit's templates and style sheets, and how forms ask for what is missing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import AppConfig

MISSING: dict[type[forms.Field], str] = {
    forms.Field: "请填写",
    forms.ChoiceField: "请选择",
    forms.FileField: "请选择文件",
    forms.BooleanField: "请勾选",
}
"""What is said beside a field that has to be filled in: what to do, instead of a rule of forms."""


class KitConfig(AppConfig):
    """Frame, style sheet, parts."""

    name = "jiuchuang.web.kit"
    label = "kit"

    def ready(self) -> None:
        """Every form of every door speaks so."""
        for field, words in MISSING.items():
            known: dict[str, Any] = dict(field.default_error_messages)
            field.default_error_messages = {**known, "required": words}
