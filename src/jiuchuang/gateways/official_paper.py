"""Word documents in the look of official papers (GB/T 9704-2012).

A4 landscape, title in 小标宋, running text in 仿宋, table headers repeated on every page, page numbers between dashes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

TITLE_FONT, TEXT_FONT, HEADER_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体"
TABLE_WIDTH_MM = 257
"""A4 landscape less two margins of 20 mm."""
_UNSETTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def settable(text: str) -> str:
    """The text without control characters, which nobody sees and no document holds (XML 1.0, 2.2)."""
    return _UNSETTABLE.sub("", text)


def landscape_page(paper: Any) -> None:
    """Page size, margins and page numbers."""
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(25), Mm(22)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run_in(footer, "— ", "宋体", Pt(14))
    page_number_field(run_in(footer, "", "宋体", Pt(14)))
    run_in(footer, " —", "宋体", Pt(14))


def title_line(paper: Any, text: str) -> None:
    """A line of the title, in the middle."""
    _line(paper, text, TITLE_FONT, Pt(22), WD_ALIGN_PARAGRAPH.CENTER)


def heading_line(paper: Any, text: str) -> None:
    """A heading within the text."""
    _line(paper, text, HEADER_FONT, Pt(14), WD_ALIGN_PARAGRAPH.LEFT)


def text_line(paper: Any, text: str) -> None:
    """A paragraph."""
    _line(paper, text, TEXT_FONT, Pt(12), WD_ALIGN_PARAGRAPH.LEFT)


def grid(
    paper: Any,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    widths_mm: Sequence[int],
    centred: Collection[int] = (),
) -> None:
    """A table with borders; `centred` are the numbers of columns that are set in the middle."""
    table = paper.add_table(rows=1, cols=len(head))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, name in enumerate(head):
        _cell(table.rows[0].cells[column], widths_mm[column], name, HEADER_FONT, centred=True)
    flag_row(table.rows[0], "w:tblHeader")
    for row in rows:
        row_cells = table.add_row().cells
        for column, text in enumerate(row):
            _cell(row_cells[column], widths_mm[column], text, TEXT_FONT, centred=column in centred)


def page_number_field(run: Any) -> None:
    """A PAGE field, filled in by Word."""
    for kind, text in (("begin", None), (None, " PAGE "), ("end", None)):
        if kind is not None:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run._r.append(mark)


def _line(paper: Any, text: str, font: str, size: Any, alignment: Any) -> None:
    paragraph = paper.add_paragraph()
    paragraph.alignment = alignment
    paragraph.paragraph_format.space_after = Pt(6)
    run_in(paragraph, text, font, size)


def flag_row(row: Any, tag: str) -> None:
    """Set a row property: `w:tblHeader` repeats the row on every page."""
    properties = row._tr.get_or_add_trPr()
    mark = OxmlElement(tag)
    mark.set(qn("w:val"), "true")
    properties.append(mark)


def _cell(cell: Any, width_mm: int, text: str, font: str, *, centred: bool) -> None:
    cell.width = Mm(width_mm)
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
    run_in(paragraph, text, font, Pt(10.5))


def run_in(paragraph: Any, text: str, font: str, size: Any) -> Any:
    """A run in one font; East Asian text needs its own attribute."""
    run = paragraph.add_run(settable(text))
    run.font.name = font
    run.font.size = size
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run
