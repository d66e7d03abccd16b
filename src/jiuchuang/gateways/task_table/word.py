"""The task table as a Word document in the look of official papers (GB/T 9704-2012).

A4 landscape, title in 小标宋 2号, running text in 仿宋, table header repeated on every page, page
numbers between dashes.
"""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from jiuchuang.domain.documents import Document
from jiuchuang.domain.documents.tasks import task_rows
from jiuchuang.gateways.task_table.wording import COLUMNS, TABLE_NAME, cells, doubts, source_line

_TITLE_FONT, _TEXT_FONT, _HEADER_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体"
_WIDTHS_MM = (10, 20, 82, 38, 28, 34, 18, 14, 13)  # 257 mm: A4 landscape less two margins of 20 mm
_CENTRED = frozenset({0, 1, 6})


def task_table_docx(document: Document) -> bytes:
    """The Word file as bytes."""
    paper = docx.Document()
    _page(paper)
    if document.metadata.title:
        _line(paper, document.metadata.title, _TITLE_FONT, Pt(22), WD_ALIGN_PARAGRAPH.CENTER)
    _line(paper, TABLE_NAME, _TITLE_FONT, Pt(22), WD_ALIGN_PARAGRAPH.CENTER)
    _line(paper, source_line(document), _TEXT_FONT, Pt(12), WD_ALIGN_PARAGRAPH.LEFT)
    _table(paper, document)
    remarks = doubts(document)
    if remarks:
        _line(paper, "核对事项", _HEADER_FONT, Pt(14), WD_ALIGN_PARAGRAPH.LEFT)
        for kind, place, words in remarks:
            _line(paper, f"{kind}：{place}，{words}。", _TEXT_FONT, Pt(12), WD_ALIGN_PARAGRAPH.LEFT)
    paper.core_properties.title = TABLE_NAME
    buffer = io.BytesIO()
    paper.save(buffer)
    return buffer.getvalue()


def _page(paper: Any) -> None:
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(25), Mm(22)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(footer, "— ", "宋体", Pt(14))
    _page_number(_run(footer, "", "宋体", Pt(14)))
    _run(footer, " —", "宋体", Pt(14))


def _page_number(run: Any) -> None:
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
    _run(paragraph, text, font, size)


def _table(paper: Any, document: Document) -> None:
    table = paper.add_table(rows=1, cols=len(COLUMNS))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, name in enumerate(COLUMNS):
        _cell(table.rows[0].cells[column], column, name, _HEADER_FONT, centred=True)
    _flag(table.rows[0], "w:tblHeader")
    for row in task_rows(document):
        added = table.add_row()
        row_cells = added.cells
        for column, text in enumerate(cells(row)):
            _cell(row_cells[column], column, text, _TEXT_FONT, centred=column in _CENTRED)


def _flag(row: Any, tag: str) -> None:
    """Set a row property: `w:tblHeader` repeats the row on every page."""
    properties = row._tr.get_or_add_trPr()
    mark = OxmlElement(tag)
    mark.set(qn("w:val"), "true")
    properties.append(mark)


def _cell(cell: Any, column: int, text: str, font: str, *, centred: bool) -> None:
    cell.width = Mm(_WIDTHS_MM[column])
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
    _run(paragraph, text, font, Pt(10.5))


def _run(paragraph: Any, text: str, font: str, size: Any) -> Any:
    """A run in one font; East Asian text needs its own attribute."""
    run = paragraph.add_run(text)
    run.font.name = font
    run.font.size = size
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run
