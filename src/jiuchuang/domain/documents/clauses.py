"""From outline nodes to clauses: preamble, numbered clauses, unnumbered closing paragraphs.

The closing paragraph of a document (尾段) follows the units of its last section; the closing
paragraph of a chapter (末段) takes up the chapter's own heading again. Both are found by their words,
so that re-wrapped lines do not move them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from jiuchuang.domain.documents.duties import find_duties
from jiuchuang.domain.documents.frame import Head, Piece, issuing_office, read_head, read_tail
from jiuchuang.domain.documents.headings import split_heading
from jiuchuang.domain.documents.markers import Style
from jiuchuang.domain.documents.normalise import NormalisedText
from jiuchuang.domain.documents.outline import Node, Oddity, outline

PREAMBLE = "前言"
CLOSING = "尾段"
CHAPTER_CLOSING = "末段"


@dataclass(frozen=True, slots=True)
class Draft:
    """A clause before its words are read: locator, whole stretch, heading, own words."""

    locator: str
    start: int
    end: int
    heading: tuple[int, int] | None
    body: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cut:
    """A document cut into clauses and the frame around them, without gap or overlap."""

    drafts: tuple[Draft, ...]
    pieces: tuple[Piece, ...]
    oddities: tuple[Oddity, ...]


_CLOSING_SENTENCE = re.compile(
    r"(?<=[。）！])(?=本(?:意见|文件|办法|通知|方案|规定|细则|措施|政策|实施意见|实施方案)[^。]{0,40}"
    r"(?:施行|实施|执行|负责解释|有效期|为准|之日起)"
    r"|(?:各|全[市县区])[^。，]{0,20}(?:要|应当?)(?:认真)?(?:按照|贯彻|落实|结合)[^。]{0,12}本(?:意见|通知|方案|文件|办法)"
    r"|各地(?:各部门|各单位)?要?(?:结合|根据)(?:本地|自身)?实际|此件|特此|(?:联系|咨询)(?:人|电话)：)"
)
# A paragraph behind the items of an article that speaks of the whole article.
_OF_THE_ARTICLE = re.compile(r"(?<=[。；])(?:前款|前两款|本条|前述)")
_SENTENCE = re.compile(r"(?<=。)[^。]+。")
_SHARED_PHRASE = 4
# 以上各阶段… speaks of all sections of the chapter, whichever words its heading has.
_OF_ALL_SECTIONS = re.compile("(?:以上|上述|前述)(?:各|所列)?(?:阶段|任务|措施|政策|条款|各项|步骤|工作)")


def cut_clauses(source: NormalisedText) -> Cut:
    """Cut the whole text into clauses and frame."""
    plan = outline(source.text, source.line_starts if source.lines_are_paragraphs else frozenset())
    text = source.text
    nodes = list(plan.nodes)
    head = read_head(text, nodes[0].start if nodes else len(text))
    pieces = list(head.pieces)
    nodes, tail = _without_tails(text, nodes, issuing_office(text, head.pieces))
    pieces.extend(tail)
    drafts = _preamble(text, head, bool(nodes), pieces)
    for index, node in enumerate(nodes):
        drafts.extend(_drafts(source, nodes, index, node))
    return Cut(tuple(drafts), tuple(sorted(pieces, key=lambda p: p.start)), plan.oddities)


def _preamble(text: str, head: Head, has_clauses: bool, pieces: list[Piece]) -> list[Draft]:
    start, end = head.preamble
    if not has_clauses:
        tail = read_tail(text, start, end)
        pieces.extend(tail)
        end = tail[0].start if tail else end
    return [Draft(PREAMBLE, start, end, None, (start, end))] if start < end else []


def _without_tails(text: str, nodes: list[Node], office: str | None) -> tuple[list[Node], list[Piece]]:
    """Take signature and footer off the last clause, and off the one before an annex."""
    trimmed: list[Node] = []
    pieces: list[Piece] = []
    for index, node in enumerate(nodes):
        following = nodes[index + 1] if index + 1 < len(nodes) else None
        last_of_text = following is None or (
            following.path[0].startswith("附件") and node.path[0] != following.path[0]
        )
        tail = read_tail(text, node.body, node.end, office) if last_of_text else ()
        pieces.extend(tail)
        trimmed.append(replace(node, end=tail[0].start) if tail else node)
    return trimmed, pieces


def _drafts(source: NormalisedText, nodes: list[Node], index: int, node: Node) -> list[Draft]:
    """The draft of one node, and of the unnumbered paragraph behind it if there is one."""
    following = nodes[index + 1] if index + 1 < len(nodes) else None
    end, closing = node.end, CLOSING
    if node.style is not Style.ANNEX and not node.has_child:
        if following is None or following.style is Style.ANNEX:
            end = _closing_of_document(source.text, node)
        elif len(node.path) > 1 and len(following.path) == 1:
            chapter = next(n for n in nodes if n.path == node.path[:1])
            end = _closing_of_chapter(source, node, source.text[chapter.body : chapter.end])
            closing = f"{node.path[0]}/{CHAPTER_CLOSING}"
    if end == node.end:
        end, parent = _closing_of_items(source.text, nodes, index)
        closing = f"{parent}/{CHAPTER_CLOSING}"
    heading, body = split_heading(source, node, end)
    drafts = [Draft(node.locator, node.start, end, heading, (body, end))]
    if end < node.end:
        drafts.append(Draft(closing, end, node.end, None, (end, node.end)))
    return drafts


def _closing_of_items(text: str, nodes: list[Node], index: int) -> tuple[int, str]:
    """Where a paragraph begins that closes a list of items, and the clause it belongs to.

    甲；乙；丙。以上… — when all items before the last are single phrases ending in ；, what follows the
    last one's full stop belongs to the clause above; so does 前款所称… behind the items of an article.
    """
    node = nodes[index]
    following = nodes[index + 1] if index + 1 < len(nodes) else None
    parent = node.path[:-1]
    if node.has_child or not parent or (following is not None and following.path[: len(parent)] == parent):
        return node.end, ""
    article = next((i for i, label in enumerate(node.path[:-1]) if re.fullmatch("第.+条", label)), None)
    cue = _OF_THE_ARTICLE.search(text, node.body, node.end) if article is not None else None
    if cue is not None and article is not None:
        return cue.start(), "/".join(node.path[: article + 1])
    sisters = [n for n in nodes if n.path[:-1] == parent and n is not node]
    stop = text.find("。", node.body, node.end) + 1
    phrases = all(text[n.end - 1] == "；" and "。" not in text[n.body : n.end] for n in sisters)
    if node.style is Style.SPOKEN or not sisters or not phrases or not 0 < stop < node.end:
        return node.end, ""
    if find_duties(text, stop, node.end) or text[stop] in "（[【〔":
        return node.end, ""
    return stop, "/".join(parent)


def _closing_of_document(text: str, node: Node) -> int:
    """Where the document's closing paragraph begins inside its last clause (its end if none)."""
    duties = find_duties(text, node.body, node.end)
    if duties:
        rest = text[duties[-1].end : node.end]
        return node.end - len(rest.lstrip("。；，")) if rest.strip("。；，") else node.end
    cue = _CLOSING_SENTENCE.search(text, node.body, node.end)
    return cue.start() if cue is not None else node.end


def _closing_of_chapter(source: NormalisedText, node: Node, heading: str) -> int:
    """Where a paragraph begins that sums up the chapter: it repeats the chapter heading's words."""
    text = source.text
    if find_duties(text, node.body, node.end):
        return node.end
    phrases = {
        part[i : i + _SHARED_PHRASE]
        for part in re.split("[，、。]", heading)
        for i in range(len(part) - _SHARED_PHRASE + 1)
    }
    for sentence in _SENTENCE.finditer(text, node.body, node.end):
        at = sentence.start()
        if source.lines_are_paragraphs and at not in source.line_starts:
            continue
        if _OF_ALL_SECTIONS.match(sentence.group()):
            return at
        opening = re.split("，", sentence.group(), maxsplit=1)[0]
        if any(phrase in opening and phrase not in text[node.body : at] for phrase in phrases):
            return at
    return node.end
