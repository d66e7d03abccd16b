"""Likeness only asks: what says that two records may be one, and what does not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiuchuang.domain.kernel.identifiers import make_resident_id
from jiuchuang.domain.registers.likeness import (
    REASONS,
    WEIGHTS,
    Likeness,
    employer_reasons,
    person_reasons,
    similar_names,
    weight,
)

BORN = date(1960, 1, 2)
LONG = make_resident_id("369921", BORN, 1)
OLD = LONG[:6] + LONG[8:17]


def test_the_old_and_the_new_number_are_one():
    assert person_reasons(Likeness("甲", LONG), Likeness("乙", OLD)) == ["same-number"]


@pytest.mark.parametrize("wrong", [LONG[:16] + "9" + LONG[17], LONG[:7] + LONG[8] + LONG[7] + LONG[9:]])
def test_a_slip_of_the_pen_in_the_number_of_somebody_with_the_same_name(wrong):
    one, other = Likeness("测试人甲", LONG), Likeness("测试人甲", wrong)
    assert person_reasons(one, other) == ["number-one-off"]
    assert person_reasons(one, Likeness("别的人", wrong)) == []


def test_name_birth_and_sex_together_but_not_without_one_of_them():
    one = Likeness("测试 人甲", birth_on=BORN, sex="male")
    assert person_reasons(one, Likeness("测试人甲", birth_on=BORN, sex="male")) == ["same-name-birth-sex"]
    assert person_reasons(one, Likeness("测试人甲", birth_on=BORN, sex="female")) == []
    assert person_reasons(one, Likeness("测试人甲", birth_on=BORN)) == []
    assert person_reasons(one, Likeness("测试人甲", sex="male")) == []


def test_a_shared_telephone_tells_only_with_a_similar_name_or_the_same_birth_day():
    one = Likeness("测试人甲", phone="13800000001", birth_on=BORN)
    assert person_reasons(one, Likeness("测试甲", phone="13800000001")) == ["same-phone-similar-name"]
    assert person_reasons(one, Likeness("乙", phone="13800000001", birth_on=BORN)) == [
        "same-phone-same-birth"
    ]
    assert person_reasons(one, Likeness("乙", phone="13800000001")) == []


def test_unknown_likens_nothing():
    assert person_reasons(Likeness(""), Likeness("")) == []
    assert employer_reasons(Likeness(""), Likeness("")) == []


def test_employers_by_trade_name_and_by_who_runs_them_where():
    one = Likeness("云溪县样例面粉有限公司", legal_person="测试人甲", address="样例路1号")
    assert employer_reasons(one, Likeness("云溪县样例面粉（有限责任公司）")) == ["same-employer-name"]
    other = Likeness("云溪县别的店", legal_person="测试人甲", address="样例路 1号")
    assert employer_reasons(one, other) == ["same-legal-person-address"]


words = st.text("甲乙丙丁戊", max_size=4)
likenesses = st.builds(
    Likeness, name=words, identifier=st.sampled_from(["", LONG, OLD]), birth_on=st.sampled_from([None, BORN]),
    sex=st.sampled_from(["", "male"]), phone=st.sampled_from(["", "1"]), legal_person=words, address=words,
)  # fmt: skip


@given(likenesses, likenesses)
def test_likeness_goes_both_ways_and_every_reason_has_words_and_weight(one, other):
    for reasons_of in (person_reasons, employer_reasons):
        reasons = reasons_of(one, other)
        assert reasons == reasons_of(other, one)
        assert set(reasons) <= REASONS.keys() == WEIGHTS.keys()
        assert weight(reasons) == sum(WEIGHTS[reason] for reason in reasons)


def test_names_that_are_spellings_of_one():
    assert (
        similar_names("测试人甲", "测试人")
        and not similar_names("测试人甲", "别的某人")
        and not similar_names("", "")
    )
