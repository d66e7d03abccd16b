"""Amounts as people write them: digits of either width and a point; nothing is worked out, nothing becomes zero."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from jiuchuang.web.window.verb_form import YuanField

FIELD = YuanField(required=False)


@pytest.mark.parametrize(
    ("written", "fen"),
    [("1300", 130_000), ("１３００．５", 130_050), (" 0.01 ", 1), ("", None), (None, None)],
)
def test_what_is_an_amount(written, fen):
    assert FIELD.clean(written) == fen


@pytest.mark.parametrize(
    "written",
    [
        "1e5",
        "1_000",
        "NaN",
        "Infinity",
        "-1",
        "1.005",
        "0x10",
        "٣٣",
        "1,300",
        "9999999999999",
        "1300元",
        "十",
    ],
)
def test_what_is_none(written):
    with pytest.raises(ValidationError):
        FIELD.clean(written)
