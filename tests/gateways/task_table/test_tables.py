"""The task table: what the Excel and the Word file hold, and that an office could print them as they are."""

import io
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from domain.documents.corpus import text_of
from gateways.text_in.paper import TEXT
from jiuchuang.domain.documents import read_document
from jiuchuang.domain.documents.tasks import task_rows
from jiuchuang.gateways.task_table import task_table_docx, task_table_xlsx

HEADER = ["序号", "条款", "任务", "量化指标", "牵头（责任）单位", "配合（协办）单位", "时限", "进展", "佐证"]


@pytest.fixture(name="book")
def opened() -> Any:
    return openpyxl.load_workbook(io.BytesIO(task_table_xlsx(read_document(TEXT))))


def test_rows_hold_what_the_clauses_say(book: Any) -> None:
    sheet = book["重点任务分工表"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows[0] == HEADER
    assert rows[1] == [
        1,
        "一",
        "工作目标。到2033年，新增就业3000人以上。",
        "新增就业3000人以上",
        "县人社局",
        "县财政局、各乡镇",
        "2033年",
        None,
        None,
    ]
    assert [row[1] for row in rows[1:]] == ["一", "二/（一）", "二/（二）"]
    assert rows[2][4] == "县人社局、县教体局"
    assert rows[3][4] == "县政务中心等部门"


def test_title_and_source_come_from_the_document(book: Any) -> None:
    sheet = book["重点任务分工表"]
    assert sheet["A1"].value == "《云溪县人民政府关于促进就业的意见》重点任务分工表"
    assert sheet["A2"].value.startswith("依据：云溪县人民政府，云溪政发〔2031〕5号，2031年4月2日。")


def test_a_document_without_identity_says_so() -> None:
    data = task_table_xlsx(read_document("一、目标\n（一）培训。每年培训30人。"))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["重点任务分工表"]
    assert sheet["A1"].value == "重点任务分工表"
    assert "文中无发文机关、字号和日期" in sheet["A2"].value


def test_print_setup_and_filter(book: Any) -> None:
    sheet = book["重点任务分工表"]
    assert sheet.page_setup.orientation == "landscape"
    assert int(sheet.page_setup.paperSize) == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "C4"
    assert sheet.auto_filter.ref == "A3:I6"
    assert all(cell.alignment.wrap_text for cell in sheet[4])


def test_no_row_is_taller_than_excel_allows() -> None:
    for stem in ("hualong-2016-2", "songyuan-2018"):
        data = task_table_xlsx(read_document(text_of(stem)))
        sheet = openpyxl.load_workbook(io.BytesIO(data))["重点任务分工表"]
        heights = [sheet.row_dimensions[row].height for row in range(4, sheet.max_row + 1)]
        assert all(20 <= height <= 409 for height in heights)


def test_things_to_check_have_a_sheet_of_their_own() -> None:
    damaged = TEXT.replace("〔2031〕5号", "〔20315号")
    book = openpyxl.load_workbook(io.BytesIO(task_table_xlsx(read_document(damaged))))
    rows = [[cell.value for cell in row] for row in book["核对事项"].iter_rows(min_row=2)]
    assert ["疑似缺损", "“云溪政发〔20315号”", "建议核对为“云溪政发〔2031〕5号”（未改动原文）"] in rows


def test_text_that_looks_like_a_formula_stays_text() -> None:
    data = task_table_xlsx(read_document("一、目标\n（一）=1+1是口号。每年培训30人。"))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["重点任务分工表"]
    assert {cell.data_type for row in sheet.iter_rows(min_row=4) for cell in row} <= {"s", "n"}


def test_the_word_table_repeats_its_header_on_landscape_a4() -> None:
    paper = docx.Document(io.BytesIO(task_table_docx(read_document(TEXT))))
    assert [paragraph.text for paragraph in paper.paragraphs[:2]] == [
        "云溪县人民政府关于促进就业的意见",
        "重点任务分工表",
    ]
    section = paper.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    table = paper.tables[0]
    assert [cell.text for cell in table.rows[0].cells] == HEADER
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert len(table.rows) == 4
    assert table.rows[1].cells[4].text == "县人社局"


def test_words_of_the_word_table_are_those_of_the_rows() -> None:
    document = read_document(text_of("yunling-opinion"))
    paper = docx.Document(io.BytesIO(task_table_docx(document)))
    written = [[cell.text for cell in row.cells][:2] for row in paper.tables[0].rows[1:]]
    assert written == [[str(row.number), row.locator] for row in task_rows(document)]
