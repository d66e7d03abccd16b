"""Every happening has a sentence of its own, in Chinese, without names of classes or codes."""

from __future__ import annotations

import re

import pytest

from domain.casework.small_office import (
    NOTICE,
    TOWN,
    archived,
    at_notice,
    submitted,
)
from jiuchuang.domain.casework import commands as c
from jiuchuang.domain.casework.codec import HAPPENINGS
from jiuchuang.domain.casework.words import _words, describe


@pytest.mark.parametrize("name", sorted(HAPPENINGS))
def test_no_happening_is_without_words(name):
    assert _words.dispatch(HAPPENINGS[name]) is not _words.dispatch(object)


def test_the_way_of_a_case_in_words():
    desk = archived()
    told = [describe(event, desk.procedure) for event in desk.log]
    assert told[0] == "提出申请"
    assert "镇街受理初审：受理" in told
    assert "批准：批准3,000.00元：条件都符合（依据：一/（二））" in told
    assert told[-1] == "办结：批准"
    given = re.compile("batch-1|bank-1|list-1")
    assert [text for text in told if re.search(r"[A-Za-z]{3,}", given.sub("", text))] == []


def test_a_correction_and_an_objection_in_words():
    desk = submitted()
    items = (c.CorrectionItem("身份证", "缺反面"),)
    desk.do(c.AskCorrection, TOWN, node="accept", items=items)
    assert "身份证（缺反面）" in describe(desk.log[-1], desk.procedure)
    noticed = at_notice()
    noticed.do(c.OpenNotice, NOTICE, node="notice", list_id="G1")
    assert "名单G1" in describe(noticed.log[-1], noticed.procedure)
