"""The signed payment list (汇总表) for finance, as an Excel workbook.

Texts stay texts: no cell runs as a formula, and account and resident numbers keep all their digits. Rows that
are held have a sheet of their own; the next has the totals by programme, the last what was signed, by whom, with the
digest that proves it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from jiuchuang.domain.kernel.day import format_day
from jiuchuang.domain.kernel.money import capital_amount, format_fen_grouped
from jiuchuang.gateways.letters.data import PaymentList

HEAD = (
    "序号",
    "办件编号",
    "项目",
    "姓名或单位",
    "证件号码",
    "开户银行",
    "账号",
    "金额（元）",
    "单位",
    "期间",
    "备注",
)
WIDTHS = (6, 24, 24, 16, 22, 20, 24, 14, 16, 14, 20)
AMOUNT = HEAD.index("金额（元）")
HELD = (
    ("序号", 6),
    ("办件编号", 24),
    ("项目", 24),
    ("姓名或单位", 16),
    ("金额（元）", 14),
    ("决定时的账号", 24),
    ("现登记的账号", 24),
    ("为什么暂缓", 40),
)
FORMATS = {
    "title": {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"},
    "head": {"bold": True, "bg_color": "#EEF2F5", "border": 1, "align": "center", "text_wrap": True},
    "text": {"border": 1, "num_format": "@"},
    "number": {"border": 1, "align": "center"},
    "money": {"border": 1, "num_format": "#,##0.00"},
    "total": {"bold": True, "border": 1, "num_format": "#,##0.00"},
    "label": {"bold": True, "border": 1},
}


def payment_list_xlsx(signed: PaymentList) -> bytes:
    """The workbook. Raises ValueError when the payments do not add up to the total that was signed."""
    total = sum(row.amount_fen for row in signed.rows)
    if total != signed.total_fen:
        added, signed_for = format_fen_grouped(total), format_fen_grouped(signed.total_fen)
        raise ValueError(f"list {signed.id}: rows add up to {added}, signed was {signed_for}")
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        # the day of the signature, so that the same list gives the same file
        book.set_properties(
            {
                "title": signed.label,
                "author": signed.organ,
                "created": _midnight(signed),
                "comments": signed.digest,
            }
        )
        formats = {name: book.add_format(how) for name, how in FORMATS.items()}
        _rows(book, formats, signed)
        if signed.held:
            _held(book, formats, signed)
        _totals(book, formats, signed)
        _signature(book, formats, signed)
    return file.getvalue()


def _rows(book: Any, formats: dict[str, Any], signed: PaymentList) -> None:
    page = book.add_worksheet("发放明细")
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(1)
    page.set_footer(f"&L{_plain(signed.id)}&C第 &P 页，共 &N 页")
    page.merge_range(0, 0, 0, len(HEAD) - 1, "", formats["title"])
    page.write_string(0, 0, signed.label, formats["title"])
    page.set_row(0, 30)
    for column, (name, width) in enumerate(zip(HEAD, WIDTHS, strict=True)):
        page.set_column(column, column, width)
        page.write_string(1, column, name, formats["head"])
    for number, row in enumerate(signed.rows, start=1):
        line = number + 1
        page.write_number(line, 0, number, formats["number"])
        texts = (row.case, row.programme, row.name, row.number, row.bank, row.account)
        for column, text in enumerate(texts, start=1):
            page.write_string(line, column, text, formats["text"])
        page.write_number(line, AMOUNT, _yuan(row.amount_fen), formats["money"])
        for column, text in enumerate((row.unit, row.period, row.note), start=AMOUNT + 1):
            page.write_string(line, column, text, formats["text"])
    last = len(signed.rows) + 2
    for column in range(len(HEAD)):
        page.write_string(last, column, "合计" if column == 0 else "", formats["label"])
    page.write_number(last, AMOUNT, _yuan(signed.total_fen), formats["total"])
    page.merge_range(last + 1, 0, last + 1, len(HEAD) - 1, "", formats["label"])
    page.write_string(
        last + 1, 0, f"合计（大写）：人民币{capital_amount(signed.total_fen)}", formats["label"]
    )
    page.freeze_panes(2, 0)
    page.autofilter(1, 0, len(signed.rows) + 1, len(HEAD) - 1)


def _held(book: Any, formats: dict[str, Any], signed: PaymentList) -> None:
    """Rows that the bank does not get now, on a sheet of their own."""
    page = book.add_worksheet("暂缓支付")
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    for column, (name, width) in enumerate(HELD):
        page.set_column(column, column, width)
        page.write_string(0, column, name, formats["head"])
    for line, row in enumerate(signed.held, start=1):
        page.write_number(line, 0, line, formats["number"])
        for column, text in enumerate((row.case, row.programme, row.name), start=1):
            page.write_string(line, column, text, formats["text"])
        page.write_number(line, 4, _yuan(row.amount_fen), formats["money"])
        for column, text in enumerate((row.before, row.now, row.why), start=5):
            page.write_string(line, column, text, formats["text"])


def _totals(book: Any, formats: dict[str, Any], signed: PaymentList) -> None:
    counts: dict[str, int] = defaultdict(int)
    amounts: dict[str, int] = defaultdict(int)
    for row in signed.rows:
        counts[row.programme] += 1
        amounts[row.programme] += row.amount_fen
    page = book.add_worksheet("按项目合计")
    for column, (name, width) in enumerate((("项目", 36), ("笔数", 10), ("金额（元）", 18))):
        page.set_column(column, column, width)
        page.write_string(0, column, name, formats["head"])
    for line, programme in enumerate(sorted(counts), start=1):
        page.write_string(line, 0, programme, formats["text"])
        page.write_number(line, 1, counts[programme], formats["number"])
        page.write_number(line, 2, _yuan(amounts[programme]), formats["money"])
    page.write_string(len(counts) + 1, 0, "合计", formats["label"])
    page.write_number(len(counts) + 1, 1, len(signed.rows), formats["number"])
    page.write_number(len(counts) + 1, 2, _yuan(signed.total_fen), formats["total"])


def _signature(book: Any, formats: dict[str, Any], signed: PaymentList) -> None:
    page = book.add_worksheet("签署")
    page.set_column(0, 0, 16)
    page.set_column(1, 1, 72)
    lines = (
        ("汇总表编号", signed.id),
        ("名称", signed.label),
        ("单位", signed.organ),
        ("笔数", str(len(signed.rows))),
        ("合计", format_fen_grouped(signed.total_fen)),
        ("合计（大写）", f"人民币{capital_amount(signed.total_fen)}"),
        ("签署人", signed.signed_by),
        ("职责", signed.signed_role),
        ("签署日期", format_day(signed.signed_on)),
        ("摘要（SHA-256）", signed.digest),
    )
    for line, (label, text) in enumerate(lines):
        page.write_string(line, 0, label, formats["label"])
        page.write_string(line, 1, text, formats["text"])


def _yuan(fen: int) -> Decimal:
    """Yuan with two places, exact: the file keeps what is written here digit by digit."""
    return Decimal(fen).scaleb(-2)


def _midnight(signed: PaymentList) -> datetime:
    return datetime(signed.signed_on.year, signed.signed_on.month, signed.signed_on.day)  # noqa: DTZ001


def _plain(text: str) -> str:
    """Text in a footer, where an ampersand would begin a code."""
    return text.replace("&", "&&")
