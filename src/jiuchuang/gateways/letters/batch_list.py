"""The list of a payment batch (支付批次发放表) for the bank and for finance, as an Excel workbook.

Texts stay texts: account and resident numbers keep all their digits. The second sheet adds up by what the bank has
answered, the last says who took the list when, with the digest that stands on record.
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
from jiuchuang.gateways.letters.data import BatchList, BatchRow
from jiuchuang.gateways.letters.payment_list import FORMATS

SINGLE = "单件决定"
HEAD = (
    ("序号", 6), ("办件编号（决定书编号）", 24), ("项目", 24), ("姓名或单位", 16), ("证件号码", 22), ("账号", 24),
    ("金额（元）", 14), ("属地", 16), ("决定日期", 14), ("汇总表编号", 24), ("银行结果", 12), ("银行流水号", 20),
    ("退票原因", 24),
)  # fmt: skip
AMOUNT = [label for label, _ in HEAD].index("金额（元）")


def batch_list_xlsx(batch: BatchList) -> bytes:
    """The workbook. Raises ValueError when the rows do not add up to the total."""
    if sum(row.amount_fen for row in batch.rows) != batch.total_fen:
        raise ValueError(f"batch {batch.number}: rows do not add up to {format_fen_grouped(batch.total_fen)}")
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        made = datetime(batch.taken_on.year, batch.taken_on.month, batch.taken_on.day)  # noqa: DTZ001
        book.set_properties(
            {"title": _title(batch), "author": batch.organ, "created": made, "comments": batch.digest}
        )
        formats = {name: book.add_format(how) for name, how in FORMATS.items()}
        _rows(book, formats, batch)
        _answers(book, formats, batch)
        _taken(book, formats, batch)
    return file.getvalue()


def _title(batch: BatchList) -> str:
    return f"支付批次{batch.number}发放表"


def _rows(book: Any, formats: dict[str, Any], batch: BatchList) -> None:
    page = book.add_worksheet("发放明细")
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(1)
    page.set_footer("&C第 &P 页，共 &N 页")
    page.merge_range(0, 0, 0, len(HEAD) - 1, "", formats["title"])
    page.write_string(0, 0, _title(batch), formats["title"])
    page.set_row(0, 30)
    for column, (label, width) in enumerate(HEAD):
        page.set_column(column, column, width)
        page.write_string(1, column, label, formats["head"])
    for number, row in enumerate(batch.rows, start=1):
        page.write_number(number + 1, 0, number, formats["number"])
        for column, text in enumerate(_texts(row), start=1):
            if column != AMOUNT:
                page.write_string(number + 1, column, text, formats["text"])
        page.write_number(number + 1, AMOUNT, _yuan(row.amount_fen), formats["money"])
    last = len(batch.rows) + 2
    for column in range(len(HEAD)):
        page.write_string(last, column, "合计" if column == 0 else "", formats["label"])
    page.write_number(last, AMOUNT, _yuan(batch.total_fen), formats["total"])
    page.merge_range(last + 1, 0, last + 1, len(HEAD) - 1, "", formats["label"])
    capital = f"合计（大写）：人民币{capital_amount(batch.total_fen)}"
    page.write_string(last + 1, 0, capital, formats["label"])
    page.freeze_panes(2, 0)
    page.autofilter(1, 0, len(batch.rows) + 1, len(HEAD) - 1)


def _texts(row: BatchRow) -> tuple[str, ...]:
    """The cells of a row from the second on; the amount's own is left empty."""
    day = format_day(row.decided_on) if row.decided_on else ""
    listed = row.signed_list or SINGLE
    return (
        row.case, row.programme, row.name, row.number, row.account, "", row.unit, day, listed, row.outcome,
        row.reference, row.note,
    )  # fmt: skip


def _answers(book: Any, formats: dict[str, Any], batch: BatchList) -> None:
    page = book.add_worksheet("按结果合计")
    for column, (label, width) in enumerate((("银行结果", 20), ("笔数", 10), ("金额（元）", 18))):
        page.set_column(column, column, width)
        page.write_string(0, column, label, formats["head"])
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in batch.rows:
        sums[row.outcome][0] += 1
        sums[row.outcome][1] += row.amount_fen
    for line, (outcome, (count, fen)) in enumerate(sums.items(), start=1):
        page.write_string(line, 0, outcome, formats["text"])
        page.write_number(line, 1, count, formats["number"])
        page.write_number(line, 2, _yuan(fen), formats["money"])
    page.write_string(len(sums) + 1, 0, "合计", formats["label"])
    page.write_number(len(sums) + 1, 1, len(batch.rows), formats["number"])
    page.write_number(len(sums) + 1, 2, _yuan(batch.total_fen), formats["total"])


def _taken(book: Any, formats: dict[str, Any], batch: BatchList) -> None:
    page = book.add_worksheet("取表")
    page.set_column(0, 0, 16)
    page.set_column(1, 1, 72)
    lines = (
        ("支付批次号", batch.number),
        ("单位", batch.organ),
        ("提交日期", format_day(batch.opened_on)),
        ("笔数", str(len(batch.rows))),
        ("合计", format_fen_grouped(batch.total_fen)),
        ("合计（大写）", f"人民币{capital_amount(batch.total_fen)}"),
        ("取表人", batch.taken_by),
        ("取表日期", format_day(batch.taken_on)),
        ("摘要（SHA-256）", batch.digest),
    )
    for line, (label, text) in enumerate(lines):
        page.write_string(line, 0, label, formats["label"])
        page.write_string(line, 1, text, formats["text"])


def _yuan(fen: int) -> Decimal:
    """Yuan with two places, exact."""
    return Decimal(fen).scaleb(-2)
