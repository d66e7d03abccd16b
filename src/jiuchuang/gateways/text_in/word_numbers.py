"""Numbers that Word writes by itself: counted per list and level, formatted as `numbering.xml` says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from lxml import etree

_HAN_DIGITS = "零一二三四五六七八九"
_HAN_FORMATS = frozenset(
    "chineseCounting chineseCountingThousand japaneseCounting ideographDigital taiwaneseCounting "
    "taiwaneseCountingThousand japaneseDigitalTenThousand".split()
)


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    style: str
    pattern: str  # as in w:lvlText: `%1、`, `（%2）`, `%1.%2`


class Numbering:
    """The running numbers of one document; ask for paragraphs in document order."""

    def __init__(self, document: WordDocument) -> None:
        self._levels: dict[tuple[str, int], _Level] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._styles = _style_numbers(document)
        try:
            part = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
        except KeyError:  # a document without any numbering
            return
        if not isinstance(part, XmlPart):
            return
        root = part.element
        abstract = {_value(a, "w:abstractNumId"): a for a in root.iter(qn("w:abstractNum"))}
        for number in root.iter(qn("w:num")):
            link = number.find(qn("w:abstractNumId"))
            levels = abstract.get(_value(link)) if link is not None else None
            if levels is not None:
                for level in levels.iter(qn("w:lvl")):
                    key = (_value(number, "w:numId"), int(_value(level, "w:ilvl", "0")))
                    self._levels[key] = _level(level)

    def label(self, paragraph: etree._Element) -> str:
        """The number Word shows before this paragraph, or nothing."""
        reference = self._reference(paragraph)
        if reference is None or reference not in self._levels:
            return ""
        list_id, depth = reference
        counts = self._counts.setdefault(list_id, {})
        counts[depth] = counts.get(depth, self._levels[reference].start - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        return re.sub(
            r"%([1-9])",
            lambda match: self._written(list_id, int(match.group(1)) - 1, counts),
            self._levels[reference].pattern,
        )

    def _written(self, list_id: str, depth: int, counts: dict[int, int]) -> str:
        level = self._levels.get((list_id, depth))
        if level is None:
            return ""
        return _formatted(counts.get(depth, level.start), level.style)

    def _reference(self, paragraph: etree._Element) -> tuple[str, int] | None:
        """List and level of a paragraph, its own or its style's; list 0 switches numbering off."""
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return None
        own = _number_of(properties)
        if own is not None:
            return own if own[0] != "0" else None
        style = properties.find(qn("w:pStyle"))
        return self._styles.get(_value(style)) if style is not None else None


def _value(element: etree._Element, name: str = "w:val", default: str = "") -> str:
    """An attribute of a Word element."""
    return element.get(qn(name)) or default


def _number_of(properties: etree._Element) -> tuple[str, int] | None:
    numbers = properties.find(qn("w:numPr"))
    if numbers is None:
        return None
    list_id, depth = numbers.find(qn("w:numId")), numbers.find(qn("w:ilvl"))
    if list_id is None:
        return None
    return _value(list_id), int(_value(depth)) if depth is not None else 0


def _style_numbers(document: WordDocument) -> dict[str, tuple[str, int]]:
    """Numbering attached to paragraph styles (标题 1 …)."""
    found: dict[str, tuple[str, int]] = {}
    for style in document.styles.element.iter(qn("w:style")):
        properties = style.find(qn("w:pPr"))
        number = _number_of(properties) if properties is not None else None
        if number is not None and number[0] != "0":
            found[_value(style, "w:styleId")] = number
    return found


def _level(element: etree._Element) -> _Level:
    start, style, text = (element.find(qn(tag)) for tag in ("w:start", "w:numFmt", "w:lvlText"))
    return _Level(
        int(_value(start)) if start is not None else 1,
        _value(style) if style is not None else "decimal",
        _value(text) if text is not None else "",
    )


def _formatted(number: int, style: str) -> str:
    """A number in one of Word's formats; bullets give nothing."""
    if style in _HAN_FORMATS:
        return _han(number)
    if style.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if style in ("bullet", "none"):
        return ""
    return str(number)


def _han(number: int) -> str:
    """1–99 in Chinese numerals: 十二, 二十三."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _HAN_DIGITS[ones]
    return ("" if tens == 1 else _HAN_DIGITS[tens]) + "十" + (_HAN_DIGITS[ones] if ones else "")
