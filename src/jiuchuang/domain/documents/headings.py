"""Where the heading of a clause ends and its own words begin.

A run-in heading ends at the first full stop (（一）加强领导。…); a heading on a line of its own is
followed by the next number. A chapter with words of its own but no full stop after its heading is
recognised by the stock headings of official writing, else by a line break we may believe.
"""

from __future__ import annotations

import re

from jiuchuang.domain.documents.document_names import KIND
from jiuchuang.domain.documents.duties import find_duties
from jiuchuang.domain.documents.markers import Style
from jiuchuang.domain.documents.normalise import NormalisedText
from jiuchuang.domain.documents.outline import Node
from jiuchuang.domain.documents.stock_headings import STOCK

_STOCK_HEADING = re.compile(
    rf"(?P<heading>(?:切实|进一步|不断)?(?:加强|强化|完善|健全|落实|严格|明确|细化)?{STOCK})(?P<stop>[。：]?)"
    r"(?![的和与及、，；]|力度|机制|体系|制度|工作)"
)
# Any short noun of that family, when a time or a purpose follows: 建设目标到2025年…
_GOAL_HEADING = re.compile(
    r"(?P<heading>[一-鿿]{2,4}(?:目标|任务|标准|要求|措施|步骤|内容|条件|原则))(?P<stop>[。：]?)"
    r"(?=[到至]?(?:19|20)[0-9]{2}年|力争|用[0-9一二三四五]|以习近平|坚持以|围绕)"
)
# What a run-in heading never has: figures with a unit, a condition, a list of parts.
_NO_HEADING = re.compile(r"[0-9](?:%|元|万|亿|人|家|户|个|年|月|日|次)|；|的，|：")
_IN_BRACKETS = re.compile(r"（[^（）]*）")
_ANNEX_TITLE = re.compile(
    rf"[^，。；：]{{2,60}}?(?:{KIND}|表|清单|名单|目录|流程图|要点|标准)(?=为|根据|一、|第一|（一）|1[.、]|\\||$)"
)
_NOT_AFTER_STOCK = re.compile("为|是|和")
# 全年培训800人次，其中： announces its items and is a sentence, not a heading.
_ANNOUNCES = re.compile("[^。；：]*[，0-9][^。；：]*：")
_LONGEST = 50


def split_heading(source: NormalisedText, node: Node, end: int) -> tuple[tuple[int, int] | None, int]:
    """The heading's place, or None, and where the clause's own words begin, within `[node.body, end)`."""
    text, body = source.text, node.body
    if node.style is Style.ANNEX:
        return _annex_title(source, node, end)
    if node.style is Style.ARTICLE or any(
        label.startswith("第") and label.endswith("条") for label in node.path
    ):
        return None, body
    duty = next(iter(find_duties(text, body, end)), None)
    if node.has_child and duty is not None and not {"。", "；"} & set(text[body : duty.start]):
        return (body, duty.start), duty.start
    first_stop = _first_stop(text, body, end)
    if node.has_child and _ANNOUNCES.fullmatch(text, body, end):
        return None, body
    if node.has_child and first_stop is None and end - body <= _LONGEST + 20:
        return ((body, end) if body < end else None), end
    if node.has_child and first_stop == end - 1 and end - body <= _LONGEST + 20:
        return (body, first_stop), end
    stock = _STOCK_HEADING.match(text, body, end) or _GOAL_HEADING.match(text, body, end)
    if stock is not None and stock.end() < end and not _NOT_AFTER_STOCK.match(text, stock.end()):
        return (body, stock.end("heading")), stock.end()
    line = _first_line(source, body, end)
    if line is not None:
        return (body, line), line
    if first_stop is None or first_stop + 1 >= end or first_stop - body > _LONGEST:
        return None, body
    if _NO_HEADING.search(_IN_BRACKETS.sub("", text[body:first_stop])) or not _has_words(
        text[first_stop + 1 : end]
    ):
        return None, body
    return (body, first_stop), first_stop + 1


def _annex_title(source: NormalisedText, node: Node, end: int) -> tuple[tuple[int, int] | None, int]:
    """附件：甲表 or a list of annexes is all title; an annex with a text of its own begins with its title."""
    text, body = source.text, node.body
    if text[body : body + 1] == "：" and not node.has_child:
        return ((body + 1, end) if body + 1 < end else None), end
    body += text[body : body + 1] == "："
    title = _ANNEX_TITLE.match(text, body, end)
    if title is not None:
        return title.span(), title.end()
    line = _first_line(source, body, end)
    if line is not None:
        return (body, line), line
    return ((body, end) if body < end and end - body <= _LONGEST else None), (
        end if end - body <= _LONGEST else body
    )


def _first_stop(text: str, start: int, end: int) -> int | None:
    stop = text.find("。", start, end)
    return None if stop < 0 else stop


def _first_line(source: NormalisedText, start: int, end: int) -> int | None:
    """The first believable line break after a short unpunctuated line, or None."""
    if not source.lines_are_paragraphs:
        return None
    for position in range(start + 2, min(end, start + _LONGEST)):
        if source.text[position - 1] in "。；：":
            return None
        if position in source.line_starts:
            return position
    return None


def _has_words(rest: str) -> bool:
    """Whether more than a bracket of units follows the first sentence."""
    return bool(rest) and rest[0] not in "（[【"
