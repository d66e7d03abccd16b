"""A blank workbook for a sheet of a register: headings, choices to pick from, and a page that explains every column."""

from __future__ import annotations

import io

import xlsxwriter

from jiuchuang.domain.registers.sheets import Column, Sheet

FILL_IN, EXPLAIN, CHOICES = "填写", "说明", "可选项"
ROWS = 5_000
"""Rows that are formatted and offer choices."""
TYPE_WORDS = {
    "text": "文字",
    "number_text": "号码（文本格式）",
    "resident_id": "18位身份证号（文本格式）",
    "credit_code": "18位统一社会信用代码（文本格式）",
    "phone": "电话号码（文本格式）",
    "day": "日期，如 2016-03-01",
    "month": "月份，如 2016-03",
    "count": "整数",
    "yuan": "金额（元）",
    "truth": "是或否，不清楚的留空",
    "choice": "从下拉列表里选",
}


def template_workbook(sheet: Sheet) -> bytes:
    """The blank workbook (.xlsx) of the sheet. Required columns carry a star."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@"})
    fill, explain, choices = (book.add_worksheet(name) for name in (FILL_IN, EXPLAIN, CHOICES))
    for at, column in enumerate(sheet.columns):
        fill.write_string(0, at, f"{column.label}{'*' if column.required else ''}", bold)
        fill.set_column(at, at, max(12, min(28, 2 * len(column.label) + 6)), text)
        options = _options(column)
        if options:
            for line, label in enumerate([column.label, *options]):
                choices.write_string(line, at, label)
            reach = xlsxwriter.utility.xl_range_abs(1, at, len(options), at)
            fill.data_validation(
                1, at, ROWS, at,
                {
                    "validate": "list",
                    "source": f"='{CHOICES}'!{reach}",
                    "error_title": "没有这一项",
                    "error_message": f"请从下拉列表里选“{column.label}”",
                },
            )  # fmt: skip
    fill.freeze_panes(1, 0)
    _explain(book, explain, sheet)
    choices.hide()
    book.close()
    return out.getvalue()


def _explain(book: xlsxwriter.Workbook, page: xlsxwriter.worksheet.Worksheet, sheet: Sheet) -> None:
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    page.write_string(0, 0, f"{sheet.label}：怎样填", bold)
    page.write_string(1, 0, sheet.note)
    for at, heading in enumerate(("栏目", "必填", "填什么", "说明")):
        page.write_string(3, at, heading, bold)
    for line, column in enumerate(sheet.columns, start=4):
        options = _options(column)
        words = TYPE_WORDS[column.type] + (f"：{'、'.join(options)}" if column.type == "choice" else "")
        for at, written in enumerate((column.label, "是" if column.required else "", words, column.hint)):
            page.write_string(line, at, written, wrap)
    for at, width in enumerate((26, 8, 60, 50)):
        page.set_column(at, at, width)


def _options(column: Column) -> list[str]:
    return ["是", "否"] if column.type == "truth" else list(column.labels.values())
