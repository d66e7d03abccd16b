"""Amounts in capital numerals: the examples of the rule, and what holds for every amount."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiuchuang.domain.kernel.money import capital_amount


@pytest.mark.parametrize(
    ("fen", "written"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (50, "伍角整"),
        (55, "伍角伍分"),
        (100, "壹元整"),
        (1_000, "壹拾元整"),
        (140_950, "壹仟肆佰零玖元伍角整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (168_032, "壹仟陆佰捌拾元零叁角贰分"),
        (10_700_053, "壹拾万柒仟元零伍角叁分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (100_000_005, "壹佰万元零伍分"),
        (1_000_100_000, "壹仟万壹仟元整"),
        (10_000_000_000, "壹亿元整"),
        (10_000_010_000, "壹亿零壹佰元整"),
        (12_003_004_500, "壹亿贰仟零叁万零肆拾伍元整"),
        (1_000_000_000_000_000, "壹拾万亿元整"),
        (-20_000, "负贰佰元整"),
    ],
)
def test_amounts_are_written_as_the_rule_has_them(fen, written):
    assert capital_amount(fen) == written


def read_back(text: str) -> int:
    """Fen out of capital numerals, by another way than they were written."""
    sign = -1 if text.startswith("负") else 1
    yuan, tenths, hundredths = re.fullmatch(
        r"负?(?:(.+)元)?零?(?:([^零元角])角)?(?:([^零元角])分|整)", text
    ).groups()
    small = "零壹贰叁肆伍陆柒捌玖"
    return sign * (
        number(yuan or "零") * 100 + small.index(tenths or "零") * 10 + small.index(hundredths or "零")
    )


def number(text: str) -> int:
    for word, size in (("亿", 10**8), ("万", 10**4), ("仟", 1000), ("佰", 100), ("拾", 10)):
        high, found, low = text.rpartition(word)
        if found:
            return number(high) * size + (number(low) if low else 0)
    return "零壹贰叁肆伍陆柒捌玖".index(text.strip("零") or "零")


@given(st.integers(min_value=-(10**17), max_value=10**17))
def test_every_amount_is_read_back_as_it_was(fen):
    assert read_back(capital_amount(fen)) == fen


@given(st.integers(min_value=0, max_value=10**17))
def test_no_two_zeros_stand_together_and_nothing_can_be_added_at_the_end(fen):
    written = capital_amount(fen)
    assert "零零" not in written
    assert written.endswith(("整", "分"))
    assert not re.search("零[万亿角分]|零元.+[角分]", written)
