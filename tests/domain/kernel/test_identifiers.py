"""Vectors of the standards, every fault named, and no single slip unseen."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiuchuang.domain.kernel.identifiers import (
    CREDIT_ALPHABET,
    make_credit_code,
    make_resident_id,
    organisation_check,
    read_credit_code,
    read_resident_id,
    resident_check,
)
from jiuchuang.domain.kernel.problem import Place
from jiuchuang.domain.kernel.region import PROVINCES


def codes(problems):
    return [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("text", "region", "birth_on", "sex"),
    [
        ("11010519491231002X", "110105", date(1949, 12, 31), "female"),
        ("440524188001010014", "440524", date(1880, 1, 1), "male"),
        ("１１０１０５ 19491231 002x", "110105", date(1949, 12, 31), "female"),
    ],
)
def test_the_numbers_of_the_standard_are_read(text, region, birth_on, sex):
    resident, problems = read_resident_id(text)
    assert problems == []
    assert (resident.region, resident.birth_on, resident.sex) == (region, birth_on, sex)
    assert (resident.holder, resident.legacy) == ("citizen", False)


def test_a_15_digit_number_is_mapped_to_18():
    resident, problems = read_resident_id("110105491231002")
    assert problems == []
    assert (resident.number, resident.legacy) == ("11010519491231002X", True)


def test_the_15_digit_numbers_kept_for_centenarians_lie_in_the_19th_century():
    resident, _ = read_resident_id("440524800101998")
    assert resident.birth_on == date(1880, 1, 1)
    assert resident.number == "44052418800101998" + resident_check("44052418800101998")


@pytest.mark.parametrize("region", ["810000", "820000", "830000"])
def test_residence_permits_of_hong_kong_macao_and_taiwan_residents(region):
    resident, problems = read_resident_id(make_resident_id(region, date(1990, 2, 28), 12))
    assert problems == []
    assert (resident.holder, resident.region) == ("hmt_resident", region)


def test_a_foreign_permanent_resident_has_no_region_of_registration():
    resident, problems = read_resident_id(make_resident_id("911124", date(1981, 3, 3), 5))
    assert problems == []
    assert (resident.holder, resident.region, resident.sex) == ("foreign_resident", None, "male")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["resident-id-form"]),
        ("1101051949123100", ["resident-id-form"]),
        ("1101051949123100XX", ["resident-id-form"]),
        ("CAN110081012310", ["resident-id-form"]),
        ("110105194912310021", ["resident-id-check"]),
        ("19" + "010519491231002" + "8", ["resident-id-region", "resident-id-check"]),
        ("11010519490229002X", ["resident-id-birth", "resident-id-check"]),
        ("99010519491301002X", ["resident-id-birth", "resident-id-check"]),
    ],
)
def test_every_fault_of_a_number_is_named_at_once(text, expected):
    resident, problems = read_resident_id(text, place=Place("persons.xlsx", 3, 2))
    assert resident is None
    assert codes(problems) == expected
    assert {problem.place for problem in problems} == {Place("persons.xlsx", 3, 2)}


def test_the_message_tells_the_check_character_that_fits():
    _, problems = read_resident_id("110105194912310021")
    assert problems[0].message == "最后一位校验码应为 X，现为 1"


def test_nobody_is_born_after_the_day_of_the_check():
    number = make_resident_id("370828", date(2020, 1, 2), 1)
    assert codes(read_resident_id(number, day=date(2020, 1, 1))[1]) == ["resident-id-birth"]
    assert read_resident_id(number, day=date(2020, 1, 2))[1] == []


births = st.dates(min_value=date(1800, 1, 1), max_value=date(2100, 12, 31))
citizens = st.sampled_from(sorted(PROVINCES)).flatmap(
    lambda province: st.integers(0, 9999).map(lambda rest: f"{province}{rest:04d}")
)


@given(citizens, births, st.integers(1, 999))
def test_a_made_number_is_read_back(region, birth_on, sequence):
    resident, problems = read_resident_id(make_resident_id(region, birth_on, sequence))
    assert problems == []
    assert (resident.region, resident.birth_on) == (region, birth_on)
    assert resident.sex == ("male" if sequence % 2 else "female")


@given(citizens, births, st.integers(1, 999), st.integers(0, 16), st.integers(1, 9))
def test_no_wrong_digit_goes_unseen(region, birth_on, sequence, at, shift):
    number = make_resident_id(region, birth_on, sequence)
    wrong = number[:at] + str((int(number[at]) + shift) % 10) + number[at + 1 :]
    assert "resident-id-check" in codes(read_resident_id(wrong)[1])


@given(citizens, births, st.integers(1, 999), st.integers(0, 16))
def test_no_swap_of_neighbours_goes_unseen(region, birth_on, sequence, at):
    number = make_resident_id(region, birth_on, sequence)
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    resident, problems = read_resident_id(swapped)
    assert (resident is None) == (swapped != number)
    assert bool(problems) == (swapped != number)


@pytest.mark.parametrize(
    ("region", "sequence"), [("37082", 1), ("37082X", 1), ("037082", 1), ("370828", 0), ("370828", 1000)]
)
def test_a_number_that_cannot_be_made_is_refused(region, sequence):
    with pytest.raises(ValueError, match="no resident id"):
        make_resident_id(region, date(1990, 1, 1), sequence)


def test_the_vector_of_gb_32100_is_read():
    code, problems = read_credit_code("91350100m000100y43")
    assert problems == []
    assert (code.number, code.entity_kind) == ("91350100M000100Y43", "enterprise")
    assert (code.region, code.organisation_code) == ("350100", "M000100Y4")
    assert organisation_check("M000100Y") == "4"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["credit-code-form"]),
        ("91350100M000100Y4", ["credit-code-form"]),
        ("91350100M000100Y4Z", ["credit-code-letter"]),
        ("9135O1O0M000100Y43", ["credit-code-letter", "credit-code-letter", "credit-code-region"]),
        ("91350100M000100Y44", ["credit-code-check"]),
        ("91990100M000100Y43", ["credit-code-region", "credit-code-check"]),
        ("91350100M000100Y53", ["credit-code-organisation", "credit-code-check"]),
    ],
)
def test_every_fault_of_a_credit_code_is_named_at_once(text, expected):
    code, problems = read_credit_code(text)
    assert code is None
    assert codes(problems) == expected


def test_a_letter_that_is_not_used_comes_with_the_one_probably_meant():
    _, problems = read_credit_code("9135O100M000100Y43")
    assert problems[0].message == "第5位“O”不是代码字符"
    assert problems[0].suggestion == "代码不用字母 O，可能应为 0"


@pytest.mark.parametrize(
    ("category", "kind"),
    [
        ("91", "enterprise"),
        ("92", "individual_business"),
        ("93", "farmers_cooperative"),
        ("51", "social_organisation"),
        ("52", "private_non_enterprise"),
        ("11", "government_organ"),
        ("12", "public_institution"),
        ("Y1", "other"),
    ],
)
def test_the_first_two_characters_give_the_kind_of_body(category, kind):
    code, _ = read_credit_code(make_credit_code(category, "370828", 7))
    assert code.entity_kind == kind


@given(citizens, st.integers(0, 31**6 - 1), st.integers(8, 16), st.integers(1, 30))
def test_no_wrong_character_of_a_made_code_goes_unseen(region, sequence, at, shift):
    number = make_credit_code("91", region, sequence)
    code, problems = read_credit_code(number)
    assert problems == []
    assert code.region == region
    wrong_mark = CREDIT_ALPHABET[(CREDIT_ALPHABET.index(number[at]) + shift) % 31]
    assert "credit-code-check" in codes(read_credit_code(number[:at] + wrong_mark + number[at + 1 :])[1])


@pytest.mark.parametrize(
    ("category", "region", "sequence"),
    [
        ("9", "370828", 1),
        ("I1", "370828", 1),
        ("91", "3708", 1),
        ("91", "370828", -1),
        ("91", "370828", 31**6),
    ],
)
def test_a_code_that_cannot_be_made_is_refused(category, region, sequence):
    with pytest.raises(ValueError, match="no credit code"):
        make_credit_code(category, region, sequence)
