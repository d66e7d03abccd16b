"""How a condition reads: an exception that does not apply is no refusal, one that applies is no support."""

from __future__ import annotations

import pytest

from jiuchuang.web.window.reading import mark_of


@pytest.mark.parametrize(
    ("role", "result", "mark"),
    [
        ("condition", "yes", "yes"),
        ("condition", "no", "no"),
        ("condition", "unknown", "unknown"),
        ("excluded", "yes", "no"),
        ("excluded", "no", "aside"),
        ("excluded", "unknown", "unknown"),
        ("admitted", "yes", "yes"),
        ("admitted", "no", "aside"),
    ],
)
def test_mark_of_a_condition(role, result, mark):
    assert mark_of({"role": role, "result": result})[0] == mark
