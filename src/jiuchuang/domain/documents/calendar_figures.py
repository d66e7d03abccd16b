"""Days, months and years of the calendar as figures: 2017年1月1日, 6月底, 2022年9月—12月, 二〇三一年.

Values are ISO 8601 as far as the text goes: a day `2017-01-01` or `--06-10`, a month `2017-06` or its
number, a year as int, a stretch `2022-09/2022-12`; a day of every month is its number.
"""

from __future__ import annotations

import re

from jiuchuang.domain.documents.figure import UP_TO, Figure, figure_of
from jiuchuang.domain.documents.model import Kind
from jiuchuang.domain.documents.numerals import DIGITS, chinese_to_int

_TO = UP_TO
_YEAR = "(?:19|20)[0-9]{2}"
_YEAR_ENDS = "(?:年年底|年年末|年底|年末|年初|年度|年)"
_MONTH_ENDS = "(?:月底|月末|月初|月份|月上旬|月中旬|月下旬|月)"

CALENDAR = (
    rf"(?P<han_day>(?P<han_year>[一二][〇○零O0一二三四五六七八九]{{3}})年"
    rf"(?:(?P<han_month>[一二三四五六七八九十]{{1,2}})月(?:(?P<han_date>[一二三四五六七八九十]{{1,3}})日)?)?底?)"
    rf"|(?P<han_month_end>(?<![一二三四五六七八九十个])(?P<month_in_han>十[一二]?|[一二三四五六七八九])月(?=底|末|[上中下]旬|前)[底末]?)"
    rf"|(?P<month_day>(?<=月)(?P<month_day_day>[0-9]{{1,2}})日(?=前|之前|起|至|，|、|前后))"
    rf"|(?P<days>(?:(?P<days_year>{_YEAR})年)?(?P<days_month>[0-9]{{1,2}})月(?P<days_from>[0-9]{{1,2}})日(?:{_TO})"
    rf"(?:(?P<last_year>{_YEAR})年)?(?:(?P<last_month>[0-9]{{1,2}})月)?(?P<days_to>[0-9]{{1,2}})日)"
    rf"|(?P<months>(?:(?P<months_year>{_YEAR})年)?(?P<months_from>[0-9]{{1,2}})月?(?:{_TO})(?P<months_to>[0-9]{{1,2}}){_MONTH_ENDS})"
    rf"|(?P<years>(?P<year_from>{_YEAR})年?(?:{_TO})(?P<year_to>{_YEAR})年)"
    rf"|(?P<day>(?:(?P<day_year>{_YEAR})年)?(?P<day_month>[0-9]{{1,2}})月(?P<day_day>[0-9]{{1,2}})[日号])"
    rf"|(?P<month>(?:(?P<month_year>{_YEAR})年)?(?P<month_month>[0-9]{{1,2}}){_MONTH_ENDS})"
    rf"|(?P<year>(?P<year_year>{_YEAR}){_YEAR_ENDS})"
)
"""Pattern of a calendar figure; read its match with `read_calendar`."""


def read_calendar(match: re.Match[str]) -> Figure | None:
    """The figure of a match of `CALENDAR`, or None when it is no date."""
    if match["years"]:
        low, high = int(match["year_from"]), int(match["year_to"])
        return figure_of(match, Kind.DATE, None, "年", low=low, high=high)
    if match["days"] or match["months"]:
        return _stretch(match)
    if match["han_day"] or match["han_month_end"] or match["month_day"]:
        return _written_date(match)
    return _calendar(match)


def _calendar(match: re.Match[str]) -> Figure | None:
    """A day, a month or a year of the calendar; value is an ISO day, a month 1–12 or the year."""
    if match["day"]:
        month, day = int(match["day_month"]), int(match["day_day"])
        if not (1 <= month <= 12 and 1 <= day <= 31):
            return None
        value = (
            f"{match['day_year']}-{month:02d}-{day:02d}" if match["day_year"] else f"--{month:02d}-{day:02d}"
        )
        return figure_of(match, Kind.DATE, value, "日")
    if match["month"]:
        month = int(match["month_month"])
        if not 1 <= month <= 12:
            return None
        if match["month_year"]:
            return figure_of(match, Kind.DATE, f"{match['month_year']}-{month:02d}", "月")
        return figure_of(match, Kind.DATE, month, "月")
    return figure_of(match, Kind.DATE, int(match["year_year"]), "年")


def _stretch(match: re.Match[str]) -> Figure | None:
    """2022年9月—12月, 3月1日—3月31日, as an ISO interval of months or days."""
    if match["days"]:
        month, last = int(match["days_month"]), int(match["last_month"] or match["days_month"])
        first_day, last_day = int(match["days_from"]), int(match["days_to"])
        if not (1 <= month <= 12 and 1 <= last <= 12 and 1 <= first_day <= 31 and 1 <= last_day <= 31):
            return None
        year = match["days_year"] or "-"
        until = f"{match['last_year'] or year}-{last:02d}-{last_day:02d}"
        return figure_of(match, Kind.DATE, f"{year}-{month:02d}-{first_day:02d}/{until}", "日")
    first, last = int(match["months_from"]), int(match["months_to"])
    if not (1 <= first <= 12 and 1 <= last <= 12):
        return None
    year = match["months_year"] or "-"
    return figure_of(match, Kind.DATE, f"{year}-{first:02d}/{year}-{last:02d}", "月")


def _written_date(match: re.Match[str]) -> Figure | None:
    """二〇一八年七月一日, 九月底, and a day of every month (每月5日前)."""
    if match["month_day"]:
        day = int(match["month_day_day"])
        return figure_of(match, Kind.DATE, day, "日") if 1 <= day <= 31 else None
    if match["han_month_end"]:
        return figure_of(match, Kind.DATE, chinese_to_int(match["month_in_han"]), "月")
    year = _han_year(match["han_year"])
    if not match["han_month"]:
        return figure_of(match, Kind.DATE, year, "年")
    month = chinese_to_int(match["han_month"])
    if month is None or not 1 <= month <= 12:
        return None
    if not match["han_date"]:
        return figure_of(match, Kind.DATE, f"{year}-{month:02d}", "月")
    day_of_month = chinese_to_int(match["han_date"])
    if day_of_month is None or not 1 <= day_of_month <= 31:
        return None
    return figure_of(match, Kind.DATE, f"{year}-{month:02d}-{day_of_month:02d}", "日")


def _han_year(written: str) -> int:
    """二○一八 → 2018."""
    return int("".join(str(DIGITS.get(digit, 0)) for digit in written))
