"""Workbooks: judged by content, read with what spreadsheets do to numbers, given back with their formatting."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font

from jiuchuang.domain.kernel.problem import Place, Problem, Refusal
from jiuchuang.domain.registers.sheets import MARK, Column, Sheet, match_headings
from jiuchuang.gateways.workbook import accepted, kept
from jiuchuang.gateways.workbook.accepted import workbook_problem
from jiuchuang.gateways.workbook.give_back import marked_workbook
from jiuchuang.gateways.workbook.read import MOST_ROWS, SheetIn, read_workbook
from jiuchuang.gateways.workbook.template import CHOICES, EXPLAIN, FILL_IN, template_workbook

SHEET = Sheet(
    "people", "人员", "每人一行。",
    columns=(
        Column("name", "姓名", "text", required=True),
        Column("day", "日期", "day"),
        Column("sex", "性别", "choice", labels={"male": "男", "female": "女"}),
        Column("is_veteran", "是否退役军人", "truth", is_fact=True),
    ),
)  # fmt: skip
WANTED = ["姓名", "日期"]


def packed(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def book_of(*lines, title="花名册"):
    book = openpyxl.Workbook()
    page = book.active
    page.title = title
    for line in lines:
        page.append(line)
    return book


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/"), content)
    return out.getvalue()


WHOLE = {"[Content_Types].xml": "x", "xl__workbook.xml": "x"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "workbook-empty"),
        ("姓名,日期\n".encode(), "workbook-form"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "workbook-old"),
        (b"PK\x03\x04damaged", "workbook-damaged"),
        (zipped(letter="x"), "workbook-form"),
        (
            zipped(**WHOLE, xl__vbaProject_bin="x").replace(b"vbaProject_bin", b"vbaProject.bin"),
            "workbook-macros",
        ),
    ],
)
def test_what_is_no_workbook_is_refused_by_its_content(data, code):
    problem = workbook_problem(data)
    assert problem is not None and (problem.code, problem.place.source) == (code, "file")


def test_a_file_that_unpacks_to_too_much_is_refused_without_being_unpacked(monkeypatch):
    monkeypatch.setattr(accepted, "MOST_UNPACKED", 1_000_000)
    trap = zipped(**WHOLE, xl__worksheets__sheet1_xml="0" * 2_000_000)
    assert len(trap) < 10_000
    problem = workbook_problem(trap)
    assert problem is not None and problem.code == "workbook-large"


def test_a_part_that_is_longer_than_it_says_is_refused():
    honest = zipped(**WHOLE, xl__worksheets__sheet1_xml="0" * 5_000_000)
    lying = honest.replace((5_000_000).to_bytes(4, "little"), (5).to_bytes(4, "little"))
    assert lying != honest and workbook_problem(honest) is None
    problem = workbook_problem(lying)
    assert problem is not None and problem.code == "workbook-damaged"


A_WORKBOOK = packed(book_of(["姓名", "日期"], ["测试人甲", "2026-3-1"]))


@settings(max_examples=60)
@given(st.data())
def test_a_workbook_with_any_byte_changed_is_read_or_refused(data):
    whole = A_WORKBOOK
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = whole[:at] + bytes([data.draw(st.integers(0, 255))]) + whole[at + 1 :]
    assert isinstance(read_workbook(changed, WANTED), SheetIn | Refusal)
    assert isinstance(read_workbook(whole[:at], WANTED), Refusal)


def test_rows_are_found_below_a_title_and_blank_lines_are_passed_over():
    data = packed(
        book_of(
            ["某镇花名册"],
            ["姓名", "日期"],
            ["测试人甲", date(2026, 3, 1)],
            [None, None],
            [" ", ""],
            ["测试人乙", "2026-3-1"],
        )
    )
    page = read_workbook(data, WANTED)
    assert isinstance(page, SheetIn)
    assert (page.name, page.heading_line) == ("花名册", 2)
    assert [line for line, _ in page.rows] == [3, 6]
    assert page.rows[0][1][0] == "测试人甲" and page.rows[1][1][1] == "2026-3-1"
    day = page.rows[0][1][1]
    assert isinstance(day, date | datetime) and (day.year, day.month, day.day) == (2026, 3, 1)


def test_numbers_come_without_floating_point():
    data = packed(book_of(["姓名", "日期"], [0.1, 46082], [369921198504010021, 1234.5], [True, -3]))
    page = read_workbook(data, WANTED)
    assert isinstance(page, SheetIn)
    cells = [cell for _, row in page.rows for cell in row]
    assert cells == [
        Decimal("0.1"),
        46082,
        369921198504009984,
        Decimal("1234.5"),
        True,
        -3,
    ]  # digits lost by Excel
    assert not any(isinstance(cell, float) for cell in cells)


def test_the_sheet_with_the_headings_is_taken_wherever_it_stands():
    book = book_of(["说明"], ["填表须知"], title="说明")
    page = book.create_sheet("数据")
    page.append(["姓名", "日期"])
    page.append(["测试人甲", 46082])
    found = read_workbook(packed(book), WANTED)
    assert isinstance(found, SheetIn) and found.name == "数据"


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([["甲", "乙"], ["1", "2"]], "workbook-no-headings"),
        ([["姓名", "日期"]], "workbook-no-rows"),
        ([["姓名", "日期"], *[["测试人甲", "2026-3-1"]] * (MOST_ROWS + 1)], "workbook-many-rows"),
    ],
)
def test_a_workbook_without_headings_rows_or_end_is_refused(lines, code):
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet()
    for line in lines:
        page.append(line)
    found = read_workbook(packed(book), WANTED)
    assert isinstance(found, Refusal) and found.problems[0].code == code


def test_the_same_workbook_comes_back_with_one_more_column():
    book = book_of(["姓名", "日期"], ["测试人甲", "2026-3-1"], ["", "昨天"], ["测试人丙", ""])
    book.active["A2"].font = Font(bold=True, color="FF0000")
    book.active.column_dimensions["A"].width = 33
    book.create_sheet("附注")["A1"] = "不要动"
    data = packed(book)
    page = read_workbook(data, WANTED)
    assert isinstance(page, SheetIn)
    columns, _ = match_headings(SHEET, page.headings)
    results = {
        2: [],
        3: [
            Problem("a", "姓名：没有填", Place("name")),
            Problem("b", "日期：读不懂", Place("day"), "写成 2016-03-01"),
        ],
        4: [Problem("c", "请核对", Place("name"), severity="warning")],
    }
    back = marked_workbook(data, page, results, {column.name: at for at, column in columns.items()})
    seen = openpyxl.load_workbook(io.BytesIO(back))
    sheet = seen["花名册"]
    assert [sheet.cell(line, 3).value for line in (1, 2, 3, 4)] == [
        MARK, "通过", "姓名：没有填\n日期：读不懂（写成 2016-03-01）", "提醒：请核对",
    ]  # fmt: skip
    assert sheet["A2"].font.bold and sheet.column_dimensions["A"].width == 33
    assert seen["附注"]["A1"].value == "不要动"
    assert sheet["A3"].fill.start_color.rgb.endswith("FDE2E0") and sheet["B3"].fill.start_color.rgb.endswith(
        "FDE2E0"
    )
    assert sheet["A2"].fill.fill_type is None


def test_a_corrected_workbook_is_marked_anew_in_the_same_column():
    data = packed(book_of(["姓名", "日期", MARK], ["测试人甲", "2026-3-1", "姓名：没有填"]))
    page = read_workbook(data, WANTED)
    assert isinstance(page, SheetIn)
    sheet = openpyxl.load_workbook(io.BytesIO(marked_workbook(data, page, {2: []}, {})))["花名册"]
    assert (sheet.max_column, sheet["C2"].value) == (3, "通过")


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_what_is_quoted_from_a_cell_never_becomes_a_formula(start):
    data = packed(book_of(["姓名", "日期"], ["测试人甲", "2026-3-1"]))
    page = read_workbook(data, WANTED)
    assert isinstance(page, SheetIn)
    told = [Problem("x", f"{start}HYPERLINK(1)", Place("name"))]
    cell = openpyxl.load_workbook(io.BytesIO(marked_workbook(data, page, {2: told}, {})))["花名册"]["C2"]
    assert cell.data_type == "s" and cell.value == f"'{start}HYPERLINK(1)"


def test_a_blank_template_has_headings_choices_and_an_explanation():
    data = template_workbook(SHEET)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == [FILL_IN, EXPLAIN, CHOICES]
    fill = book[FILL_IN]
    assert [cell.value for cell in fill[1]] == ["姓名*", "日期", "性别", "是否退役军人"]
    offers = {str(each.sqref): each.formula1 for each in fill.data_validations.dataValidation}
    assert {place[0]: formula for place, formula in offers.items()} == {
        "C": f"'{CHOICES}'!$C$2:$C$3",
        "D": f"'{CHOICES}'!$D$2:$D$3",
    }
    assert [book[CHOICES][f"C{line}"].value for line in (2, 3)] == ["男", "女"]
    words = [cell.value for row in book[EXPLAIN] for cell in row if cell.value]
    assert {"姓名", "日期", "性别", "是否退役军人", "每人一行。"} <= set(words)


def test_a_template_filled_in_is_read_back():
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(SHEET)))
    for at, value in enumerate(["测试人甲", "2026-03-01", "男", "是"], start=1):
        book[FILL_IN].cell(2, at).value = value
    page = read_workbook(packed(book), [column.label for column in SHEET.columns])
    assert isinstance(page, SheetIn) and page.rows == ((2, ("测试人甲", "2026-03-01", "男", "是")),)


def test_a_kept_workbook_is_found_again_and_nothing_else_is(tmp_path):
    key = kept.keep(tmp_path / "imports", b"some bytes")
    assert kept.fetch(tmp_path / "imports", key) == b"some bytes"
    (tmp_path / "secret").write_bytes(b"x")
    with pytest.raises(ValueError, match="no key"):
        kept.fetch(tmp_path / "imports", "../secret")
    with pytest.raises(FileNotFoundError):
        kept.fetch(tmp_path / "imports", f"{'0' * 32}.xlsx")


@pytest.mark.parametrize(
    "far",
    [
        '<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row>',
        '<row r="1048576"><c t="str"><v>x</v></c></row><row><c r="XFD9"><v>1</v></c></row>',
        "<row r='1048576'><c s='1' r = 'xfd1048576'><v>1</v></c></row>",
    ],
)
def test_a_cell_far_out_is_refused_before_a_reader_lays_out_all_that_lies_between(far):
    near = '<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>x</v></c></row>%s</sheetData></worksheet>'
    data = zipped(**WHOLE, **{"xl__worksheets__sheet1.xml": near % far})
    assert workbook_problem(data).code == "workbook-wide"
    styled = '<row r="1048576" s="1"/><row r="2"><c r="XFD2" s="1"/></row>'
    assert workbook_problem(zipped(**WHOLE, **{"xl__worksheets__sheet1.xml": near % styled})) is None
    unplaced = "<row><c><v>1</v></c><c><v>2</v></c></row>" * 20_000
    assert workbook_problem(zipped(**WHOLE, **{"xl__worksheets__sheet1.xml": near % unplaced})) is None
