"""Amounts as figures: 4万人, 1—2个, 0.5%, 2/3, 百分之五十, 六成, 两年, 半年, 5000、3000和1000元."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from jiuchuang.domain.documents.figure import HAN, UP_TO, Figure, arabic_number, figure_of
from jiuchuang.domain.documents.measures import HAN_UNITS, MAGNITUDES, UNITS, kind_of
from jiuchuang.domain.documents.model import Kind, Number
from jiuchuang.domain.documents.numerals import chinese_to_int

_HAN, _TO = HAN, UP_TO
_ARABIC = (
    r"(?<![0-9])(?:[0-9]{1,3}(?:[,，][0-9]{3}){1,4}(?![0-9])|[0-9]{1,12})"
    r"(?:\.(?!(?:19|20)[0-9]{2}年)[0-9]{1,6})?(?![0-9])"  # 1.2035年 is item 1 about the year 2035
)
_MAGNITUDE = "(?:万亿|百万|千万|十万|亿|万|千|百)"
_UNIT = "|".join(re.escape(unit) for unit in UNITS)
_HAN_UNIT = "|".join(sorted(HAN_UNITS, key=len, reverse=True))

AMOUNT = (
    rf"(?P<slash>(?<![0-9/])(?P<upper>[0-9]{{1,3}})/(?P<lower>[0-9]{{1,3}})(?![0-9/]))"
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
"""Pattern of an amount; read its match with `read_amount`."""


def read_amount(match: re.Match[str]) -> Figure | None:
    """The figure of a match of `AMOUNT`, or None when its numeral is malformed."""
    if match["slash"] or match["parts"] or match["ratio"] or match["tenths"]:
        return _rate(match)
    if match["arabic"]:
        return _arabic(match)
    if match["listed"]:
        return _with_unit(match, arabic_number(match["listed"]), None, None, match["listed_unit"])
    if match["bare"]:
        return _with_unit(
            match, arabic_number(match["bare_value"]), None, None, match["bare_magnitude"] or ""
        )
    if match["half"]:
        return figure_of(match, Kind.DURATION, Decimal("0.5"), match["half_unit"])
    if match["half_share"]:
        return figure_of(match, Kind.RATE, Fraction(1, 2), "")
    return _han(match)


def _rate(match: re.Match[str]) -> Figure | None:
    """2/3, 三分之二, 0.5%, 5%—10%."""
    if match["slash"]:
        lower = int(match["lower"])
        value = Fraction(int(match["upper"]), lower) if lower else None
        return figure_of(match, Kind.RATE, value, "") if value is not None else None
    if match["parts"]:
        return _parts(match)
    if match["tenths"]:
        tenths = chinese_to_int(match["tenths_han"]) or 0
        half = chinese_to_int(match["tenths_half"] or "零")
        return figure_of(match, Kind.RATE, Decimal(f"{tenths}.{half}") if half else tenths, "成")
    unit = match["ratio_unit"]
    if match["ratio_high"]:
        low, high = arabic_number(match["ratio_low"]), arabic_number(match["ratio_high"])
        return figure_of(match, Kind.RATE, None, unit, low=low, high=high)
    return figure_of(match, Kind.RATE, arabic_number(match["ratio_low"]), unit)


def _parts(match: re.Match[str]) -> Figure | None:
    """三分之二, 百分之五."""
    lower, upper = chinese_to_int(match["parts_lower"]), chinese_to_int(match["parts_upper"])
    if not lower or upper is None:
        return None
    if lower == 100 and match["parts_high"]:
        return figure_of(match, Kind.RATE, None, "%", low=upper, high=chinese_to_int(match["parts_high"]))
    if lower == 100:
        return figure_of(match, Kind.RATE, upper, "%")
    return figure_of(match, Kind.RATE, Fraction(upper, lower), "")


def _arabic(match: re.Match[str]) -> Figure | None:
    unit = match["unit"].replace("余", "").replace("多", "")
    if match["high"]:
        return _with_unit(match, None, _low_end(match, unit), arabic_number(match["high"]), unit)
    return _with_unit(match, arabic_number(match["low"]), None, None, unit)


def _low_end(match: re.Match[str], unit: str) -> Number:
    """The lower end in the unit of the upper one: 8000元—1万元 begins at 0.8 万元."""
    low, high = arabic_number(match["low"]), arabic_number(match["high"])
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
