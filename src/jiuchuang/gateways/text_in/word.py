"""A Word document → text: paragraphs and tables in order, automatic numbers written out.

Numbers that Word counts by itself (一、 （一） 1.) are not in the text of a paragraph; without them a
document would lose its outline, so they are counted here as Word does. Deleted revisions are left out.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from jiuchuang.gateways.damaged_zip import DAMAGED
from jiuchuang.gateways.text_in.unreadable import Unreadable
from jiuchuang.gateways.text_in.word_numbers import Numbering

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def text_of_docx(data: bytes) -> str:
    """The words of a .docx, one line a paragraph or table row. Raises `Unreadable`."""
    try:
        document = docx.Document(io.BytesIO(data))
    except (*DAMAGED, PackageNotFoundError, KeyError, etree.XMLSyntaxError) as fault:
        raise Unreadable(
            "docx-broken", "Word 文件读不出来", "文件可能损坏，或其实是 .doc：请另存为 .docx"
        ) from fault
    return "\n".join(_lines(document))


def _lines(document: WordDocument) -> Iterator[str]:
    numbering = Numbering(document)
    for block in document.element.body:
        if block.tag == qn("w:p"):
            yield numbering.label(block) + _words(block)
        elif block.tag == qn("w:tbl"):
            for row in block.iter(qn("w:tr")):
                yield "|" + "|".join(_words(cell) for cell in row.iter(qn("w:tc"))) + "|"
        elif block.tag == qn("w:sdt"):
            for paragraph in block.iter(qn("w:p")):
                yield numbering.label(paragraph) + _words(paragraph)


def _words(element: etree._Element) -> str:
    """The visible text under an element; `w:delText` of revisions is another tag and stays out."""
    words: list[str] = []
    for node in element.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr")):
        if next(node.iterancestors(_FALLBACK), None) is not None:
            continue
        words.append(node.text or "" if node.tag == qn("w:t") else " ")
    return "".join(words)
