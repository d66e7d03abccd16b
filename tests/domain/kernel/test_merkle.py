"""The root of a hash tree: the standard's own test vectors, and that nothing can be changed under it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jiuchuang.domain.kernel.hash_chain import sha256
from jiuchuang.domain.kernel.merkle import merkle_root


def test_of_nothing_and_of_one_and_of_three():
    assert merkle_root([], sha256) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    one, two, three = (sha256(b"\x00" + name.encode()) for name in "甲乙丙")
    assert merkle_root(["甲"], sha256) == one
    pair = sha256(b"\x01" + bytes.fromhex(one) + bytes.fromhex(two))
    assert merkle_root(["甲", "乙", "丙"], sha256) == sha256(
        b"\x01" + bytes.fromhex(pair) + bytes.fromhex(three)
    )


def test_the_empty_text_of_the_standards_examples():
    assert merkle_root([""], sha256) == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


def split_at_a_power_of_two(leaves):
    """The definition of the standard, word by word: the larger left half is a power of two."""
    if len(leaves) < 2:
        return sha256(b"\x00" + leaves[0].encode()) if leaves else sha256(b"")
    size = 1
    while size * 2 < len(leaves):
        size *= 2
    left, right = split_at_a_power_of_two(leaves[:size]), split_at_a_power_of_two(leaves[size:])
    return sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right))


@given(st.lists(st.text(max_size=3), max_size=40))
def test_as_the_standard_defines_it(leaves):
    assert merkle_root(leaves, sha256) == split_at_a_power_of_two(leaves)


@given(st.lists(st.text(max_size=3), min_size=1, max_size=20), st.data())
def test_whatever_is_changed_dropped_or_added_changes_it(leaves, data):
    at = data.draw(st.integers(0, len(leaves) - 1))
    root = merkle_root(leaves, sha256)
    assert merkle_root([*leaves[:at], leaves[at] + "x", *leaves[at + 1 :]], sha256) != root
    assert merkle_root([*leaves[:at], *leaves[at + 1 :]], sha256) != root
    assert merkle_root([*leaves, leaves[at]], sha256) != root
