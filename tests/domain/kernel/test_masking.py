"""Masks hide what tells who somebody is, whatever they are given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiuchuang.domain.kernel import masking


@pytest.mark.parametrize(
    ("mask", "whole", "masked"),
    [
        (masking.mask_name, "张某某", "张**"),
        (masking.mask_name, "张", "*"),
        (masking.mask_name, "", ""),
        (masking.mask_resident_id, "11010519491231002X", "110*************2X"),
        (masking.mask_phone, "13812345678", "138****5678"),
        (masking.mask_phone, "8881234", "*****34"),
        (masking.mask_account, "6222000011112222", "************2222"),
        (masking.mask_account, "12345", "*****"),
        (masking.mask_address, "云溪县桥头镇一村1号", "云溪县桥头镇***"),
        (masking.mask_address, "一村", "**"),
    ],
)
def test_what_is_left(mask, whole, masked):
    assert mask(whole) == masked


@given(st.text(min_size=1, max_size=30))
def test_something_is_always_hidden(text):
    for mask in (masking.mask_resident_id, masking.mask_phone, masking.mask_account, masking.mask_address):
        shown = mask(text)
        assert masking.STAR in shown
        assert len(shown.replace(masking.STAR, "")) <= 7
