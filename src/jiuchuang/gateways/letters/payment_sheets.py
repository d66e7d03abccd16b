"""What the workbooks that go to finance and the bank have in common: looks, the frame of their rows, sums, facts.

Texts stay texts: no cell runs as a formula, and account and resident numbers keep all their digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from jiuchuang.domain.kernel.money import capital_amount

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
FORMATS = {
    "title": {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"},
    "head": {"bold": True, "bg_color": "#EEF2F5", "border": 1, "align": "center", "text_wrap": True},
    "text": {"border": 1, "num_format": "@"},
    "number": {"border": 1, "align": "center"},
    "money": {"border": 1, "num_format": "#,##0.00"},
    "total": {"bold": True, "border": 1, "num_format": "#,##0.00"},
    "label": {"bold": True, "border": 1},
}
A4 = 9
Heads = Sequence[tuple[str, int]]
"""Headings with the widths of their columns."""


def formats_in(book: Any) -> dict[str, Any]:
    """The looks of FORMATS in a workbook."""
    return {name: book.add_format(how) for name, how in FORMATS.items()}


def write_heads(page: Any, formats: dict[str, Any], line: int, heads: Heads) -> None:
    """A line of headings, each column as wide as it needs to be."""
    for column, (label, width) in enumerate(heads):
        page.set_column(column, column, width)
        page.write_string(line, column, label, formats["head"])


def begin_rows(book: Any, formats: dict[str, Any], title: str, heads: Heads, footer: str) -> Any:
    """A sheet for the printed rows, from the third line on: paper, title, headings on every page."""
    page = book.add_worksheet("发放明细")
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(1)
    page.set_footer(f"{footer}&C第 &P 页，共 &N 页")
    page.merge_range(0, 0, 0, len(heads) - 1, "", formats["title"])
    page.write_string(0, 0, title, formats["title"])
    page.set_row(0, 30)
    write_heads(page, formats, 1, heads)
    return page


def end_rows(
    page: Any, formats: dict[str, Any], columns: int, rows: int, amount: int, total_fen: int
) -> None:
    """Below the rows what they come to, in figures in the column `amount` and in capitals."""
    last = rows + 2
    for column in range(columns):
        page.write_string(last, column, "合计" if column == 0 else "", formats["label"])
    page.write_number(last, amount, yuan(total_fen), formats["total"])
    page.merge_range(last + 1, 0, last + 1, columns - 1, "", formats["label"])
    capital = f"合计（大写）：人民币{capital_amount(total_fen)}"
    page.write_string(last + 1, 0, capital, formats["label"])
    page.freeze_panes(2, 0)
    page.autofilter(1, 0, rows + 1, columns - 1)


def write_sums(
    book: Any,
    formats: dict[str, Any],
    name: str,
    head: tuple[str, int],
    sums: Mapping[str, Sequence[int]],
) -> None:
    """A sheet with the number of payments and their fen by what `head` says, and in all."""
    page = book.add_worksheet(name)
    write_heads(page, formats, 0, (head, ("笔数", 10), ("金额（元）", 18)))
    for line, (label, (count, fen)) in enumerate(sums.items(), start=1):
        page.write_string(line, 0, label, formats["text"])
        page.write_number(line, 1, count, formats["number"])
        page.write_number(line, 2, yuan(fen), formats["money"])
    last = len(sums) + 1
    page.write_string(last, 0, "合计", formats["label"])
    page.write_number(last, 1, sum(count for count, _ in sums.values()), formats["number"])
    page.write_number(last, 2, yuan(sum(fen for _, fen in sums.values())), formats["total"])


def write_facts(book: Any, formats: dict[str, Any], name: str, facts: Iterable[tuple[str, str]]) -> None:
    """A sheet that says what the file is, a line each."""
    page = book.add_worksheet(name)
    page.set_column(0, 0, 16)
    page.set_column(1, 1, 72)
    for line, (label, text) in enumerate(facts):
        page.write_string(line, 0, label, formats["label"])
        page.write_string(line, 1, text, formats["text"])


def yuan(fen: int) -> Decimal:
    """Yuan with two places, exact: the file keeps what is written here digit by digit."""
    return Decimal(fen).scaleb(-2)


def midnight(day: date) -> datetime:
    """The day as a moment, so that the same list gives the same file."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001
