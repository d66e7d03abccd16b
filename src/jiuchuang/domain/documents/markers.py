"""Where a number of an outline could stand: 第一章, 第一条, 一、, （一）, 1., （1）, ①, 附件.

Recognition only; whether such a token really opens a clause is for `outline` to decide by sequence.
Numbering after GB/T 9704-2012 (一、 （一） 1. （1）) and its everyday variants.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from jiuchuang.domain.documents.numerals import chinese_to_int


class Style(IntEnum):
    """Styles of numbering, ordered from the outside in."""

    ANNEX = 0  # 附件, 附件1
    PART = 1  # 第一编, 第一部分
    CHAPTER = 2  # 第一章
    SECTION = 3  # 第一节
    ARTICLE = 4  # 第一条
    COMMA = 5  # 一、
    BRACKET = 6  # （一）
    POINT = 7  # 1.
    BRACKET_ARABIC = 8  # （1）, 1）
    CIRCLE = 9  # ①
    SPOKEN = 10  # 一是 … 二是 …


@dataclass(frozen=True, slots=True)
class Marker:
    """A token that may open a clause: `[start, end)` of the normalised text."""

    start: int
    end: int
    style: Style
    number: int
    label: str


_HAN = "一二三四五六七八九十百"
_ORDINAL_STYLES = {
    "编": Style.PART,
    "篇": Style.PART,
    "部分": Style.PART,
    "章": Style.CHAPTER,
    "节": Style.SECTION,
    "条": Style.ARTICLE,
}
_NOT_AFTER_ORDINAL = "规定|所称|所列|所指|中|的|和|至|款|项|、|之"

_TOKEN = re.compile(
    rf"(?P<ordinal>第(?P<ordinal_number>[{_HAN}]{{1,5}}|[0-9]{{1,3}})(?P<ordinal_style>编|篇|部分|章|节|条)"
    rf"(?!{_NOT_AFTER_ORDINAL})(?!(?<=条)第))"
    r"|(?P<annex>附件(?!下载|点击|预览|列表)(?P<annex_number>[0-9一二三四五六七八九十]{0,2})(?=[：:《]|[一-鿿]{2}))"
    rf"|(?P<comma>(?<![{_HAN}])(?P<comma_number>[{_HAN}]{{1,5}})[、.])"
    rf"|(?P<bracket>（(?P<bracket_number>[{_HAN}]{{1,5}})）、?)"
    r"|(?P<point>(?<![0-9.A-Za-z/〔年月第])(?P<point_number>[0-9]{1,2})(?:[、]|\.(?![0-9])|\.(?=20[0-9]{2}年)))"
    r"|(?P<arabic>（(?P<arabic_number>[0-9]{1,2})）|(?<![0-9（.])(?P<half_number>[0-9]{1,2})）)"
    r"|(?P<circle>[①-⑳])"
)
_NOT_AFTER_BRACKET = re.compile("项|款|条|级")


def find_markers(text: str) -> list[Marker]:
    """Every token of `text` that looks like an outline number, in order of position."""
    found = []
    for match in _TOKEN.finditer(text):
        marker = _read(match, text)
        if marker is not None:
            found.append(marker)
    return found


def _read(match: re.Match[str], text: str) -> Marker | None:
    """The marker of one regular-expression match, or None when its numeral is not a number."""
    start, end = match.span()
    groups = match.groupdict()
    if groups["ordinal"]:
        written = groups["ordinal_number"]
        number = int(written) if written.isdigit() else chinese_to_int(written)
        style = _ORDINAL_STYLES[groups["ordinal_style"]]
        return _marker(start, end, style, number, match.group())
    if groups["annex"]:
        written = groups["annex_number"]
        number = (int(written) if written.isdigit() else chinese_to_int(written)) if written else 1
        return _marker(start, end, Style.ANNEX, number, match.group())
    if groups["comma"]:
        number = chinese_to_int(groups["comma_number"])
        return _marker(start, end, Style.COMMA, number, groups["comma_number"])
    if groups["bracket"]:
        if _NOT_AFTER_BRACKET.match(text, end) or text[max(0, start - 1) : start] == "第":
            return None
        number = chinese_to_int(groups["bracket_number"])
        return _marker(start, end, Style.BRACKET, number, f"（{groups['bracket_number']}）")
    if groups["point"]:
        number = int(groups["point_number"])
        return _marker(start, end, Style.POINT, number, str(number))
    if groups["arabic"]:
        number = int(groups["arabic_number"] or groups["half_number"])
        return _marker(start, end, Style.BRACKET_ARABIC, number, f"（{number}）")
    number = ord(match.group()) - ord("①") + 1
    return _marker(start, end, Style.CIRCLE, number, match.group())


def _marker(start: int, end: int, style: Style, number: int | None, label: str) -> Marker | None:
    return Marker(start, end, style, number, label) if number else None


_SPOKEN = re.compile(
    rf"(?:(?<=[。；：，！？）])|^|(?<![唯统其同之第专单])(?=一[是要]))(?:(?P<is>[{_HAN}]{{1,2}})是|(?P<must>[{_HAN}]{{1,2}})要(?!求|点|素|件)|第(?P<nth>[{_HAN}]{{1,2}})(?=，)|其(?P<of>[{_HAN}])(?=，))"
)


# 一是 in the middle of a sentence; right after a heading, which has no stop at all, it may begin.
_UNFINISHED = re.compile(r"[。；：，！？）][^。；：，！？）]+$|^[^。；：，！？）]{31,}$")


def find_spoken(text: str, start: int, end: int) -> list[Marker]:
    """The run 一是 … 二是 … (or 一要 … 第一，… 其一，…) inside `text[start:end]`; empty unless 一 and 二 both stand.

    Only the ascending run counts, so 一是 on its own stays part of its sentence.
    """
    runs: dict[str, list[Marker]] = {"is": [], "must": [], "nth": [], "of": []}
    window = text[start:end]
    for match in _SPOKEN.finditer(window):
        kind = match.lastgroup or "is"
        number = chinese_to_int(match.group(kind))
        run = runs[kind]
        if number == 1 and kind in ("is", "must") and _UNFINISHED.search(window[: match.start()]):
            continue
        if kind == "must" and number != 1 and window[match.start() - 1] != "。":
            continue  # 一要收集；二要核实。 is one sentence about one thing
        if number == len(run) + 1:
            at = start + match.start()
            comma = 0 if kind in ("is", "must") else 1  # 第一，
            run.append(Marker(at, start + match.end() + comma, Style.SPOKEN, number, match.group()))
    long_runs = [run for run in runs.values() if len(run) >= 2]
    return min(long_runs, key=lambda run: run[0].start) if long_runs else []
