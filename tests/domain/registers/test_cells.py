"""Cells as people bring them: read in the one way that they can be read, or a fault that says what to do."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiuchuang.domain.kernel.identifiers import make_credit_code, make_resident_id
from jiuchuang.domain.registers import cells
from jiuchuang.domain.registers.cells import Unreadable

ON = date(2026, 3, 2)
SOMEBODY = make_resident_id("369921", date(1985, 4, 1), 2)


def fault(read, *arguments):
    with pytest.raises(Unreadable) as told:
        read(*arguments)
    return told.value


def full_width(text):
    return "".join(chr(ord(mark) + 0xFEE0) if "!" <= mark <= "~" else mark for mark in text)


@pytest.mark.parametrize(
    "written", [f" {SOMEBODY} ", SOMEBODY.lower(), full_width(SOMEBODY), f"{SOMEBODY[:6]}-{SOMEBODY[6:]}"]
)
def test_a_number_with_spaces_hyphens_or_wide_digits_is_the_same_number(written):
    assert cells.read_resident(written, ON) == SOMEBODY


@pytest.mark.parametrize("cell", [369921198504010021, 369921198504000000])
def test_a_number_that_was_kept_as_a_number_has_lost_its_last_digits(cell):
    assert "已经丢失" in fault(cells.read_resident, cell, ON).message


def test_scientific_notation_as_text_is_told():
    assert "科学记数法" in fault(cells.read_resident, "3.69921E+17", ON).message


def test_an_old_number_of_15_digits_becomes_18_even_when_typed_as_a_number():
    long = make_resident_id("369921", date(1960, 1, 2), 1)
    old = long[:6] + long[8:17]
    assert cells.read_resident(int(old), ON) == cells.read_resident(old, ON) == long


def test_every_fault_of_a_number_is_told_at_once():
    told = fault(cells.read_resident, "009921198513010021", ON).message
    assert "省级行政区划代码" in told and "不是存在的日期" in told and "校验码" in told


@given(st.integers(0, 31**6 - 1))
def test_every_valid_credit_code_is_read_in_either_width(sequence):
    code = make_credit_code("91", "369921", sequence)
    assert cells.read_credit(full_width(code)) == cells.read_credit(f" {code.lower()}") == code


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (datetime(2026, 3, 1, 0, 0), "2026-03-01"),  # noqa: DTZ001
        (date(2026, 3, 1), "2026-03-01"),
        (46082, "2026-03-01"),
        (20260301, "2026-03-01"),
        ("2026年3月1日", "2026-03-01"),
        ("２０２６．３．１", "2026-03-01"),
        ("20260301", "2026-03-01"),
    ],
)  # fmt: skip
def test_a_day_is_read_however_the_spreadsheet_kept_it(cell, day):
    assert cells.read_day(cell) == day


@pytest.mark.parametrize(
    "cell", ["2026-02-30", "3月1日", 26, "46082", 2026, Decimal("46082.5"), "1026-03-01"]
)
def test_what_could_be_another_day_or_none_is_no_day(cell):
    fault(cells.read_day, cell)


@given(st.dates(date(1909, 1, 1), date(2100, 12, 31)))
def test_a_day_kept_as_a_count_of_days_comes_back(day):
    serial = (day - date(1899, 12, 30)).days
    assert cells.read_day(serial) == day.isoformat()


@pytest.mark.parametrize(
    ("cell", "month"),
    [("2026-3", "2026-03"), ("2026年03月", "2026-03"), (202603, "2026-03"), (date(2026, 3, 31), "2026-03")],
)
def test_a_month(cell, month):
    assert cells.read_month(cell) == month


def test_a_thirteenth_month_is_none():
    assert "2016-03" in fault(cells.read_month, "2026-13").suggestion


@pytest.mark.parametrize(
    ("cell", "fen"), [("1,200.50", 120_050), (Decimal("0.1"), 10), (1200, 120_000), ("１２", 1_200)]
)
def test_money_in_yuan_is_whole_fen(cell, fen):
    assert cells.read_yuan(cell) == fen


@pytest.mark.parametrize("cell", ["0.001", "-1", "若干", "nan", "inf", "1e999999999"])
def test_what_is_no_sum_of_money(cell):
    fault(cells.read_yuan, cell)


@pytest.mark.parametrize(("cell", "count"), [(Decimal("3.0"), 3), ("3", 3), ("0", 0), ("1,000", 1000)])
def test_a_count(cell, count):
    assert cells.read_count(cell) == count


@pytest.mark.parametrize("cell", ["3.5", -1, "三", 10**12, "1e999999999", "-1e999999999"])
def test_what_is_no_count(cell):
    fault(cells.read_count, cell)


@pytest.mark.parametrize(
    ("cell", "phone"),
    [(13800000001, "13800000001"), ("+86 138-0000-0001", "13800000001"), ("0393 8888888", "03938888888")],
)
def test_a_telephone(cell, phone):
    assert cells.read_phone(cell) == phone


def test_what_is_no_telephone():
    fault(cells.read_phone, "138000")


def test_yes_no_and_nothing_else():
    assert (
        cells.read_truth("是") is True
        and cells.read_truth(" 否 ") is False
        and cells.read_truth(True) is True
    )
    assert "不清楚的留空" in fault(cells.read_truth, "可能").suggestion


def test_a_choice_is_its_label_or_its_key_and_another_word_is_told_with_the_choices():
    labels = {"male": "男", "female": "女"}
    assert cells.read_choice("男", labels) == cells.read_choice("male", labels) == "male"
    assert fault(cells.read_choice, "汉子", labels).suggestion == "可填：男、女"


def test_invisible_signs_do_not_make_a_cell_full():
    assert cells.is_empty(" \u3000\n") and not cells.is_empty(0) and not cells.is_empty(False)
    assert cells.read_text("测试\u200b人\u0007甲\u3000") == "测试人甲"


@pytest.mark.parametrize("rare", ["\U00020bb7", "\u36c3", "\U000323b0", "\ue000"])
def test_a_rare_character_of_a_name_stays_whether_this_program_knows_it_or_not(rare):
    assert cells.read_text(f"测试{rare}") == f"测试{rare}"


def test_marks_that_nobody_sees_are_left_out():
    assert cells.read_text("测\u200b试\x01人\u202e") == "测试人"
