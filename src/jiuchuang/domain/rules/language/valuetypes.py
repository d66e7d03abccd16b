"""The types of values in rules, and how people write them.

Every number is a whole number over a denominator fixed at load time: money in fen over 1, a fact of type rate
in millionths, two thirds of an amount in fen over 3. So all arithmetic is exact, in every back end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from jiuchuang.domain.kernel.day import format_day, format_months, parse_day, parse_days, parse_months
from jiuchuang.domain.kernel.money import format_fen, format_fen_grouped, parse_money
from jiuchuang.domain.kernel.rate import format_rate, parse_rate

RATE_DENOMINATOR = 1_000_000
"""Rate facts are held in millionths; a finer rate is refused at the boundary."""

_WHOLE = re.compile(r"-?[0-9]+")
_MULTIPLIERS = {"万": 10_000, "亿": 100_000_000, "千": 1000, "百": 100}
# A measure word may follow, but no word that makes the number a boundary or an estimate (以上, 约, 左右).
_COUNT = re.compile(r"([0-9]+(?:\.[0-9]+)?)([万亿千百]?)([^\W\d以不超约多余至内左右]*)")

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
"""Days that facts may bear; every rule is proved to stay inside the calendar for these."""

Value = int | bool | str | date
"""A known value. Unknown is None, in the evaluator as in a column (null)."""


class Kind(StrEnum):
    """What a value is. INTEGER is a literal 0 or 1 (or a factor) that takes the type it meets."""

    MONEY = "money"
    RATE = "rate"
    COUNT = "count"
    MONTHS = "months"
    DAYS = "days"
    DATE = "date"
    BOOL = "bool"
    ENUM = "enum"
    CODE = "code"
    INTEGER = "integer"


NUMERIC = frozenset({Kind.MONEY, Kind.RATE, Kind.COUNT, Kind.MONTHS, Kind.DAYS, Kind.INTEGER})
FACT_KINDS = tuple(kind.value for kind in Kind if kind is not Kind.INTEGER)

KIND_LABELS = {
    Kind.MONEY: "金额",
    Kind.RATE: "比例",
    Kind.COUNT: "数量",
    Kind.MONTHS: "月数",
    Kind.DAYS: "天数",
    Kind.DATE: "日期",
    Kind.BOOL: "是否",
    Kind.ENUM: "选项",
    Kind.CODE: "代码",
    Kind.INTEGER: "整数",
}


@dataclass(frozen=True)
class Type:
    """A kind, the denominator of its whole number, and for an enum its codes in order."""

    kind: Kind
    denominator: int = 1
    codes: tuple[str, ...] = ()

    @property
    def is_numeric(self) -> bool:
        """Whether values are whole numbers (over the denominator)."""
        return self.kind in NUMERIC

    def __str__(self) -> str:
        return KIND_LABELS[self.kind]


BOOL = Type(Kind.BOOL)
DATE = Type(Kind.DATE)
MONEY = Type(Kind.MONEY)


def fact_type(kind: str, codes: tuple[str, ...] = ()) -> Type:
    """The type of a fact declared as `kind`."""
    return Type(Kind(kind), RATE_DENOMINATOR if kind == "rate" else 1, codes)


def parse_value(text: object, type_: Type) -> Value:
    """Read a written value (`5000元`, `3年`, `50%`, `2016-03-01`, true, a code, a whole number).

    Returns the whole number over `type_.denominator`, the date, the truth value or the code.
    Raises ValueError with a plain Chinese message.
    """
    kind = type_.kind
    if kind is Kind.BOOL:
        return _parse_bool(text)
    if kind in (Kind.ENUM, Kind.CODE):
        return _parse_code(text, type_)
    if kind is Kind.DATE:
        return text if type(text) is date else parse_day(str(text))  # a datetime is no day
    if isinstance(text, bool) or not isinstance(text, int | str):
        raise ValueError(f"“{text}”不是{KIND_LABELS[kind]}")
    if kind is Kind.RATE:
        return _over(parse_rate(str(text)), type_.denominator, str(text))
    if kind is Kind.MONEY:
        return parse_money(str(text)).fen
    return text if isinstance(text, int) else _parse_whole(text, kind)


def format_value(
    value: Value | None, type_: Type, labels: Mapping[str, str] | None = None, *, grouped: bool = False
) -> str:
    """A value as people read it; unknown reads 不详. `grouped` writes money as in letters: `1,300.00元`."""
    if value is None:
        return "不详"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return format_day(value)
    if isinstance(value, str):
        return (labels or {}).get(value, value)
    exact = Fraction(value, type_.denominator)
    if type_.kind is Kind.RATE:
        return format_rate(exact)
    if exact.denominator != 1:
        return f"{exact}分" if type_.kind is Kind.MONEY else str(exact)
    if type_.kind is Kind.MONEY:
        return format_fen_grouped(exact.numerator) if grouped else format_fen(exact.numerator)
    if type_.kind is Kind.MONTHS:
        return format_months(exact.numerator)
    return f"{exact.numerator}天" if type_.kind is Kind.DAYS else str(exact.numerator)


def _parse_bool(text: object) -> bool:
    if isinstance(text, bool):
        return text
    if text in ("是", "有", "true"):
        return True
    if text in ("否", "无", "没有", "false"):
        return False
    raise ValueError(f"“{text}”应为 true（是）或 false（否）")


def _parse_code(text: object, type_: Type) -> str:
    code = str(text)
    if isinstance(text, bool) or not isinstance(text, str | int) or not code.strip():
        raise ValueError(f"“{text}”不是{KIND_LABELS[type_.kind]}")
    if type_.codes and code not in type_.codes:
        raise ValueError(f"“{code}”不在选项中：{'、'.join(type_.codes)}")
    return code


def _parse_whole(text: str, kind: Kind) -> int:
    compact = text.replace(",", "").replace(" ", "")
    if _WHOLE.fullmatch(compact):
        return int(compact)
    if kind is Kind.MONTHS:
        return parse_months(text)
    if kind is Kind.DAYS:
        return parse_days(text)
    return _parse_count(compact)


def _parse_count(compact: str) -> int:
    """Whole numbers with a Chinese multiplier and a measure word: `4万人`, `1000人次`, `10万平方米`."""
    match = _COUNT.fullmatch(compact)
    if not match:
        raise ValueError(f"数量“{compact}”读不懂：请写成如 1000人、4万人")
    exact = Fraction(match.group(1)) * _MULTIPLIERS.get(match.group(2), 1)
    if exact.denominator != 1:
        raise ValueError(f"数量“{compact}”不是整数")
    return exact.numerator


def _over(exact: Fraction, denominator: int, text: str) -> int:
    scaled = exact * denominator
    if scaled.denominator != 1:
        raise ValueError(f"比例“{text}”过细：事实中的比例最多到百万分之一")
    return scaled.numerator
