"""Damaged tokens and what they probably were. Proposals only: the text itself stays as it is.

Web pages lose the brackets of document numbers (濮政〔20161号) and the 年 月 of dates (2017421日);
typists take one character for its neighbour (健立 for 建立). Each finding gets a proposal that a
person accepts or not.
"""

from __future__ import annotations

import re

from jiuchuang.domain.documents.document_names import agency_word
from jiuchuang.domain.documents.model import Repair
from jiuchuang.domain.documents.normalise import NormalisedText

_OPEN, _CLOSE = r"[〔\[【（]", r"[〕\]】）]"
_AGENCY = r"(?P<agency>[一-鿿]{1,12})"
_NUMBERS = (
    re.compile(rf"{_AGENCY}{_OPEN}(?P<year>(?:19|20)[0-9]{{2}})(?P<serial>[0-9]{{1,4}})号"),
    re.compile(rf"{_AGENCY}(?P<year>(?:19|20)[0-9]{{2}}){_CLOSE}(?P<serial>[0-9]{{1,4}})号"),
    re.compile(rf"{_AGENCY}(?<=[发办函字规政文])(?P<year>(?:19|20)[0-9]{{2}})(?P<serial>[0-9]{{1,4}})号"),
)
_DAYS = (
    re.compile(r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})(?P<rest>[0-9]{2,4})日"),
    re.compile(r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})年(?P<rest>[0-9]{2,4})日"),
    re.compile(r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})(?P<rest>[0-9]{1,2}月[0-9]{1,2})日"),
)

CONFUSIONS = {
    "健立": "建立",
    "贷币": "货币",
    "布署": "部署",
    "按排": "安排",
    "座谈汇": "座谈会",
    "坚苦": "艰苦",
    "帐户": "账户",
    "蓝图划": "蓝图",
    "抚持": "扶持",
    "扶恤": "抚恤",
    "既使": "即使",
    "做为": "作为",
    "截止目前": "截至目前",
    "竟争": "竞争",
    "拔付": "拨付",
    "己经": "已经",
    "创业担保货款": "创业担保贷款",
    "贷款贴熄": "贷款贴息",
    "失业保脸": "失业保险",
    "劳动和同": "劳动合同",
    "就业困难人元": "就业困难人员",
    "毕业生生": "毕业生",
}
"""Words that are not words, and the one that was meant. Only pairs that cannot be right anywhere."""

_EXCEPT = {
    "健立": ("稳健立", "康健立"),
    "按排": ("按排名", "按排序", "按排放", "按排污"),
    "做为": ("做为民",),
}
_DAYS_OF_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def propose_repairs(source: NormalisedText) -> tuple[Repair, ...]:
    """All damaged tokens of the text with a proposal each, in order."""
    found = [*_numbers(source), *_days(source), *_words(source)]
    return tuple(sorted(found, key=lambda repair: repair.span.normalised))


def _numbers(source: NormalisedText) -> list[Repair]:
    """Document numbers that lost a bracket of their year."""
    found: list[Repair] = []
    for pattern in _NUMBERS:
        for match in pattern.finditer(source.text):
            agency = agency_word(match["agency"])
            start = match.start("year") - (match.start("year") - match.end("agency")) - len(agency)
            serial = match["serial"].lstrip("0")
            if not agency or not serial:
                continue
            proposal = f"{agency}〔{match['year']}〕{serial}号"
            span = source.span(start, match.end())
            found.append(Repair(source.text[start : match.end()], proposal, "number", span))
    return found


def _days(source: NormalisedText) -> list[Repair]:
    """Dates that lost 年 or 月; every valid splitting is offered (…或…)."""
    found: list[Repair] = []
    for pattern in _DAYS:
        for match in pattern.finditer(source.text):
            readings = _splits(match["rest"])
            if readings:
                proposal = "或".join(f"{match['year']}年{month}月{day}日" for month, day in readings)
                span = source.span(match.start(), match.end())
                found.append(Repair(match.group(), proposal, "date", span))
    return found


def _splits(rest: str) -> list[tuple[int, int]]:
    """The (month, day) pairs that digits run together can mean, without leading zeros but those written."""
    if "月" in rest:
        month, day = (int(part) for part in rest.split("月"))
        pairs = [(month, day)]
    else:
        pairs = [(int(rest[:cut]), int(rest[cut:])) for cut in range(1, len(rest)) if rest[cut] != "0"]
    return [(m, d) for m, d in pairs if 1 <= m <= 12 and 1 <= d <= _DAYS_OF_MONTH[m - 1]]


def _words(source: NormalisedText) -> list[Repair]:
    """Miswritten words of the confusion list."""
    found: list[Repair] = []
    for wrong, right in CONFUSIONS.items():
        for match in re.finditer(wrong, source.text):
            around = source.text[max(0, match.start() - 2) : match.end() + 2]
            if any(fine in around for fine in _EXCEPT.get(wrong, ())):
                continue
            found.append(Repair(wrong, right, "typo", source.span(match.start(), match.end())))
    return found
