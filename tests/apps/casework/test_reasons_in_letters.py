"""Reasons of a letter: exceptions that do not apply are left out, one that bars speaks against."""

from __future__ import annotations

import pytest

from jiuchuang.apps.casework.queries.papers_out import _reasons


@pytest.mark.parametrize(
    ("role", "result", "told"),
    [
        ("condition", "yes", ["met"]),
        ("condition", "no", ["not_met"]),
        ("condition", "unknown", ["unknown"]),
        ("condition", "depends", ["unknown"]),
        ("condition", "not_applicable", []),
        ("excluded", "yes", ["not_met"]),
        ("excluded", "no", []),
        ("admitted", "yes", ["met"]),
        ("admitted", "no", []),
    ],
)
def test_what_a_condition_says_in_a_letter(role, result, told):
    one = {"role": role, "result": result, "phrase": "", "sentence": "属于。", "clause": "二"}
    assert [reason.finding for reason in _reasons({"document": "甲〔2024〕1号", "conditions": [one]})] == told
