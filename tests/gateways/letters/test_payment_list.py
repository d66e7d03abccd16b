"""The payment list as finance opens it."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from gateways.letters.examples import PAYMENTS
from jiuchuang.gateways.letters.payment_list import payment_list_xlsx


def opened(data: bytes):
    return load_workbook(BytesIO(data))


def test_every_row_stands_with_all_its_digits_and_nothing_runs():
    data = payment_list_xlsx(PAYMENTS)
    page = opened(data)["发放明细"]
    first, second, third = ([cell.value for cell in page[line]] for line in (3, 4, 5))
    assert first[1:8] == [
        "2026-369921-000123-7",
        "一次性创业补贴",
        "测试人甲",
        "369921199001010012",
        "测试银行",
        "6200000000000000012",
        5000,
    ]
    assert [second[3], second[4], second[6], second[10]] == ["=1+1", "+86", "@账号", "-2"]
    assert {cell.data_type for line in (3, 4, 5) for cell in page[line]} <= {"s", "n"}
    assert (third[4], third[6], third[7]) == ("36992119900202002X", "0012", 7000)
    sheets = [ZipFile(BytesIO(data)).read(f"xl/worksheets/sheet{number}.xml") for number in (1, 2, 3)]
    assert not any(b"<f>" in sheet for sheet in sheets)


def test_totals_by_programme_and_as_a_whole():
    book = opened(payment_list_xlsx(PAYMENTS))
    assert [cell.value for cell in book["发放明细"][6]][::7] == ["合计", 13234.05]
    assert book["发放明细"][7][0].value == "合计（大写）：人民币壹万叁仟贰佰叁拾肆元零伍分"
    assert [[cell.value for cell in row] for row in book["按项目合计"].iter_rows(min_row=2)] == [
        ["一次性创业补贴", 2, 12000],
        ["社会保险补贴", 1, 1234.05],
        ["合计", 3, 13234.05],
    ]


def test_the_signature_says_who_when_how_much_with_its_digest():
    lines = {
        label.value: text.value for label, text in opened(payment_list_xlsx(PAYMENTS))["签署"].iter_rows()
    }
    assert lines["签署人"] == "测试局长"
    assert lines["签署日期"] == "2026年4月10日"
    assert lines["合计（大写）"] == "人民币壹万叁仟贰佰叁拾肆元零伍分"
    assert lines["摘要（SHA-256）"] == PAYMENTS.digest


def test_a_list_that_does_not_add_up_is_no_list():
    with pytest.raises(ValueError, match=r"signed was 13,234\.06元"):
        payment_list_xlsx(replace(PAYMENTS, total_fen=PAYMENTS.total_fen + 1))


def test_the_same_list_gives_the_same_file_and_another_day_another():
    assert payment_list_xlsx(PAYMENTS) == payment_list_xlsx(PAYMENTS)
    assert payment_list_xlsx(PAYMENTS) != payment_list_xlsx(replace(PAYMENTS, signed_on=date(2026, 4, 11)))


def test_a_large_amount_is_exact():
    row = replace(PAYMENTS.rows[0], amount_fen=987_654_321_012_345)
    book = opened(payment_list_xlsx(replace(PAYMENTS, rows=(row,), total_fen=row.amount_fen)))
    assert round(book["发放明细"]["H3"].value * 100) == row.amount_fen
