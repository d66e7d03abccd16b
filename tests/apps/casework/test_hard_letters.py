"""What a letter is told of a finding without an amount, with two readings, with a word left open."""

from __future__ import annotations

from datetime import date

import pytest

from jiuchuang.apps.casework.queries.papers_out import _amount_note, _open_words, _readings
from jiuchuang.domain.casework.state import Decision

TERM = {"term": "当地", "clause": "二", "note": "没有写明"}


def decided(approved=True, fen=None):
    return Decision(1, approved, fen, "符合", ("二",), date(2026, 3, 2))


@pytest.mark.parametrize(
    ("state", "fen", "told"),
    [
        ("not_specified", None, "文件未规定金额（原文：给予补助），本决定未定金额"),
        ("not_specified", 100_00, "文件未规定金额（原文：给予补助），上述金额由决定机关核定，理由见说明"),
        (
            "readings_differ",
            100_00,
            "文件有不同理解，金额随之不同（原文：给予补助），上述金额由决定机关核定，理由见说明",
        ),
        ("known", 100_00, ""),
        ("none", None, ""),
    ],
)
def test_why_there_is_no_amount(state, fen, told):
    content = {"amount_state": state, "amount_note": "给予补助"}
    assert _amount_note(content, decided(fen=fen)) == told
    assert _amount_note(content, decided(approved=False)) == ""


def test_readings_are_told_only_where_they_come_to_different_answers():
    one = {"says": ["甲", "乙"], "status": "eligible", "amount_fen": 5}
    assert _readings({"readings": [one, {**one, "says": ["丙"]}]}) == ()
    first, second = _readings({"readings": [one, {**one, "status": "ineligible", "amount_fen": None}]})
    assert (first.says, first.outcome, first.amount_fen) == ("甲；乙", "符合条件", 5)
    assert (second.outcome, second.amount_fen) == ("不符合条件", None)


@pytest.mark.parametrize(("state", "many"), [("unknown", 1), ("not_specified", 1), ("known", 0), ("none", 0)])
def test_open_words_are_told_where_no_amount_was_found(state, many):
    assert len(_open_words({"amount_state": state, "open_terms": [TERM]})) == many
