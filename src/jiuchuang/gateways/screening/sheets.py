"""Sheets of our Excel reports: one look for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

Cell = str | int | float | None


@dataclass(frozen=True)
class Column:
    """A column of a sheet: heading, width in characters, and what its cells are: text, count or yuan (in fen)."""

    name: str
    width: int
    kind: str = "text"


def new_book(path: Path, title: str) -> Any:
    """A workbook to be written row by row; texts are never taken for formulas or links. Close it at the end."""
    book = xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": title})
    return book


class SheetWriter:
    """Writes sheets in one look under the name of the report: notes, a header that stays, filters, A4 landscape."""

    def __init__(self, book: Any, name: str) -> None:
        self.book, self.name = book, name
        grid = {"border": 1, "font_size": 10, "valign": "vcenter"}
        self.title = book.add_format({"font_name": "黑体", "font_size": 14})
        self.note = book.add_format({"font_size": 9, "font_color": "#5B6673"})
        self.head = book.add_format(
            {**grid, "bold": True, "bg_color": "#EDF1F5", "text_wrap": True, "align": "center"}
        )
        self.formats = {
            "text": book.add_format({**grid, "text_wrap": True}),
            "count": book.add_format({**grid, "num_format": "#,##0"}),
            "yuan": book.add_format({**grid, "num_format": "#,##0.00"}),
        }

    def sheet(
        self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], notes: Sequence[str]
    ) -> None:
        """One sheet."""
        sheet = self.book.add_worksheet(name)
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width)
        sheet.write_string(0, 0, f"{self.name}·{name}", self.title)
        line = 1
        for line, note in enumerate(notes, start=1):
            sheet.write_string(line, 0, note, self.note)
        top = line + 1
        for number, column in enumerate(columns):
            sheet.write_string(top, number, column.name, self.head)
        last = top
        for last, row in enumerate(rows, start=top + 1):
            for number, (cell, column) in enumerate(zip(row, columns, strict=True)):
                self._cell(sheet, last, number, cell, column.kind)
        sheet.autofilter(top, 0, max(last, top + 1), len(columns) - 1)
        sheet.freeze_panes(top + 1, 2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top)
        sheet.set_footer("&C第 &P 页，共 &N 页")

    def _cell(self, sheet: Any, row: int, column: int, cell: Cell, shape: str) -> None:
        look = self.formats[shape]
        if cell is None:
            sheet.write_blank(row, column, None, look)
        elif shape == "text":
            sheet.write_string(row, column, str(cell), look)
        elif shape == "yuan":
            assert isinstance(cell, int)
            sheet.write_number(row, column, cell / 100, look)
        else:
            sheet.write_number(row, column, cell, look)
