"""Which outline numbers are real: a tree of nodes with exact stretches of text.

A token opens a clause when it stands where a clause can begin *and* is the next number its level
expects. Line breaks are not asked, so wrapping cannot change the outline. Numbering may restart in
each chapter or run on through them; gaps and repetitions are accepted at a clear sentence start
and reported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jiuchuang.domain.documents.duties import DUTY_LINE
from jiuchuang.domain.documents.markers import Marker, Style, find_markers, find_spoken
from jiuchuang.domain.documents.stock_headings import STOCK

_SENTENCE_END = frozenset("。；！？")
_CLAUSE_START_AFTER = frozenset("。；！？”）】〕]…》")
_ITEM_START_AFTER = _CLAUSE_START_AFTER | frozenset("：，、")
# A chapter that follows a table: a stock heading, or a short one with its first section behind it.
_ANNOUNCED = re.compile(rf"{STOCK}|[^。；：，]{{4,40}}(?:（一）|1[.、]|一是)")
_DAY_BEFORE = re.compile(r"月[0-9一二三十]{1,3}日(?:（[^（）]{2,20}）)?$")
_EXPLAINS = re.compile("(?:其中|包括|包含|例如|比如|即|含)：$")
_SECOND_ITEM = {
    Style.BRACKET: re.compile("[^：]{2,400}?[；。]（二）"),
    Style.POINT: re.compile(r"[^：]{2,400}?[；。]2[.、](?![0-9])"),
}
_LONGEST_HEADING = 70
_LARGEST_GAP = 3


@dataclass(frozen=True, slots=True)
class Node:
    """A clause in the making: its path of labels and `[start, body, end)` of its own words.

    `start` is where its number stands, `body` where its words begin, `end` where the next clause
    (child, sibling or other) begins. `has_child` says whether that next clause lies inside it.
    """

    path: tuple[str, ...]
    style: Style
    start: int
    body: int
    end: int
    has_child: bool

    @property
    def locator(self) -> str:
        """The address people use: 二/（三）/5."""
        return "/".join(self.path)


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something doubtful about the numbering, at a position of the normalised text."""

    code: str
    message: str
    position: int


@dataclass(frozen=True, slots=True)
class Outline:
    """The nodes in document order, and what was odd."""

    nodes: tuple[Node, ...]
    oddities: tuple[Oddity, ...]


@dataclass(slots=True)
class _Level:
    style: Style
    number: int
    label: str


class _Counter:
    """The numbers open at a point of the text; says whether the next token continues them."""

    def __init__(self, text: str, line_starts: frozenset[int]) -> None:
        self.text = text
        self.line_starts = line_starts
        self.stack: list[_Level] = []
        self.last: dict[Style, int] = {}
        self.previous: Marker | None = None
        self.oddities: list[Oddity] = []
        self.seen: dict[str, int] = {}

    def offer(self, marker: Marker) -> tuple[str, ...] | None:
        """The path of labels when the token opens a clause, else None."""
        if not self._may_stand(marker) or (marker.style is Style.ANNEX and self.previous is None):
            return None
        depth = next((i for i, level in enumerate(self.stack) if level.style == marker.style), None)
        if depth is not None:
            accepted = self._continue(marker, depth)
        else:
            accepted = self._open(marker)
        if not accepted:
            return None
        self.last[marker.style] = marker.number
        self.previous = marker
        return self._path(marker)

    def _may_stand(self, marker: Marker) -> bool:
        """Strong place: after a sentence. Weak place: right after a heading, which has no full stop."""
        if marker.start == 0:
            return True
        before = self.text[marker.start - 1]
        inner = marker.style in (Style.BRACKET_ARABIC, Style.CIRCLE)
        if before in (_ITEM_START_AFTER if inner else _CLAUSE_START_AFTER):
            return True
        return (
            self._after_heading(marker)
            or self._next_in_row(marker)
            or self._after_duty_line(marker)
            or self._announced_list(marker)
        )

    def _announced_list(self, marker: Marker) -> bool:
        """…如下：1.甲；2.乙 — items announced by a colon are clauses when a second one follows.

        Behind 其中： or 包括： they only explain a word of the sentence, and stay in it.
        """
        second = _SECOND_ITEM.get(marker.style)
        return (
            second is not None
            and marker.number == 1
            and self.text[marker.start - 1] == "："
            and _EXPLAINS.search(self.text, max(0, marker.start - 4), marker.start) is None
            and second.match(self.text, marker.end) is not None
        )

    def _strong(self, marker: Marker) -> bool:
        return marker.start == 0 or self.text[marker.start - 1] in _CLAUSE_START_AFTER

    def _after_heading(self, marker: Marker) -> bool:
        """Whether only an unpunctuated heading lies between the previous number and this one."""
        before = self.text[marker.start - 1]
        if before in "、，（第之":
            return False
        if self.previous is None:
            return marker.number == 1 and marker.style not in (Style.POINT, Style.ANNEX)
        heading = self.text[self.previous.end : marker.start]
        if len(heading) > _LONGEST_HEADING or _SENTENCE_END & set(heading):
            return False
        return bool(heading) or marker.style > self.previous.style

    def _after_duty_line(self, marker: Marker) -> bool:
        """Behind 责任单位：甲局、乙局 or 完成时限：… that ended its line without a full stop."""
        if marker.style is Style.ANNEX:
            return _DAY_BEFORE.search(self.text, max(0, marker.start - 20), marker.start) is not None
        stop = max(self.text.rfind(end, 0, marker.start) for end in "。！？")
        return DUTY_LINE.match(self.text, stop + 1) is not None

    def _next_in_row(self, marker: Marker) -> bool:
        """After a table or list without full stops: exactly the next number, announced like a heading."""
        expected = next((level.number + 1 for level in self.stack if level.style == marker.style), None)
        if marker.number != expected or self.text[marker.start - 1] in "、，（第之和与至周":
            return False
        if marker.style is Style.BRACKET:
            return self.text[marker.end : marker.end + 1] not in ("（", "、", "至", "和")
        return marker.style is Style.COMMA and (
            marker.start in self.line_starts or _ANNOUNCED.match(self.text, marker.end) is not None
        )

    def _continue(self, marker: Marker, depth: int) -> bool:
        """A token of a style that is open already: the next number, or a gap, or a repetition."""
        level = self.stack[depth]
        expected = level.number + 1
        if marker.number == expected or (marker.style is Style.ANNEX and self._after_duty_line(marker)):
            pass
        elif depth == 0 and marker.number == 1 and expected > 2 and self._strong(marker):
            self._restart(marker)
            return True
        elif not self._strong(marker) or marker.style in (Style.CIRCLE, Style.BRACKET_ARABIC):
            return False
        elif expected < marker.number <= expected + _LARGEST_GAP:
            self._odd("numbering-gap", f"编号从“{level.label}”跳到“{marker.label}”，中间可能缺条", marker)
        elif marker.number == level.number:
            self._odd("numbering-repeated", f"编号“{marker.label}”重复出现", marker)
        else:
            return False
        del self.stack[depth + 1 :]
        level.number, level.label = marker.number, marker.label
        return True

    def _open(self, marker: Marker) -> bool:
        """A token of a style not open here: a first child, or numbering that runs on."""
        parents = [level for level in self.stack if level.style < marker.style]
        if self.stack and self.stack[-1].style is Style.ANNEX and self._lists_annexes(marker):
            return False
        inward = len(parents) == len(self.stack) or marker.style is Style.ANNEX
        if not inward and marker.number == 1 and not self._strong(marker):
            return False
        runs_on = self.last.get(marker.style, 0) + 1
        if marker.number not in (1, runs_on):
            if not self._strong(marker) or (marker.style is Style.POINT and runs_on == 1):
                return False
            if not runs_on < marker.number <= runs_on + _LARGEST_GAP:
                return False
            self._odd("numbering-gap", f"编号从“{marker.label}”开始，前面可能缺条", marker)
        self.stack = parents
        self.stack.append(_Level(marker.style, marker.number, marker.label))
        return True

    def _lists_annexes(self, marker: Marker) -> bool:
        """附件：1.甲表2.乙表 is a list of titles, one clause."""
        annex = self.previous
        return (
            marker.style is Style.POINT and annex is not None and self.text[annex.end : annex.end + 1] == "："
        )

    def _restart(self, marker: Marker) -> None:
        """The outermost numbering begins again at one: a second text is attached."""
        self._odd("numbering-restarts", "最外层编号重新从一开始，按所附文件处理", marker)
        self.stack = [_Level(Style.ANNEX, 1, "附件"), _Level(marker.style, 1, marker.label)]

    def _odd(self, code: str, message: str, marker: Marker) -> None:
        self.oddities.append(Oddity(code, message, marker.start))

    def _path(self, marker: Marker) -> tuple[str, ...]:
        labels = tuple(level.label for level in self.stack)
        locator = "/".join(labels)
        self.seen[locator] = self.seen.get(locator, 0) + 1
        if self.seen[locator] > 1:
            labels = (*labels[:-1], f"{labels[-1]}#{self.seen[locator]}")
        return labels


def outline(text: str, line_starts: frozenset[int] = frozenset()) -> Outline:
    """The clause tree of a normalised text, flattened in document order.

    `line_starts` are line breaks that may be believed to begin paragraphs; none by default.
    """
    counter = _Counter(text, line_starts)
    accepted: list[tuple[Marker, tuple[str, ...]]] = []
    for marker in find_markers(text):
        path = counter.offer(marker)
        if path is not None:
            accepted.append((marker, path))
    nodes: list[Node] = []
    for index, (marker, path) in enumerate(accepted):
        following = accepted[index + 1] if index + 1 < len(accepted) else None
        end = following[0].start if following else len(text)
        inner = following is not None and following[1][: len(path)] == path and len(following[1]) > len(path)
        node = Node(path, marker.style, marker.start, marker.end, end, inner)
        nodes.extend(_with_spoken(text, node))
    return Outline(tuple(nodes), tuple(counter.oddities))


def _with_spoken(text: str, node: Node) -> list[Node]:
    """The node itself, cut before 一是, and one node for each of 一是 … 二是 …"""
    run = [] if node.style is Style.ANNEX else find_spoken(text, node.body, node.end)
    if not run:
        return [node]
    parent = Node(node.path, node.style, node.start, node.body, run[0].start, True)
    children = []
    for index, marker in enumerate(run):
        end = run[index + 1].start if index + 1 < len(run) else node.end
        path = (*node.path, marker.label)
        children.append(Node(path, Style.SPOKEN, marker.start, marker.end, end, False))
    return [parent, *children]
