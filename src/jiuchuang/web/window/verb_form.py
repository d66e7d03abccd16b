"""What every form of a verb is made of, and how people's words become values.

Fields are named as those of the commands in `domain/casework/commands.py`; `fields()` gives what the command takes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.crypto import get_random_string

Choices = Sequence[tuple[str, str]]
_AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]*)?")
_BETWEEN = re.compile(r"[\n\r、；;]+")
CHECK_RESULTS: Choices = (("passed", "相符"), ("failed", "不符"), ("unavailable", "暂时查不到"))
YES_NO: Choices = (("yes", "是"), ("no", "否"))


def lines(written: str) -> tuple[str, ...]:
    """What people wrote one a line, or between 、 and ；."""
    return tuple(dict.fromkeys(one.strip() for one in _BETWEEN.split(written) if one.strip()))


class YuanField(forms.DecimalField):
    """An amount in yuan as people write it, in fen as we have it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=14, decimal_places=2, min_value=0, **options)

    def prepare_value(self, value: Any) -> Any:
        """Whole fen of ours as yuan; what was typed as it was typed."""
        return f"{Decimal(value) / 100:.2f}" if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """Fen, or None where nothing was written: nothing is not zero. Digits and a point, nothing to be worked out."""
        typed = unicodedata.normalize("NFKC", str(value or "")).strip()
        if typed and not _AMOUNT.fullmatch(typed):
            raise forms.ValidationError("请用数字写金额，如 1300 或 1300.50")
        return fen_of(super().clean(typed))


def fen_of(yuan: Decimal | None) -> int | None:
    """Yuan with at most two decimals as fen; None stays None."""
    return None if yuan is None else int(yuan * 100)


def words(label: str, required: bool = True, rows: int = 3, **options: Any) -> forms.CharField:
    """A text of some lines."""
    return forms.CharField(
        label=label, required=required, max_length=2000, widget=forms.Textarea({"rows": rows}), **options
    )


def radio(label: str, choices: Choices = (), **options: Any) -> forms.ChoiceField:
    """One of a few."""
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **options)


class VerbForm(forms.Form):
    """What every verb has: a key that makes a second click the same request, and the step."""

    verb: ClassVar[str] = ""
    label: ClassVar[str] = ""
    submit: ClassVar[str] = ""
    done: ClassVar[str] = "已办理。"
    tone: ClassVar[str] = ""
    at_node: ClassVar[bool] = True
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, data: Any, choices: dict[str, Choices] | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.initial.setdefault("key", get_random_string(24))
        for name, found in (choices or {}).items():
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                field.choices = found

    def fields_of_command(self) -> dict[str, Any]:
        """The fields of the command besides key, actor and node."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}
