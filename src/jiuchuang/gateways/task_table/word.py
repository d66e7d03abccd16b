"""The task table as a Word document in the look of official papers."""

from __future__ import annotations

import io

import docx

from jiuchuang.domain.documents import Document
from jiuchuang.domain.documents.tasks import task_rows
from jiuchuang.gateways.official_paper import grid, heading_line, landscape_page, text_line, title_line
from jiuchuang.gateways.task_table.wording import COLUMNS, TABLE_NAME, cells, doubts, source_line

_WIDTHS_MM = (10, 20, 82, 38, 28, 34, 18, 14, 13)
_CENTRED = frozenset({0, 1, 6})


def task_table_docx(document: Document) -> bytes:
    """The Word file as bytes."""
    paper = docx.Document()
    landscape_page(paper)
    if document.metadata.title:
        title_line(paper, document.metadata.title)
    title_line(paper, TABLE_NAME)
    text_line(paper, source_line(document))
    grid(paper, COLUMNS, (cells(row) for row in task_rows(document)), _WIDTHS_MM, _CENTRED)
    remarks = doubts(document)
    if remarks:
        heading_line(paper, "核对事项")
        for kind, place, words in remarks:
            text_line(paper, f"{kind}：{place}，{words}。")
    paper.core_properties.title = TABLE_NAME
    buffer = io.BytesIO()
    paper.save(buffer)
    return buffer.getvalue()
