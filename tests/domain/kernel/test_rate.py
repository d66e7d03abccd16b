"""Rates are exact fractions, however they are written."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiuchuang.domain.kernel.rate import format_rate, parse_rate


@given(st.fractions(min_value=-10, max_value=10, max_denominator=10**6))
def test_what_is_written_reads_back(rate: Fraction) -> None:
    assert parse_rate(format_rate(rate)) == rate


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("50%", Fraction(1, 2)), ("5.5%", Fraction(11, 200)), ("3‰", Fraction(3, 1000)), ("150BP", Fraction(3, 200)),
        ("2/3", Fraction(2, 3)), ("2／3", Fraction(2, 3)), ("50％", Fraction(1, 2)), (" 4 % ", Fraction(1, 25)), ("0%", Fraction(0)),
    ],
)  # fmt: skip
def test_rates(text: str, rate: Fraction) -> None:
    assert parse_rate(text) == rate


@pytest.mark.parametrize("text", ["", "0.5", "50", "1/0", "三分之二", "%", "1/-3", "5%%", "1.%"])
def test_what_is_no_rate_is_refused_in_plain_words(text: str) -> None:
    with pytest.raises(ValueError, match="比例“"):
        parse_rate(text)


@pytest.mark.parametrize(
    ("rate", "text"),
    [(Fraction(1, 2), "50%"), (Fraction(1, 200), "0.5%"), (Fraction(2, 3), "2/3"), (Fraction(-1, 8), "-12.5%"), (Fraction(0), "0%")],
)  # fmt: skip
def test_writing(rate: Fraction, text: str) -> None:
    assert format_rate(rate) == text
