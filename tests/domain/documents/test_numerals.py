"""Chinese numerals as exact numbers."""

from __future__ import annotations

import pytest

from jiuchuang.domain.documents.numerals import chinese_to_int


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("十", 10),
        ("二十八", 28),
        ("一千三百五十", 1350),
        ("二〇一八", 2018),
        ("两万", 20_000),
        ("十万", 100_000),
        ("一亿", 100_000_000),
        ("一亿二千万", 120_000_000),
        ("三亿零五十万", 300_500_000),
        ("一万亿", 1_000_000_000_000),
        ("十二亿三千四百五十六万七千八百九十", 1_234_567_890),
        ("一二三", None),
        ("十x", None),
        ("", None),
    ],
)
def test_what_a_numeral_stands_for(numeral, value):
    assert chinese_to_int(numeral) == value
