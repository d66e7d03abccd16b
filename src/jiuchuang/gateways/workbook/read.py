"""The rows of a workbook, as cells: text, numbers, days."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import isfinite

from python_calamine import CalamineError, CalamineWorkbook

from jiuchuang.domain.kernel.problem import Place, Problem, Refusal
from jiuchuang.domain.registers.cells import Cell, is_empty
from jiuchuang.gateways.workbook.accepted import workbook_problem

MOST_ROWS = 50_000
LINES_TO_LOOK_FOR_HEADINGS = 10


@dataclass(frozen=True)
class SheetIn:
    """A sheet of a workbook: its heading line (1-based in the workbook) and the rows below it with their lines."""

    name: str
    heading_line: int
    headings: tuple[Cell, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]


def read_workbook(data: bytes, wanted: Sequence[str]) -> SheetIn | Refusal:
    """The first sheet in which a line has two of the `wanted` headings (or one, if only one is wanted).

    Titles above the headings and empty lines among the rows are passed over. Refused: what is no workbook, has no
    such line, no row, or more than MOST_ROWS.
    """
    problem = workbook_problem(data)
    if problem is not None:
        return Refusal((problem,))
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [
            (name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names
        ]
    except (CalamineError, ValueError, OSError) as fault:
        return _refused("workbook-damaged", f"工作簿打不开：{fault}")
    for name, lines in sheets:
        at = _heading_line(lines, set(wanted))
        if at is None:
            continue
        below = (
            (number, tuple(map(_cell, line))) for number, line in enumerate(lines[at + 1 :], start=at + 2)
        )
        rows = tuple((number, row) for number, row in below if not all(map(is_empty, row)))
        if not rows:
            return _refused("workbook-no-rows", f"工作表“{name}”表头下面没有数据")
        if len(rows) > MOST_ROWS:
            return _refused("workbook-many-rows", f"有{len(rows)}行，一次最多{MOST_ROWS}行，请分成几个文件")
        return SheetIn(name, at + 1, tuple(map(_cell, lines[at])), rows)
    return _refused("workbook-no-headings", f"没有找到表头（如“{'”“'.join(wanted[:3])}”），请用下载的模板")


def _heading_line(lines: Sequence[Sequence[object]], wanted: set[str]) -> int | None:
    for at, line in enumerate(lines[:LINES_TO_LOOK_FOR_HEADINGS]):
        words = {str(cell).strip().removesuffix("*").strip() for cell in line}
        if len(words & wanted) >= min(2, len(wanted)):
            return at
    return None


def _cell(value: object) -> Cell:
    """A cell without floating point: whole numbers as such, others as the shortest decimal that means the same.

    Calamine gives empty cells as "" and times of day, which no register knows, as themselves.
    """
    if value == "" or value is None:
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else Decimal(repr(value)) if isfinite(value) else str(value)
    if isinstance(value, str | bool | int | date | datetime):
        return value
    return str(value)


def _refused(code: str, message: str) -> Refusal:
    return Refusal((Problem(code, message, Place("file")),))
