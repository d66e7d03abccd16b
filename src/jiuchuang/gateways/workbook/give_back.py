"""The same workbook back, with one more column that says what is wrong with each row."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.domain.registers.sheets import MARK
from jiuchuang.gateways.workbook.read import SheetIn

FAULTY = PatternFill("solid", start_color="FDE2E0")
WARNED = PatternFill("solid", start_color="FFF3CD")
WIDTH = 60
FIRST_SIGNS_OF_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def marked_workbook(
    data: bytes, sheet: SheetIn, results: Mapping[int, Sequence[Problem]], columns: Mapping[str, int]
) -> bytes:
    """The workbook of `data` with the column 核对结果 in `sheet`; other sheets, widths and colours stay as they are.

    `results` has the problems of each line (empty: the row is in order); `columns` maps a name of a column to its
    position from 0, whose cells are coloured where something is wrong with them. A column 核对结果 of an earlier check
    is written over.
    """
    book = load_workbook(io.BytesIO(data))
    page = book[sheet.name]
    assert isinstance(page, Worksheet)
    at = _mark_column(page, sheet)
    heading = page.cell(sheet.heading_line, at)
    _write(heading, MARK)
    heading.font = Font(bold=True)
    page.column_dimensions[heading.column_letter].width = WIDTH
    for line, problems in results.items():
        cell = page.cell(line, at)
        _write(cell, said(problems))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.fill = PatternFill()
        for problem in problems:
            colour = FAULTY if problem.severity == "error" else WARNED
            cell.fill = colour
            position = columns.get(problem.place.source)
            if position is not None:
                page.cell(line, position + 1).fill = colour
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def said(problems: Sequence[Problem]) -> str:
    """All that is wrong with a row, in one cell."""
    if not problems:
        return "通过"
    return "\n".join(
        f"{'提醒：' if problem.severity == 'warning' else ''}{problem.message}"
        f"{f'（{problem.suggestion}）' if problem.suggestion else ''}"
        for problem in problems
    )


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula, even when it is saved as CSV later: a quote goes before it."""
    return f"'{text}" if text.startswith(FIRST_SIGNS_OF_A_FORMULA) else text


def _mark_column(page: Worksheet, sheet: SheetIn) -> int:
    for at, heading in enumerate(sheet.headings, start=1):
        if heading == MARK:
            return at
    filled = [at for at, heading in enumerate(sheet.headings, start=1) if heading is not None]
    return max(filled, default=page.max_column) + 1


def _write(cell: Cell, text: str) -> None:
    """As text, whatever it begins with: what is quoted from somebody's cell never becomes a formula."""
    cell.value = harmless(text)
    cell.data_type = "s"
