"""Fields whose faults an action or the check of a sheet tells, together with all else that is wrong."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator


class ToldText(forms.CharField):
    """A text that is needed, but whose absence is not told before the rest is looked at."""

    def validate(self, value: Any) -> None:
        """Nothing here: the action tells."""


class ToldChoice(forms.ChoiceField):
    """A choice that is needed, told likewise; what is no choice at all is told by the action too."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validators=(ProhibitNullCharactersValidator(),), **options)

    def validate(self, value: Any) -> None:
        """Nothing here: the action tells."""
