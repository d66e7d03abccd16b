"""The task table as an Excel workbook that an office can circulate and fill in as it is."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter

from jiuchuang.domain.documents import Document
from jiuchuang.domain.documents.tasks import task_rows
from jiuchuang.gateways.task_table.wording import COLUMNS, TABLE_NAME, cells, doubts, source_line, table_title

_WIDTHS = (5, 12, 62, 26, 18, 24, 10, 12, 12)  # in Excel's character units; A4 landscape after fitting
_CENTRED = frozenset({0, 1, 6})
_TITLE_ROW, _SOURCE_ROW, _HEADER_ROW = 0, 1, 2
_LINE_POINTS, _TALLEST = 14, 409  # Excel refuses rows above 409 points
_PAPER_A4 = 9


def task_table_xlsx(document: Document) -> bytes:
    """The workbook: the table, and a sheet of things to check where there are any."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": table_title(document), "comments": source_line(document)})
    _table_sheet(book, document)
    if doubts(document):
        _doubts_sheet(book, document)
    book.close()
    return buffer.getvalue()


def _table_sheet(book: xlsxwriter.Workbook, document: Document) -> None:
    sheet = book.add_worksheet(TABLE_NAME)
    last_column = len(COLUMNS) - 1
    title = book.add_format({"font_name": "宋体", "font_size": 16, "bold": True, "align": "center"})
    title.set_align("vcenter")
    title.set_text_wrap()
    note = book.add_format({"font_name": "仿宋", "font_size": 10, "valign": "vcenter", "text_wrap": True})
    header, body, centred = _grid_formats(book)
    sheet.merge_range(_TITLE_ROW, 0, _TITLE_ROW, last_column, table_title(document), title)
    sheet.set_row(_TITLE_ROW, 44)
    sheet.merge_range(_SOURCE_ROW, 0, _SOURCE_ROW, last_column, source_line(document), note)
    sheet.set_row(_SOURCE_ROW, 20)
    for column, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(_HEADER_ROW, column, name, header)
    sheet.set_row(_HEADER_ROW, 30)
    rows = task_rows(document)
    for offset, row in enumerate(rows, start=_HEADER_ROW + 1):
        texts = cells(row)
        for column, text in enumerate(texts):
            shape = centred if column in _CENTRED else body
            if column == 0:
                sheet.write_number(offset, column, row.number, shape)
            elif text:
                sheet.write_string(offset, column, text, shape)
            else:
                sheet.write_blank(offset, column, None, shape)
        sheet.set_row(offset, _height(texts))
    sheet.autofilter(_HEADER_ROW, 0, _HEADER_ROW + len(rows), last_column)
    sheet.freeze_panes(_HEADER_ROW + 1, 2)
    _print_setup(sheet, _HEADER_ROW)


def _doubts_sheet(book: xlsxwriter.Workbook, document: Document) -> None:
    sheet = book.add_worksheet("核对事项")
    header, body, _centred = _grid_formats(book)
    for column, (name, width) in enumerate((("类别", 12), ("位置或原文", 32), ("说明", 70))):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, header)
    for offset, texts in enumerate(doubts(document), start=1):
        for column, text in enumerate(texts):
            sheet.write_string(offset, column, text, body)
    sheet.freeze_panes(1, 0)
    _print_setup(sheet, 0)


def _grid_formats(book: xlsxwriter.Workbook) -> tuple[Any, Any, Any]:
    """Formats of header, running text and centred cells."""
    common = {"border": 1, "text_wrap": True, "valign": "vcenter", "font_size": 10}
    header = book.add_format({**common, "font_name": "黑体", "align": "center", "bg_color": "#EDEDED"})
    body = book.add_format({**common, "font_name": "仿宋", "align": "left"})
    centred = book.add_format({**common, "font_name": "仿宋", "align": "center"})
    return header, body, centred


def _height(texts: tuple[str, ...]) -> int:
    """Row height in points so that the longest wrapped cell shows whole; a Chinese character is two wide."""
    lines = 1
    for text, width in zip(texts, _WIDTHS, strict=True):
        per_line = max(1, (width - 1) // 2)
        lines = max(lines, sum(-(-len(part) // per_line) or 1 for part in text.split("\n")))
    return min(_TALLEST, lines * _LINE_POINTS + 6)


def _print_setup(sheet: Any, header_row: int) -> None:
    """A4 landscape, one page wide, header on every page, page numbers at the foot."""
    sheet.set_landscape()
    sheet.set_paper(_PAPER_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header_row)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_footer("&C— &P —")
