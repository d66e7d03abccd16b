"""A chain shows the first record that was changed, dropped, put in or moved."""

from dataclasses import replace

import hypothesis.strategies as st
import pytest
from hypothesis import given

from jiuchuang.domain.kernel.hash_chain import DIGESTS, SHA256, SM3, append, canonical_json, following, verify

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


def chain_of(*values):
    chain = ()
    for value in values:
        chain = append(chain, value)
    return chain


def test_one_spelling_for_one_value():
    assert canonical_json({"b": [1, None, True], "a": "申请"}) == '{"a":"申请","b":[1,null,true]}'
    assert canonical_json("e\u0301") == canonical_json("\u00e9")


@pytest.mark.parametrize("value", [0.5, {"a": 1.0}, {1: "a"}, b"x", {"e\u0301": 1, "\u00e9": 2}, {1, 2}])
def test_what_has_no_single_spelling_is_refused(value):
    with pytest.raises(TypeError):
        canonical_json(value)


@given(st.lists(VALUES, min_size=1, max_size=5))
def test_a_chain_holds(values):
    try:
        chain = chain_of(*values)
    except TypeError:
        return  # keys that are one text
    assert verify(chain) is None
    assert following(len(chain), chain[-1].digest, "next") == append(chain, "next")[-1]


@given(st.integers(2, 6), st.data())
def test_the_first_fault_is_named(length, data):
    chain = chain_of(*range(length))
    at = data.draw(st.integers(0, length - 1))
    changed = (*chain[:at], replace(chain[at], text="99"), *chain[at + 1 :])
    assert verify(changed).number == at + 1
    if at < length - 1:
        assert verify(chain[:at] + chain[at + 1 :]).number == at + 1
        swapped = [*chain]
        swapped[at], swapped[at + 1] = swapped[at + 1], swapped[at]
        assert verify(swapped).number == at + 1
    forged = replace(chain[at], digest=chain[at].digest[::-1])
    assert verify((*chain[:at], forged, *chain[at + 1 :])).number == at + 1


def test_a_record_written_anew_breaks_the_next_one():
    chain = chain_of("甲", "乙", "丙")
    rewritten = append(chain[:1], "改")[-1]
    fault = verify((chain[0], rewritten, chain[2]))
    assert (fault.number, "接不上" in fault.reason) == (3, True)


@pytest.mark.skipif(SM3 not in DIGESTS, reason="NOT CHECKED: no SM3 in this OpenSSL")
def test_the_national_algorithm_may_follow_the_other():
    # the example of GB/T 32905-2016, appendix A.1
    assert DIGESTS[SM3](b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    chain = append(chain_of("甲"), "乙", algorithm=SM3)
    assert [link.algorithm for link in chain] == [SHA256, SM3]
    assert verify(chain) is None
    elsewhere = verify(chain, digests={SHA256: DIGESTS[SHA256]})
    assert (elsewhere.number, "本机没有" in elsewhere.reason) == (2, True)
