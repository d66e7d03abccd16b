"""A saved web page → text. Navigation and link lists are left out, blocks become lines."""

from __future__ import annotations

import re

from lxml import etree, html

from jiuchuang.gateways.text_in.plain import text_of_bytes
from jiuchuang.gateways.text_in.unreadable import Unreadable

_LEFT_OUT = ("script", "style", "noscript", "nav", "select", "button", "form", "iframe", "svg", "template")
_BLOCKS = frozenset(
    "p div br li tr h1 h2 h3 h4 h5 h6 table section article header footer ul ol blockquote title td th".split()
)
_LONGEST_CELL = 60
_CHARSET = re.compile(rb"charset=[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)


def text_of_html(data: bytes) -> str:
    """The words of the page body in reading order, one line a block. Raises `Unreadable`."""
    try:
        tree = html.document_fromstring(_source(data))
    except (etree.ParserError, ValueError) as fault:
        raise Unreadable("html-broken", "网页内容读不出来", "请在浏览器中另存为网页或复制文字") from fault
    body = tree.find("body")
    root = body if body is not None else tree
    for tag in _LEFT_OUT:
        for element in list(root.iter(tag)):
            _drop(element)
    for element in [e for e in root.iter("ul", "ol", "div", "td") if _is_link_list(e)]:
        if element.getparent() is not None:
            _drop(element)
    lines: list[str] = []
    _walk(root, lines)
    return "\n".join(line for line in "".join(lines).split("\n") if line.strip())


def _source(data: bytes) -> str:
    """The page as text: the declared charset first, then as for plain files."""
    declared = _CHARSET.search(data[:4096])
    if declared is not None:
        name = declared.group(1).decode("ascii").lower()
        try:
            return data.decode("gb18030" if name in ("gb2312", "gbk") else name)
        except (LookupError, UnicodeDecodeError):
            pass
    text = text_of_bytes(data)
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text)


def _is_link_list(element: html.HtmlElement) -> bool:
    """Three or more links that make up nearly all of the words: a menu, not a document."""
    links = element.findall(".//a")
    if len(links) < 3:
        return False
    return sum(_letters(link) for link in links) * 10 >= _letters(element) * 8


def _table_row(element: html.HtmlElement) -> str | None:
    """A row of a table of figures as |…|…|; None for a row that only lays out the page."""
    if element.tag != "tr":
        return None
    cells = [
        "".join("".join(cell.itertext()).split()) for cell in element.findall("td") + element.findall("th")
    ]
    if len(cells) < 2 or max(len(cell) for cell in cells) > _LONGEST_CELL:
        return None
    return "|" + "|".join(cells) + "|"


def _letters(element: html.HtmlElement) -> int:
    """How many visible characters an element holds."""
    return sum(len("".join(part.split())) for part in element.itertext())


def _drop(element: html.HtmlElement) -> None:
    """Take an element out of the page, keeping the words that follow it."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if before is None:
        parent.text = (parent.text or "") + (element.tail or "")
    else:
        before.tail = (before.tail or "") + (element.tail or "")
    parent.remove(element)


def _walk(element: html.HtmlElement, out: list[str]) -> None:
    """Append text in document order, a line break around every block."""
    if not isinstance(element.tag, str):
        out.append(element.tail or "")
        return
    row = _table_row(element)
    if row is not None:
        out.append(f"\n{row}\n{(element.tail or '').strip()}")
        return
    block = element.tag in _BLOCKS
    if block:
        out.append("\n")
    out.append((element.text or "").replace("\n", " "))
    for child in element:
        _walk(child, out)
    if block:
        out.append("\n")
    out.append((element.tail or "").replace("\n", " "))
