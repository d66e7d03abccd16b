"""The list of a payment batch (支付批次发放表) for the bank and for finance, as an Excel workbook.

Texts stay texts: account and resident numbers keep all their digits. The second sheet adds up by what the bank has
answered, the last says who took the list when, with the digest that stands on record.
"""

from __future__ import annotations

from collections import defaultdict
from io import BytesIO
from typing import Any

import xlsxwriter

from jiuchuang.domain.kernel.day import format_day
from jiuchuang.domain.kernel.money import capital_amount, format_fen_grouped
from jiuchuang.gateways.letters.data import BatchList, BatchRow
from jiuchuang.gateways.letters.payment_sheets import (
    OPTIONS,
    begin_rows,
    end_rows,
    formats_in,
    midnight,
    write_facts,
    write_sums,
    yuan,
)

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
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        made = midnight(batch.taken_on)
        book.set_properties(
            {"title": _title(batch), "author": batch.organ, "created": made, "comments": batch.digest}
        )
        formats = formats_in(book)
        _rows(book, formats, batch)
        write_sums(book, formats, "按结果合计", ("银行结果", 20), _answers(batch))
        write_facts(book, formats, "取表", _taken(batch))
    return file.getvalue()


def _title(batch: BatchList) -> str:
    return f"支付批次{batch.number}发放表"


def _rows(book: Any, formats: dict[str, Any], batch: BatchList) -> None:
    page = begin_rows(book, formats, _title(batch), HEAD, "")
    for number, row in enumerate(batch.rows, start=1):
        page.write_number(number + 1, 0, number, formats["number"])
        for column, text in enumerate(_texts(row), start=1):
            if column != AMOUNT:
                page.write_string(number + 1, column, text, formats["text"])
        page.write_number(number + 1, AMOUNT, yuan(row.amount_fen), formats["money"])
    end_rows(page, formats, len(HEAD), len(batch.rows), AMOUNT, batch.total_fen)


def _texts(row: BatchRow) -> tuple[str, ...]:
    """The cells of a row from the second on; the amount's own is left empty."""
    day = format_day(row.decided_on) if row.decided_on else ""
    listed = row.signed_list or SINGLE
    return (
        row.case, row.programme, row.name, row.number, row.account, "", row.unit, day, listed, row.outcome,
        row.reference, row.note,
    )  # fmt: skip


def _answers(batch: BatchList) -> dict[str, list[int]]:
    """Payments and fen by what the bank has answered."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in batch.rows:
        sums[row.outcome][0] += 1
        sums[row.outcome][1] += row.amount_fen
    return sums


def _taken(batch: BatchList) -> tuple[tuple[str, str], ...]:
    return (
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
