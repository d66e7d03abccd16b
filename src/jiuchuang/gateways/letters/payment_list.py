"""The signed payment list (汇总表) for finance, as an Excel workbook.

Texts stay texts: no cell runs as a formula, and account and resident numbers keep all their digits. Rows that
are held have a sheet of their own; the next has the totals by programme, the last what was signed, by whom, with the
digest that proves it.
"""

from __future__ import annotations

from collections import defaultdict
from io import BytesIO
from typing import Any

import xlsxwriter

from jiuchuang.domain.kernel.day import format_day
from jiuchuang.domain.kernel.money import capital_amount, format_fen_grouped
from jiuchuang.gateways.letters.data import PaymentList
from jiuchuang.gateways.letters.payment_sheets import (
    A4,
    OPTIONS,
    begin_rows,
    end_rows,
    formats_in,
    midnight,
    write_facts,
    write_heads,
    write_sums,
    yuan,
)

HEAD = (
    ("序号", 6), ("办件编号", 24), ("项目", 24), ("姓名或单位", 16), ("证件号码", 22), ("开户银行", 20), ("账号", 24),
    ("金额（元）", 14), ("单位", 16), ("期间", 14), ("备注", 20),
)  # fmt: skip
AMOUNT = [label for label, _ in HEAD].index("金额（元）")
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


def payment_list_xlsx(signed: PaymentList) -> bytes:
    """The workbook. Raises ValueError when the payments do not add up to the total that was signed."""
    total = sum(row.amount_fen for row in signed.rows)
    if total != signed.total_fen:
        added, signed_for = format_fen_grouped(total), format_fen_grouped(signed.total_fen)
        raise ValueError(f"list {signed.id}: rows add up to {added}, signed was {signed_for}")
    file = BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        book.set_properties(
            {
                "title": signed.label,
                "author": signed.organ,
                "created": midnight(signed.signed_on),
                "comments": signed.digest,
            }
        )
        formats = formats_in(book)
        _rows(book, formats, signed)
        if signed.held:
            _held(book, formats, signed)
        write_sums(book, formats, "按项目合计", ("项目", 36), _totals(signed))
        write_facts(book, formats, "签署", _signature(signed))
    return file.getvalue()


def _rows(book: Any, formats: dict[str, Any], signed: PaymentList) -> None:
    page = begin_rows(book, formats, signed.label, HEAD, f"&L{_plain(signed.id)}")
    for number, row in enumerate(signed.rows, start=1):
        line = number + 1
        page.write_number(line, 0, number, formats["number"])
        texts = (row.case, row.programme, row.name, row.number, row.bank, row.account)
        for column, text in enumerate(texts, start=1):
            page.write_string(line, column, text, formats["text"])
        page.write_number(line, AMOUNT, yuan(row.amount_fen), formats["money"])
        for column, text in enumerate((row.unit, row.period, row.note), start=AMOUNT + 1):
            page.write_string(line, column, text, formats["text"])
    end_rows(page, formats, len(HEAD), len(signed.rows), AMOUNT, signed.total_fen)


def _held(book: Any, formats: dict[str, Any], signed: PaymentList) -> None:
    """Rows that the bank does not get now, on a sheet of their own."""
    page = book.add_worksheet("暂缓支付")
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    write_heads(page, formats, 0, HELD)
    for line, row in enumerate(signed.held, start=1):
        page.write_number(line, 0, line, formats["number"])
        for column, text in enumerate((row.case, row.programme, row.name), start=1):
            page.write_string(line, column, text, formats["text"])
        page.write_number(line, 4, yuan(row.amount_fen), formats["money"])
        for column, text in enumerate((row.before, row.now, row.why), start=5):
            page.write_string(line, column, text, formats["text"])


def _totals(signed: PaymentList) -> dict[str, list[int]]:
    """Payments and fen by programme, in the order of their names."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in signed.rows:
        sums[row.programme][0] += 1
        sums[row.programme][1] += row.amount_fen
    return dict(sorted(sums.items()))


def _signature(signed: PaymentList) -> tuple[tuple[str, str], ...]:
    return (
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


def _plain(text: str) -> str:
    """Text in a footer, where an ampersand would begin a code."""
    return text.replace("&", "&&")
