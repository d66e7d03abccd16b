"""Money in whole fen: exact reading, writing and rounding."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiuchuang.domain.kernel.money import Money, format_fen, parse_money, round_down, round_half_up, round_up

NUMBERS = st.integers(-(10**18), 10**18)
DENOMINATORS = st.integers(1, 10**9)


@given(NUMBERS, DENOMINATORS)
def test_rounding_is_by_the_book(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)
    size, sign = abs(exact), -1 if exact < 0 else 1
    assert round_down(numerator, denominator) == sign * floor(size)
    assert round_up(numerator, denominator) == sign * ceil(size)
    assert round_half_up(numerator, denominator) == sign * floor(size + Fraction(1, 2))


@given(NUMBERS, DENOMINATORS)
def test_rounding_does_not_depend_on_how_the_fraction_is_written(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)
    for rounding in (round_down, round_up, round_half_up):
        assert rounding(numerator, denominator) == rounding(exact.numerator, exact.denominator)
        assert rounding(-numerator, denominator) == -rounding(numerator, denominator)


@given(NUMBERS, NUMBERS, DENOMINATORS)
def test_rounding_keeps_order(one: int, other: int, denominator: int) -> None:
    one, other = sorted((one, other))
    for rounding in (round_down, round_up, round_half_up):
        assert rounding(one, denominator) <= rounding(other, denominator)


@given(NUMBERS)
def test_what_is_written_reads_back(fen: int) -> None:
    assert parse_money(format_fen(fen)) == Money(fen)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("5000元", 500_000), ("1.5万元", 1_500_000), ("1,200.50元", 120_050), ("1，200元", 120_000), ("30分", 30),
        ("0.01元", 1), ("2亿元", 20_000_000_000), ("3百元", 30_000), ("2千元", 200_000), ("-5元", -500), ("−5元", -500), (" 5 元 ", 500),
        ("0.00000001亿元", 100), ("0.000001万元", 1),
    ],
)  # fmt: skip
def test_amounts(text: str, fen: int) -> None:
    assert parse_money(text) == Money(fen)


@pytest.mark.parametrize(
    "text", ["5000", "", "元", "五千元", "1.2.3元", "1e3元", "5000元整", "5美元", "--5元", "1.元", ".5元"]
)
def test_what_is_no_amount_is_refused_in_plain_words(text: str) -> None:
    with pytest.raises(ValueError, match="金额“"):
        parse_money(text)


@pytest.mark.parametrize("text", ["0.001元", "0.5分", "0.0000001万元"])
def test_no_amount_is_finer_than_a_fen(text: str) -> None:
    with pytest.raises(ValueError, match="比一分还小"):
        parse_money(text)


def test_sums_and_order() -> None:
    assert Money(3) + Money(4) - Money(9) == Money(-2)
    assert Money(3) < Money(4)
    assert [str(Money(fen)) for fen in (500_000, 120_050, 5, -5, 0)] == [
        "5000元",
        "1200.50元",
        "0.05元",
        "-0.05元",
        "0元",
    ]
