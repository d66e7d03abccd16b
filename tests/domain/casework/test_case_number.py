"""Numbers that people write down: a slip of the pen is found out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiuchuang.domain.casework.case_number import case_number, check_digit, is_case_number


def test_the_example_of_the_standard():
    assert check_digit("0794") == 5  # ISO/IEC 7064 MOD 11,10: 0794 becomes 07945


@given(
    st.integers(2020, 2099),
    st.integers(100_000, 999_999),
    st.integers(1, 9_999_999),
    st.sampled_from(["", "S", "H"]),
)
def test_every_number_fits_its_check_and_no_wrong_digit_does(year, county, running, prefix):
    number = case_number(year, str(county), running, prefix=prefix)
    assert is_case_number(number) and is_case_number(f" {number}\n")
    for place, sign in enumerate(number):
        if sign.isdigit():
            other = str((int(sign) + 1 + place) % 10)
            wrong = f"{number[:place]}{other}{number[place + 1 :]}"
            assert is_case_number(wrong) == (wrong == number)


@pytest.mark.parametrize("text", ["", "2026", "2026-369921-000123", "2026-369921-000123-x", "二〇二六"])
def test_what_is_no_number(text):
    assert not is_case_number(text)


@pytest.mark.parametrize(("county", "running"), [("36992", 1), ("369921", 0), ("三六九九二一", 1)])
def test_no_number_for_no_county(county, running):
    with pytest.raises(ValueError, match="no number"):
        case_number(2026, county, running)
