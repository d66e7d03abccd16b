"""Division codes, and tables of divisions with their days."""

from datetime import date

import pytest

from jiuchuang.domain.kernel.period import ALWAYS, Period
from jiuchuang.domain.kernel.region import (
    PROVINCES,
    Region,
    check_region_code,
    check_regions,
    implied_parent,
    region_on,
)

SHANDONG = Region("370000", "山东省", "province", None, ALWAYS)
JINING = Region("370800", "济宁市", "city", "370000", ALWAYS)
JINXIANG = Region("370828", "金乡县", "county", "370800", ALWAYS)


def codes(problems):
    return [problem.code for problem in problems]


def test_there_are_34_provinces():
    assert len(PROVINCES) == 34
    assert PROVINCES.issuperset({"11", "22", "37", "41", "50", "65", "71", "82"})
    assert PROVINCES.isdisjoint({"10", "16", "24", "30", "40", "55", "60", "72", "80", "83", "91"})


@pytest.mark.parametrize("code", ["370828", "370828100", "370828100201"])
def test_codes_have_six_nine_or_twelve_digits(code):
    assert check_region_code(code) == []


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("37082", "region-code-form"),
        ("3708281", "region-code-form"),
        ("37O828", "region-code-form"),
        ("３７０８２８", "region-code-form"),
        ("990828", "region-code-province"),
    ],
)
def test_a_malformed_code_is_named(code, fault):
    assert codes(check_region_code(code)) == [fault]


@pytest.mark.parametrize(
    ("code", "parent"),
    [
        ("370828100201", "370828100"),
        ("370828100", "370828"),
        ("370828", "370800"),
        ("370800", "370000"),
        ("370000", None),
    ],
)
def test_the_digits_imply_the_parent(code, parent):
    assert implied_parent(code) == parent


def test_a_sound_table_has_no_faults():
    assert check_regions([SHANDONG, JINING, JINXIANG]) == []


def test_all_faults_of_a_table_are_named_at_once():
    orphan = Region("410902", "华龙区", "county", "410900", ALWAYS)
    circle = Region("220000", "甲省", "province", "220700", ALWAYS)
    back = Region("220700", "乙市", "city", "220000", ALWAYS)
    doubled = Region("370828", "金乡", "county", "370800", ALWAYS)
    found = check_regions([SHANDONG, JINING, JINXIANG, doubled, orphan, circle, back])
    assert codes(found) == ["region-code-twice", "region-parent-missing", "region-circle", "region-circle"]


def test_a_renamed_division_is_found_by_the_day():
    before = Region("370899", "甲县", "county", "370800", Period(None, date(1992, 10, 3)))
    after = Region("370899", "甲市", "county", "370800", Period(date(1992, 10, 4), None))
    assert check_regions([SHANDONG, JINING, before, after]) == []
    assert region_on([before, after], "370899", date(1992, 10, 3)) == before
    assert region_on([before, after], "370899", date(1992, 10, 4)) == after
    assert region_on([before], "370899", date(2000, 1, 1)) is None
