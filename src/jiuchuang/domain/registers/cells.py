"""One cell of somebody's workbook read as what its column asks for.

Spreadsheets bring numbers where text was meant, days as counts of days, full-width digits and stray spaces. What can
be read in one way only is read; what has lost digits or could mean two things is a fault with what to do about it.
Numbers come as whole numbers or exact decimals (`gateways/workbook` makes them so).
Every reader returns the value as it is kept (JSON: text, whole number, truth value; a day as 2016-03-01, a month as
2016-03, money in whole fen), or raises `Unreadable`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from unicodedata import category

from jiuchuang.domain.kernel.day import parse_day
from jiuchuang.domain.kernel.identifiers import read_credit_code, read_resident_id

Cell = str | int | Decimal | bool | date | datetime | None
Kept = str | int | bool

EXACT_DIGITS = 15
"""So many digits of a number does a spreadsheet keep; the rest become zeros."""
FIRST_SERIAL, LAST_SERIAL = 1, 73_415
"""Days that a spreadsheet counts from the end of 1899: up to the end of 2100."""
MOST = 10**15
"""Nothing that is counted or paid here comes near it; `1e999999999` would take all memory to write out."""
_EPOCH = date(1899, 12, 30)
_YES = frozenset({"是", "有", "对", "y", "yes", "true", "1", "√"})
_NO = frozenset({"否", "无", "没有", "不是", "n", "no", "false", "0", "×"})


class Unreadable(ValueError):
    """Why a cell cannot be read, and what to do; both in plain Chinese."""

    def __init__(self, message: str, suggestion: str = "") -> None:
        super().__init__(message)
        self.message, self.suggestion = message, suggestion


def is_empty(cell: Cell) -> bool:
    """Nothing in it but spaces."""
    return cell is None or (isinstance(cell, str) and not _half_width(cell).strip())


def read_text(cell: Cell) -> str:
    """Words, without spaces around them; a whole number as its digits."""
    if isinstance(cell, str):
        return re.sub(r"\s+", " ", _control_free(cell)).strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, date | datetime):
        return _day_of(cell).isoformat()
    return _digits(cell)


def read_number_text(cell: Cell) -> str:
    """Digits that are a name (a certificate, an account, a telephone), never a quantity."""
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool) and abs(cell) >= 10**EXACT_DIGITS:
        raise Unreadable(
            f"这一格存成了数字，表格软件只保留前{EXACT_DIGITS}位，后面的已经丢失",
            "把这一列设成文本格式后重新填写",
        )
    text = _half_width(read_text(cell))
    if re.fullmatch(r"\d(?:\.\d+)?[eE]\+?\d+", text):
        raise Unreadable("这一格变成了科学记数法，原来的数字已经丢失", "把这一列设成文本格式后重新填写")
    return re.sub(r"[\s\-－—]", "", text)


def read_resident(cell: Cell, on: date) -> str:
    """A resident id in its 18-character form (GB 11643); `on` is the day of the check."""
    person, problems = read_resident_id(read_number_text(cell), day=on)
    if person is None:
        raise Unreadable("；".join(problem.message for problem in problems), problems[0].suggestion)
    return person.number


def read_credit(cell: Cell) -> str:
    """A unified social credit code (GB 32100)."""
    code, problems = read_credit_code(read_number_text(cell))
    if code is None:
        raise Unreadable("；".join(problem.message for problem in problems), problems[0].suggestion)
    return code.number


def read_phone(cell: Cell) -> str:
    """A telephone in China: 11 digits from 1, or area code and number."""
    text = re.sub(r"^(?:\+?86)(?=1\d{10}$)", "", read_number_text(cell))
    if not re.fullmatch(r"1\d{10}|0\d{9,11}|\d{7,8}", text):
        raise Unreadable(f"“{text}”不是电话号码", "手机号11位，座机写区号加号码")
    return text


def read_day(cell: Cell, earliest: date = date(1900, 1, 1)) -> str:
    """A day; a count of days is taken as the spreadsheet means it. Days before `earliest` are slips of the pen."""
    day = _read_day(cell)
    if day < earliest:
        raise Unreadable(f"日期{day.isoformat()}太早", "请核对年份")
    return day.isoformat()


def read_month(cell: Cell) -> str:
    """A month: 2016-03, 2016年3月, 201603, or any day in it."""
    if isinstance(cell, date | datetime):
        return f"{_day_of(cell):%Y-%m}"
    text = _half_width(read_text(cell)).replace(" ", "")
    match = re.fullmatch(r"(\d{4})[-/.年]?(\d{1,2})月?", text)
    if match and 1 <= int(match[2]) <= 12:
        return f"{match[1]}-{int(match[2]):02d}"
    try:
        return f"{_read_day(cell):%Y-%m}"
    except Unreadable:
        raise Unreadable(f"月份“{text}”读不懂", "请写成如 2016-03") from None


def read_count(cell: Cell, most: int = 10_000_000) -> int:
    """A whole number from 0."""
    number = _decimal(cell)
    if number != int(number) or number < 0:
        raise Unreadable(f"“{read_text(cell)}”应为不小于0的整数")
    if number > most:
        raise Unreadable(f"“{read_text(cell)}”太大，最多{most}")
    return int(number)


def read_yuan(cell: Cell) -> int:
    """Money written in yuan, as fen."""
    number = _decimal(cell) * 100
    if number != int(number) or number < 0:
        raise Unreadable(f"“{read_text(cell)}”应为元，最多两位小数")
    return int(number)


def read_truth(cell: Cell) -> bool:
    """Yes or no."""
    if isinstance(cell, bool):
        return cell
    text = _half_width(read_text(cell)).lower()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise Unreadable(f"“{text}”应填“是”或“否”", "不清楚的留空，不要填“否”")


def read_choice(cell: Cell, labels: Mapping[str, str]) -> str:
    """One of the keys of `labels`, written as its label or as the key itself."""
    text = read_text(cell)
    for key, label in labels.items():
        if text in (label, key):
            return key
    shown = "、".join(list(labels.values())[:8]) + ("…" if len(labels) > 8 else "")
    raise Unreadable(f"没有“{text}”这一项", f"可填：{shown}")


def _read_day(cell: Cell) -> date:
    if isinstance(cell, date | datetime):
        return _day_of(cell)
    text = _half_width(read_text(cell))
    if re.fullmatch(r"\d{1,5}", text) and FIRST_SERIAL <= int(text) <= LAST_SERIAL:
        if isinstance(cell, str) or int(text) < 3000:  # 1 to 3000 is far more likely a year or a slip
            raise Unreadable(f"日期“{text}”读不懂", "请写成如 2016-03-01")
        return _EPOCH + timedelta(days=int(text))
    try:
        return parse_day(text)
    except ValueError as fault:
        message, _, hint = str(fault).partition("：")
        raise Unreadable(message, hint) from None


def _day_of(cell: date | datetime) -> date:
    return cell.date() if isinstance(cell, datetime) else cell


def _decimal(cell: Cell) -> Decimal:
    text = re.sub(r"[\s,，]", "", _half_width(read_text(cell)))
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise Unreadable(f"“{text}”不是数")
    if not -MOST <= number <= MOST:
        raise Unreadable(f"“{text}”太大")
    return number


def _digits(number: int | Decimal | None) -> str:
    """A number of a spreadsheet as it was typed."""
    return "" if number is None else f"{number:f}" if isinstance(number, Decimal) else str(number)


def _half_width(text: str) -> str:
    """Full-width letters, digits and spaces as half-width ones."""
    return "".join(
        chr(ord(mark) - 0xFEE0) if "！" <= mark <= "～" else " " if mark == "\u3000" else mark
        for mark in text
    )


def _control_free(text: str) -> str:
    """Without marks that nobody sees. Whatever stands for a character stays, known to this program or not.

    Rare characters of names are newer than it, or lie where each office keeps its own.
    """
    return "".join(
        mark
        for mark in text.replace("\u3000", " ")
        if mark.isspace() or category(mark) not in ("Cc", "Cf", "Cs")
    )
