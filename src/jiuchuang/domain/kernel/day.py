"""Days and terms as the Civil Code counts them (民法典 第200–203条).

A term of months ends on the corresponding day of the last month, or on that month's last day when there is
none (第202条). There is no "months between": a term is tested by adding months to its anchor and comparing.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_CHINESE_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TERM = re.compile(r"(\d+|[一二两三四五六七八九]|[一二三四五六七八九]?十[一二三四五六七八九]?)(年|个月|月)")
_DAY_TERM = re.compile(r"(\d+)(日|天)")


def days_in_month(year: int, month: int) -> int:
    """Number of days of a month (1–12) in the Gregorian calendar."""
    leap = month == 2 and (year % 4 == 0 and year % 100 != 0 or year % 400 == 0)
    return 29 if leap else _DAYS[month - 1]


def add_months(anchor: date, months: int) -> date:
    """The day that ends a term of `months` counted from `anchor`; month ends clamp.

    The k-th instalment is always counted from the anchor, never from the instalment before it, because
    clamping is not associative: 31 January + 1 month + 1 month is 28 March, + 2 months is 31 March.
    """
    index = anchor.year * 12 + anchor.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(anchor.day, days_in_month(year, month)))


def add_days(anchor: date, days: int) -> date:
    """`days` after `anchor`; the start day itself is not counted (民法典 第201条)."""
    return anchor + timedelta(days=days)


def parse_day(text: str) -> date:
    """Read `2016-03-01`, `2016年3月1日` or `20160301`; raises ValueError with a plain message otherwise."""
    compact = re.sub(r"\s", "", text)
    match = re.fullmatch(r"(\d{4})[-/年.](\d{1,2})[-/月.](\d{1,2})日?", compact)
    match = match or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", compact)
    if not match:
        raise ValueError(f"日期“{text}”读不懂：请写成如 2016-03-01")
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        raise ValueError(f"日期“{text}”不存在") from None


def parse_months(text: str) -> int:
    """Read a term in months: `3个月`, `3年`, `半年`, `两年`, `一年半`. Raises ValueError otherwise."""
    compact = re.sub(r"\s", "", text)
    if compact in ("半年", "6个月"):
        return 6
    half = compact.endswith("年半")
    match = _TERM.fullmatch(compact[:-1] if half else compact)
    if not match:
        raise ValueError(f"期限“{text}”读不懂：请写成如 3个月、3年、半年")
    count = _chinese_number(match.group(1))
    return count * 12 + (6 if half else 0) if match.group(2) == "年" else count


def parse_days(text: str) -> int:
    """Read a term in days: `15日`, `5天`. Raises ValueError otherwise."""
    match = _DAY_TERM.fullmatch(re.sub(r"\s", "", text))
    if not match:
        raise ValueError(f"天数“{text}”读不懂：请写成如 15日")
    return int(match.group(1))


def format_day(day: date) -> str:
    """A day as people read it: 2016年3月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def format_months(months: int) -> str:
    """A term as people read it: `3年`, `18个月`, `半年`."""
    if months == 6:
        return "半年"
    return f"{months // 12}年" if months and months % 12 == 0 else f"{months}个月"


def _chinese_number(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return _CHINESE_DIGITS[text]
    return _CHINESE_DIGITS.get(tens, 1) * 10 + _CHINESE_DIGITS.get(ones, 0)
