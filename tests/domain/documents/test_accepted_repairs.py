"""Repairs that somebody accepted are written where the damage stood; all else stays as it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jiuchuang.domain.documents import read_document
from jiuchuang.domain.documents.accepted_repairs import choices, with_repairs

TEXT = "某县人民政府\n某政发〔20241号\n一、健立 台账，2017121日前办结，健立制度。\n"


def repairs():
    return read_document(TEXT).repairs


def test_each_damage_has_the_choices_of_its_proposal():
    assert [choices(repair) for repair in repairs()] == [
        ("某政发〔2024〕1号",),
        ("建立",),
        ("2017年1月21日", "2017年12月1日"),
        ("建立",),
    ]


def test_accepted_words_are_written_and_no_others():
    text = with_repairs(TEXT, repairs(), {1: "建立", 2: "2017年12月1日"})
    assert text == TEXT.replace("健立 台账，2017121日", "建立 台账，2017年12月1日")
    assert with_repairs(TEXT, repairs(), {}) == TEXT


def test_damage_over_a_line_break_goes_with_the_break():
    broken = TEXT.replace("20241号", "2024\n1号")
    found = read_document(broken).repairs
    assert with_repairs(broken, found, {0: "某政发〔2024〕1号"}) == broken.replace(
        "某政发〔2024\n1号", "某政发〔2024〕1号"
    )


@given(st.sets(st.integers(0, 3)))
def test_nothing_else_ever_changes(numbers):
    taken = {number: choices(repairs()[number])[0] for number in numbers}
    text = with_repairs(TEXT, repairs(), taken)
    assert [repair.text for repair in read_document(text).repairs] == [
        repair.text for number, repair in enumerate(repairs()) if number not in numbers
    ]
