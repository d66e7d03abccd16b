"""Where the heading of a clause ends and its own words begin.

A run-in heading ends at the first full stop (（一）加强领导。…); a heading on a line of its own is
followed by the next number. A chapter with words of its own but no full stop after its heading is
recognised by the stock headings of official writing, else by a line break we may believe.
"""

from __future__ import annotations

import re

from jiuchuang.domain.documents.markers import Style
from jiuchuang.domain.documents.normalise import NormalisedText
from jiuchuang.domain.documents.outline import Node
from jiuchuang.domain.documents.stock_headings import STOCK

_STOCK_HEADING = re.compile(rf"(?P<heading>{STOCK})(?P<stop>[。：]?)(?![的和与及、，；])")
_NOT_AFTER_STOCK = re.compile("为|是|和")
_LONGEST = 50


def split_heading(source: NormalisedText, node: Node, end: int) -> tuple[tuple[int, int] | None, int]:
    """The heading's place, or None, and where the clause's own words begin, within `[node.body, end)`."""
    text, body = source.text, node.body
    if node.style is Style.ANNEX:
        colon = 1 if text[body : body + 1] == "：" else 0
        return ((body + colon, end) if body + colon < end else None), end
    first_stop = _first_stop(text, body, end)
    if node.has_child and first_stop is None and end - body <= _LONGEST + 20:
        return ((body, end) if body < end else None), end
    if node.has_child and first_stop == end - 1 and end - body <= _LONGEST + 20:
        return (body, first_stop), end
    stock = _STOCK_HEADING.match(text, body, end)
    if stock is not None and stock.end() < end and not _NOT_AFTER_STOCK.match(text, stock.end()):
        return (body, stock.end("heading")), stock.end()
    line = _first_line(source, body, end)
    if line is not None:
        return (body, line), line
    if node.style is Style.ARTICLE or first_stop is None or first_stop + 1 >= end:
        return None, body
    if first_stop - body > _LONGEST or not _has_words(text[first_stop + 1 : end]):
        return None, body
    return (body, first_stop), first_stop + 1


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
