"""Sheets as data: headings found, rows read with all their faults, the shipped file sound."""

from __future__ import annotations

from datetime import date

import pytest

from jiuchuang.domain.kernel.identifiers import make_resident_id
from jiuchuang.domain.registers.sheets import Column, Sheet, match_headings, read_row, same_key
from jiuchuang.domain.registers.sheets_file import SHEETS, load_sheets

ON = date(2026, 3, 2)
SOMEBODY = make_resident_id("369921", date(1985, 4, 1), 2)
SHEET = Sheet(
    "people", "人员", "", same_by=("resident_id",), one_of=(("phone", "address"),),
    columns=(
        Column("name", "姓名", "text", required=True),
        Column("resident_id", "身份证号", "resident_id", required=True, alias=("证件号码",)),
        Column("phone", "电话", "phone"),
        Column("address", "住址", "text"),
        Column("is_veteran", "是否退役军人", "truth", is_fact=True),
    ),
)  # fmt: skip


def columns(*headings):
    found, problems = match_headings(SHEET, headings)
    assert problems == []
    return found


def test_headings_in_any_order_with_stars_and_other_names():
    found = columns("证件号码*", None, " 姓名* ", "核对结果")
    assert {at: column.name for at, column in found.items()} == {0: "resident_id", 2: "name"}


def test_all_faults_of_headings_are_told_at_once():
    _, problems = match_headings(SHEET, ["姓 名", "电话", "电话"])
    assert sorted(problem.code for problem in problems) == [
        "column-missing", "column-missing", "column-twice", "column-unknown",
    ]  # fmt: skip


def test_a_row_is_read_into_values_and_facts():
    read = read_row(
        SHEET,
        columns("姓名", "身份证号", "电话", "是否退役军人"),
        ["测试人甲", SOMEBODY, 13800000001, "否"],
        ON,
    )
    assert read.values == {"name": "测试人甲", "resident_id": SOMEBODY, "phone": "13800000001"}
    assert (read.facts, read.problems) == ({"is_veteran": False}, ())
    assert same_key(SHEET, read) == (SOMEBODY,)


def test_all_faults_of_a_row_at_once_each_at_its_column():
    read = read_row(SHEET, columns("姓名", "身份证号", "电话", "是否退役军人"), ["", "123", "12", "也许"], ON)
    assert [problem.place.source for problem in read.problems] == [
        "name",
        "resident_id",
        "phone",
        "is_veteran",
    ]
    assert all(problem.message.partition("：")[0] for problem in read.problems)
    assert same_key(SHEET, read) is None


def test_an_empty_cell_is_unknown_and_not_no():
    read = read_row(
        SHEET, columns("姓名", "身份证号", "电话", "是否退役军人"), ["测试人甲", SOMEBODY, "13800000001"], ON
    )
    assert read.facts == {}


def test_one_of_a_group_is_needed_and_an_unreadable_one_is_told_only_once():
    row = ["测试人甲", SOMEBODY, ""]
    assert [p.code for p in read_row(SHEET, columns("姓名", "身份证号", "电话"), row, ON).problems] == [
        "cells-empty"
    ]
    row = ["测试人甲", SOMEBODY, "12"]
    assert [p.code for p in read_row(SHEET, columns("姓名", "身份证号", "电话"), row, ON).problems] == [
        "cell-unreadable"
    ]


def test_a_text_has_an_end():
    read = read_row(SHEET, columns("姓名", "身份证号", "住址"), ["测试人甲", SOMEBODY, "路" * 201], ON)
    assert [problem.place.source for problem in read.problems] == ["address"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("sheets:\n  a: {label: 甲, columns: [{name: x, label: 乙, type: txt}]}\n", "bad-choice"),
        ("sheets:\n  a: {label: 甲, columns: [{fact: is_veteren}]}\n", "fact-unknown"),
        ("sheets:\n  a: {label: 甲, columns: [], same_by: [x]}\n", "column-unknown"),
        ("sheets:\n  a: {label: 甲, colums: []}\n", "unknown-key"),
        ("sheets:\n  a: {label: 甲, columns: [{name: x, label: 乙, type: choice, of: jobs.wyh}]}\n", "choices-unknown"),
        ("sheets: [", "yaml"),
    ],
)  # fmt: skip
def test_a_fault_in_the_file_is_told_with_its_place(text, code):
    _, problems = load_sheets(
        {SHEETS: text}, {"is_veteran": SHEET.columns[-1]}, {"jobs.why": {"quit": "辞职"}}
    )
    assert code in [problem.code for problem in problems]
    assert all(problem.place.line for problem in problems)
