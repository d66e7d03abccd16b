"""Figures in running text: 4万人, 1—2个, 0.5%, 2/3, 两年, 半年, 2017年1月1日.

Recognition of tokens only. Numbers that are names (十三五, 五证合一, “131”工程), ordinals (第4次),
numbers of other documents and titles in 《》 are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from jiuchuang.domain.documents.measures import HAN_UNITS, MAGNITUDES, UNITS, kind_of
from jiuchuang.domain.documents.model import Kind, Number
from jiuchuang.domain.documents.numerals import DIGITS, chinese_to_int


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure at `[start, end)`: value in its unit, or low and high of a range.

    `unit` includes 万 or 亿 as written; `bare_unit` and `magnitude` take them apart.
    """

    start: int
    end: int
    kind: Kind
    value: Number | str | None
    low: Number | None
    high: Number | None
    unit: str
    bare_unit: str
    magnitude: int


# Runs are bounded, so that a file of nothing but digits is passed over in one go.
_ARABIC = r"(?<![0-9])(?:[0-9]{1,3}(?:[,，][0-9]{3}){1,4}(?![0-9])|[0-9]{1,12})(?:\.[0-9]{1,6})?(?![0-9])"
_HAN = "[零〇一二两三四五六七八九十百千万亿]{1,12}"
_MAGNITUDE = "(?:万亿|百万|千万|十万|亿|万|千|百)"
_UNIT = "|".join(re.escape(unit) for unit in UNITS)
_HAN_UNIT = "|".join(sorted(HAN_UNITS, key=len, reverse=True))
_TO = "[—–~-]{1,2}|至|到"
_YEAR = "(?:19|20)[0-9]{2}"
_YEAR_ENDS = "(?:年年底|年年末|年底|年末|年初|年度|年)"
_MONTH_ENDS = "(?:月底|月末|月初|月份|月上旬|月中旬|月下旬|月)"

_TOKEN = re.compile(
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
    rf"|(?P<slash>(?<![0-9/])(?P<upper>[0-9]{{1,3}})/(?P<lower>[0-9]{{1,3}})(?![0-9/]))"
    rf"|(?P<parts>(?P<parts_lower>{_HAN})分之(?P<parts_upper>{_HAN})(?:(?:{_TO})百分之(?P<parts_high>{_HAN}))?)"
    rf"|(?P<tenths>(?P<tenths_han>[一二三四五六七八九])成(?P<tenths_half>[一二三四五六七八九])?(?=以上|以下|左右|的|，|。|以内|；))"
    rf"|(?P<ratio>(?P<ratio_low>{_ARABIC})(?:(?P<ratio_first>[%‰])?(?:{_TO})(?P<ratio_high>{_ARABIC}))?"
    rf"(?P<ratio_unit>%|‰|个百分点|成(?![为立功员果长就]))(?!以?[0-9]))"
    rf"|(?P<arabic>(?P<low>{_ARABIC})(?:(?P<low_unit>{_MAGNITUDE}?(?:{_UNIT})|{_MAGNITUDE})?(?:{_TO})(?P<high>{_ARABIC}))?"
    rf"(?P<about>余|多)?(?P<unit>{_MAGNITUDE}?(?P<about_inside>余|多)?(?:{_UNIT})))"
    rf"|(?P<listed>(?<![0-9])[0-9]{{1,8}}(?:\.[0-9]{{1,4}})?(?=(?:[、和及或][0-9]{{1,8}}(?:\.[0-9]{{1,4}})?){{1,6}}(?P<listed_unit>{_MAGNITUDE}?(?:{_UNIT}))))"
    rf"|(?P<bare>(?<![0-9A-Za-z.])(?P<bare_value>[0-9]{{1,8}})(?P<bare_magnitude>万|亿)?(?=以上|以下|以内|左右))"
    rf"|(?P<half>(?<![上下每大])半(?P<half_unit>年|个月|天))"
    rf"|(?P<half_share>一半)"
    rf"|(?P<han>(?P<han_low>{_HAN})(?:(?:{_TO})(?P<han_high>{_HAN}))?(?P<han_unit>万?(?:{_HAN_UNIT})))"
)

_QUOTES = re.compile(r"“[^”]{0,60}”|‘[^’]{0,60}’|\"[^\"]{0,40}\"|「[^」]{0,40}」")
_TITLES = re.compile(r"《[^》]*》|〈[^〉]*〉|<[^<>]{2,60}>")
_STRONG_UNITS = ("刻钟", "分钟", "公里", "小时", "元")

# A slogan repeats 一: 一村一品, 一人一技, 一人、一技、一业.
_SLOGAN = re.compile(r"一[一-鿿]、?一[一-鿿](?![0-9])|一[一-鿿]、一[一-鿿]")
_NAME_AFTER = re.compile(
    r"性|站|把手|工程(?!师)|意识|自信|维护|全面|代表|确立|一(?!次|年|个)|方面|环节|层面|阶段|告知|办|网|体|办法"
)
_YEAR_NAMES = re.compile(
    "重点任务|工作要点|工作总结|应届|版|第[0-9一二三四五六七八九十]+[次批届]|(?:[一-鿿]{0,4})毕业生"
)
_MEETING = re.compile("全会|全体会议|常务会|会议|代表大会|党代会")
_WEAK_HAN_UNITS = frozenset("个项件套支座间条")
_BOUNDED = re.compile(
    r"(?:至少|不少于|不低于|最少|最多|不超过|每(?:个|年|月|季度|半年)?[^，。；]{0,12}|各)[^，。；0-9]{0,10}$"
)


def find_figures(text: str, start: int, end: int) -> Iterator[Figure]:
    """The figures of `text[start:end]` in order."""
    titles = [match.span() for match in _TITLES.finditer(text, start, end)]
    quotes = [match.span() for match in _QUOTES.finditer(text, start, end)]
    position = start
    while (match := _TOKEN.search(text, position, end)) is not None:
        position = match.end()
        if _within(match.start(), titles) or _is_ordinal(text, match.start(), start):
            continue
        figure = _read(match)
        if figure is None or _is_name(text, match, figure, quotes, start):
            continue
        yield figure


def _within(position: int, stretches: list[tuple[int, int]]) -> bool:
    return any(begin <= position < stop for begin, stop in stretches)


def _is_ordinal(text: str, position: int, start: int) -> bool:
    """第4次, 〔2017〕, and digits glued to Latin letters (O2O, H5) are no figures."""
    before = text[position - 1] if position > start else ""
    return before in ("第", "〔", "[", "#", "№") or (before.isascii() and before.isalnum())


def _is_name(
    text: str, match: re.Match[str], figure: Figure, quotes: list[tuple[int, int]], start: int
) -> bool:
    """Whether the figure is only part of a name."""
    quoted = _within(match.start(), quotes)
    if figure.unit == "年" and text.startswith("行动", match.end()):
        return True  # 三年行动方案
    if match["year"] and _YEAR_NAMES.match(text, match.end()):
        return True
    if match.group().endswith("次") and _MEETING.match(text, match.end()):
        return True
    if match["han"] is None:
        return (
            quoted
            and figure.kind in (Kind.COUNT, Kind.FREQUENCY)
            and match["arabic"] is not None
            and (match.end() - match.start() <= 3)
        )
    if figure.unit in _STRONG_UNITS:
        return False
    if quoted or _NAME_AFTER.match(text, match.end()) or match["han_low"] == "二":
        return True
    around = (max(start, match.start() - 3), match.end() + 3)
    if any(slogan.start() <= match.start() < slogan.end() for slogan in _SLOGAN.finditer(text, *around)):
        return True
    before = text[match.start() - 1] if match.start() > start else ""
    if before in "每任同统唯第之十百千万零":
        return True
    if match["han_low"][0] in "百千万亿" and match["han_unit"] != "名":
        return True  # 千家万户, 百日攻坚, 万人计划
    weak = figure.unit in _WEAK_HAN_UNITS and match["han_low"] == "一"
    return weak and _BOUNDED.search(text[max(start, match.start() - 24) : match.start()]) is None


def _read(match: re.Match[str]) -> Figure | None:
    """The figure of one token, or None when its numeral is malformed."""
    if match["years"]:
        low, high = int(match["year_from"]), int(match["year_to"])
        return _figure(match, Kind.DATE, None, "年", low=low, high=high)
    if match["days"] or match["months"]:
        return _stretch(match)
    if match["day"] or match["month"] or match["year"]:
        return _calendar(match)
    if match["han_day"] or match["han_month_end"] or match["month_day"]:
        return _written_date(match)
    if match["slash"] or match["parts"] or match["ratio"] or match["tenths"]:
        return _rate(match)
    if match["arabic"]:
        return _arabic(match)
    if match["listed"]:
        return _with_unit(match, _number(match["listed"]), None, None, match["listed_unit"])
    if match["bare"]:
        return _with_unit(match, _number(match["bare_value"]), None, None, match["bare_magnitude"] or "")
    if match["half"]:
        return _figure(match, Kind.DURATION, Decimal("0.5"), match["half_unit"])
    if match["half_share"]:
        return _figure(match, Kind.RATE, Fraction(1, 2), "")
    return _han(match)


def _rate(match: re.Match[str]) -> Figure | None:
    """2/3, 三分之二, 0.5%, 5%—10%."""
    if match["slash"]:
        lower = int(match["lower"])
        value = Fraction(int(match["upper"]), lower) if lower else None
        return _figure(match, Kind.RATE, value, "") if value is not None else None
    if match["parts"]:
        return _parts(match)
    if match["tenths"]:
        tenths = chinese_to_int(match["tenths_han"]) or 0
        half = chinese_to_int(match["tenths_half"] or "零")
        return _figure(match, Kind.RATE, Decimal(f"{tenths}.{half}") if half else tenths, "成")
    unit = match["ratio_unit"]
    if match["ratio_high"]:
        low, high = _number(match["ratio_low"]), _number(match["ratio_high"])
        return _figure(match, Kind.RATE, None, unit, low=low, high=high)
    return _figure(match, Kind.RATE, _number(match["ratio_low"]), unit)


def _calendar(match: re.Match[str]) -> Figure | None:
    """A day, a month or a year of the calendar; value is an ISO day, a month 1–12 or the year."""
    if match["day"]:
        month, day = int(match["day_month"]), int(match["day_day"])
        if not (1 <= month <= 12 and 1 <= day <= 31):
            return None
        value = (
            f"{match['day_year']}-{month:02d}-{day:02d}" if match["day_year"] else f"--{month:02d}-{day:02d}"
        )
        return _figure(match, Kind.DATE, value, "日")
    if match["month"]:
        month = int(match["month_month"])
        if not 1 <= month <= 12:
            return None
        if match["month_year"]:
            return _figure(match, Kind.DATE, f"{match['month_year']}-{month:02d}", "月")
        return _figure(match, Kind.DATE, month, "月")
    return _figure(match, Kind.DATE, int(match["year_year"]), "年")


def _stretch(match: re.Match[str]) -> Figure | None:
    """2022年9月—12月, 3月1日—3月31日, as an ISO interval of months or days."""
    if match["days"]:
        month, last = int(match["days_month"]), int(match["last_month"] or match["days_month"])
        first_day, last_day = int(match["days_from"]), int(match["days_to"])
        if not (1 <= month <= 12 and 1 <= last <= 12 and 1 <= first_day <= 31 and 1 <= last_day <= 31):
            return None
        year = match["days_year"] or "-"
        until = f"{match['last_year'] or year}-{last:02d}-{last_day:02d}"
        return _figure(match, Kind.DATE, f"{year}-{month:02d}-{first_day:02d}/{until}", "日")
    first, last = int(match["months_from"]), int(match["months_to"])
    if not (1 <= first <= 12 and 1 <= last <= 12):
        return None
    year = match["months_year"] or "-"
    return _figure(match, Kind.DATE, f"{year}-{first:02d}/{year}-{last:02d}", "月")


def _written_date(match: re.Match[str]) -> Figure | None:
    """二〇一八年七月一日, 九月底, and a day of every month (每月5日前)."""
    if match["month_day"]:
        day = int(match["month_day_day"])
        return _figure(match, Kind.DATE, day, "日") if 1 <= day <= 31 else None
    if match["han_month_end"]:
        return _figure(match, Kind.DATE, chinese_to_int(match["month_in_han"]), "月")
    year = _han_year(match["han_year"])
    if not match["han_month"]:
        return _figure(match, Kind.DATE, year, "年")
    month = chinese_to_int(match["han_month"])
    if not match["han_date"]:
        return _figure(match, Kind.DATE, f"{year}-{month:02d}", "月")
    return _figure(match, Kind.DATE, f"{year}-{month:02d}-{chinese_to_int(match['han_date']):02d}", "日")


def _han_year(written: str) -> int:
    """二○一八 → 2018."""
    return int("".join(str(DIGITS.get(digit, 0)) for digit in written))


def _parts(match: re.Match[str]) -> Figure | None:
    """三分之二, 百分之五."""
    lower, upper = chinese_to_int(match["parts_lower"]), chinese_to_int(match["parts_upper"])
    if not lower or upper is None:
        return None
    if lower == 100 and match["parts_high"]:
        return _figure(match, Kind.RATE, None, "%", low=upper, high=chinese_to_int(match["parts_high"]))
    if lower == 100:
        return _figure(match, Kind.RATE, upper, "%")
    return _figure(match, Kind.RATE, Fraction(upper, lower), "")


def _arabic(match: re.Match[str]) -> Figure | None:
    unit = match["unit"].replace("余", "").replace("多", "")
    if match["high"]:
        return _with_unit(match, None, _low_end(match, unit), _number(match["high"]), unit)
    return _with_unit(match, _number(match["low"]), None, None, unit)


def _low_end(match: re.Match[str], unit: str) -> Number:
    """The lower end in the unit of the upper one: 8000元—1万元 begins at 0.8 万元."""
    low, high = _number(match["low"]), _number(match["high"])
    written = match["low_unit"]
    if written is None and low <= high:
        return low
    scale = Fraction(_magnitude(written or ""), _magnitude(unit))
    value = Fraction(low) * scale
    return (
        value.numerator if value.denominator == 1 else Decimal(value.numerator) / Decimal(value.denominator)
    )


def _magnitude(unit: str) -> int:
    written = next((m for m in sorted(MAGNITUDES, key=len, reverse=True) if unit.startswith(m)), "")
    return MAGNITUDES.get(written, 1)


def _han(match: re.Match[str]) -> Figure | None:
    low = chinese_to_int(match["han_low"])
    high = chinese_to_int(match["han_high"]) if match["han_high"] else None
    if low is None or (match["han_high"] and high is None):
        return None
    if high is not None:
        return _with_unit(match, None, low, high, match["han_unit"])
    if match["han_low"] in ("万", "亿", "千万", "百万"):
        return _with_unit(match, 1, None, None, match["han_low"] + match["han_unit"])  # 产值过亿元
    return _with_unit(match, low, None, None, match["han_unit"])


def _with_unit(
    match: re.Match[str], value: Number | None, low: Number | None, high: Number | None, unit: str
) -> Figure:
    """Take 万 and 亿 off the unit and find its kind."""
    written = next((m for m in sorted(MAGNITUDES, key=len, reverse=True) if unit.startswith(m)), "")
    bare = unit[len(written) :]
    if written == "百" and not bare:
        written, bare = "", unit
    return Figure(
        match.start(), match.end(), kind_of(bare), value, low, high, unit, bare, MAGNITUDES.get(written, 1)
    )


def _figure(
    match: re.Match[str],
    kind: Kind,
    value: Number | str | None,
    unit: str,
    low: Number | None = None,
    high: Number | None = None,
) -> Figure:
    return Figure(match.start(), match.end(), kind, value, low, high, unit, unit, 1)


def _number(written: str) -> int | Decimal:
    """An Arabic numeral, thousands commas dropped; whole numbers as int."""
    plain = written.replace(",", "").replace("，", "")
    return Decimal(plain) if "." in plain else int(plain)
