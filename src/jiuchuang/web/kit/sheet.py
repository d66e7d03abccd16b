"""A table as an Excel workbook: texts stay texts, so that no cell runs as a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import xlsxwriter
from django.utils import timezone

SHEET_NAME = 31
"""Excel's longest name of a sheet, in characters."""
NOT_IN_NAMES = str.maketrans("", "", "[]:*?/\\'")


@dataclass(frozen=True)
class SheetColumn:
    """A heading, and how its values are written: text, number, money (fen), day, moment or code."""

    label: str
    kind: str


def workbook(
    heading: str, columns: Sequence[SheetColumn], rows: Iterable[Sequence[object]], note: str = ""
) -> bytes:
    """The workbook's bytes: one sheet with a frozen head and a filter; `note` stands below the rows."""
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    head = book.add_format({"bold": True, "bg_color": "#EEF2F5", "bottom": 1, "text_wrap": True})
    formats = {
        "money": book.add_format({"num_format": "#,##0.00"}),
        "number": book.add_format({"num_format": "#,##0"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        "code": book.add_format({"num_format": "@"}),
    }
    sheet = book.add_worksheet(heading.translate(NOT_IN_NAMES)[:SHEET_NAME] or "Sheet1")
    for number, column in enumerate(columns):
        sheet.write_string(0, number, column.label + ("（元）" if column.kind == "money" else ""), head)
    last, widths = 0, [_width(column.label) for column in columns]
    for last, row in enumerate(rows, start=1):
        for number, value in enumerate(row):
            _write(sheet, last, number, value, columns[number].kind, formats)
            widths[number] = max(widths[number], _width(str(value if value is not None else "")))
    for number, width in enumerate(widths):
        sheet.set_column(number, number, min(width + 2, 48))
    sheet.freeze_panes(1, 0)
    if columns and last:
        sheet.autofilter(0, 0, last, len(columns) - 1)
    if note:
        sheet.write_string(last + 2, 0, note)
    book.close()
    return out.getvalue()


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    value: object,
    kind: str,
    formats: dict[str, object],
) -> None:
    if value is None or value == "":
        return
    if kind == "money" and isinstance(value, int):
        sheet.write_number(row, column, Decimal(value) / 100, formats["money"])
    elif isinstance(value, datetime):
        moment = timezone.localtime(value).replace(tzinfo=None)
        sheet.write_datetime(row, column, moment, formats["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), formats["day"])  # noqa: DTZ001
    elif isinstance(value, int) and not isinstance(value, bool) and kind == "number":
        sheet.write_number(row, column, value, formats["number"])
    else:
        sheet.write_string(row, column, str(value), formats.get("code") if kind == "code" else None)


def _width(text: str) -> int:
    """Columns of a typewriter: a Chinese character takes two."""
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)
