"""Figures in running text, and which of them are only names.

Numbers that are names (十三五, 五证合一, “131”工程), ordinals (第4次), numbers of other documents and
titles in 《》 are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiuchuang.domain.documents.amount_figures import AMOUNT, read_amount
from jiuchuang.domain.documents.calendar_figures import CALENDAR, read_calendar
from jiuchuang.domain.documents.figure import Figure
from jiuchuang.domain.documents.model import Kind

_TOKEN = re.compile(f"(?P<calendar>{CALENDAR})|(?P<amount>{AMOUNT})")

_QUOTES = re.compile(r"“[^”]{0,60}”|‘[^’]{0,60}’|\"[^\"]{0,40}\"|「[^」]{0,40}」")
_TITLES = re.compile(r"《[^》]*》|〈[^〉]*〉|<[^<>]{2,60}>")
_STRONG_UNITS = ("刻钟", "分钟", "公里", "小时", "元")

# A slogan repeats 一: 一村一品, 一人一技, 一人、一技、一业.
_SLOGAN = re.compile(r"一[一-鿿]、?一[一-鿿](?![0-9])|一[一-鿿]、一[一-鿿]")
_NAME_AFTER = re.compile(
    r"性|站|把手|工程(?!师)|意识|自信|维护|全面|代表|确立|一(?!次|年|个)|方面|环节|层面|阶段|告知|办|网|体|办法"
)
_YEAR_NAMES = re.compile(
    "工作要点|工作总结|应届|版|第[0-9一二三四五六七八九十]+[次批届]|(?:[一-鿿]{0,4})毕业生"
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
        figure = read_calendar(match) if match["calendar"] else read_amount(match)
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
    if match["half"]:
        return quoted  # “半年一小结”
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
    if before and before in "每任同统唯第之十百千万零":
        return True
    if match["han_low"][0] in "百千万亿" and match["han_unit"] != "名":
        return True  # 千家万户, 百日攻坚, 万人计划
    weak = figure.unit in _WEAK_HAN_UNITS and match["han_low"] == "一"
    return weak and _BOUNDED.search(text[max(start, match.start() - 24) : match.start()]) is None
