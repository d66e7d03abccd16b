"""A sheet as a Word document on the grid of GB/T 9704: 22 lines of 28 characters, 仿宋 3号."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import docx
import segno
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from jiuchuang.gateways.letters.sheet import SEAL, Grid, Heading, Sheet
from jiuchuang.gateways.official_paper import flag_row, page_number_field, run_in, settable

TITLE, TEXT, LEVEL_1, LEVEL_2, PAGE = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
RED = RGBColor(0xC0, 0x00, 0x00)
THREE, TWO, FOUR, TABLE = Pt(16), Pt(22), Pt(14), Pt(12)
"""Chinese sizes: 3号, 2号, 4号, 小4号."""
LINE_PITCH, CHARACTER_SPACE = "580", "-849"
"""225 mm by 22 lines in twentieths of a point; 156 mm by 28 characters as a change of 16 pt in 1/4096 pt."""
LINE = Pt(29)
TEXT_WIDTH_MM = 156
LEFT, RIGHT, CENTRE = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER


def word(sheet: Sheet) -> bytes:
    """The sheet as a Word document; the same sheet gives the same text and the same dates."""
    paper = docx.Document()
    _properties(paper, sheet)
    _page(paper)
    if sheet.letterhead:
        _line(paper, sheet.organ, TITLE, Pt(_head_size(sheet.organ)), CENTRE, colour=RED, tall=True)
        red = _line(paper, sheet.number, TEXT, THREE, CENTRE)
        _rule_below(red)
    for text in sheet.title:
        _line(paper, text, TITLE, TWO, CENTRE, tall=True)
    _line(paper, "", TEXT, THREE, LEFT)
    for block in sheet.blocks:
        if isinstance(block, Grid):
            _grid(paper, block)
        elif isinstance(block, Heading):
            line = _line(
                paper, block.text, LEVEL_1 if block.level == 1 else LEVEL_2, THREE, LEFT, indent=True
            )
            line.paragraph_format.keep_with_next = True
        else:
            _line(paper, block.text, TEXT, THREE, WD_ALIGN_PARAGRAPH.JUSTIFY, indent=block.indent)
    _end(paper, sheet)
    file = BytesIO()
    paper.save(file)
    return file.getvalue()


def _end(paper: Any, sheet: Sheet) -> None:
    if sheet.code:
        _code(paper, sheet)
    _line(paper, "", TEXT, THREE, LEFT)
    for text in (*((SEAL,) if sheet.seal else ()), sheet.signed_by, sheet.dated):
        line = _line(paper, text, TEXT, THREE, RIGHT)
        line.paragraph_format.right_indent = Pt(4 * 16)
        line.paragraph_format.keep_with_next = text != sheet.dated
    if sheet.note:
        _line(paper, sheet.note, TEXT, THREE, LEFT, indent=True)


def _head_size(organ: str) -> int:
    return min(40, max(16, 430 // max(1, len(organ)) - 1))


def _properties(paper: Any, sheet: Sheet) -> None:
    """Title and organ as properties; the day of the paper, not the moment of making, so that a copy is the same."""
    properties = paper.core_properties
    properties.title, properties.author = settable(" ".join(sheet.title)), settable(sheet.organ)
    properties.comments = ""
    at = datetime(sheet.signed_on.year, sheet.signed_on.month, sheet.signed_on.day, tzinfo=UTC)
    properties.created = properties.modified = at


def _page(paper: Any) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(23)
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), LINE_PITCH)
    grid.set(qn("w:charSpace"), CHARACTER_SPACE)
    properties.append(grid)
    footer = section.footer.paragraphs[0]
    footer.alignment = CENTRE
    run_in(footer, "— ", PAGE, FOUR)
    page_number_field(run_in(footer, "", PAGE, FOUR))
    run_in(footer, " —", PAGE, FOUR)


def _line(
    paper: Any,
    text: str,
    font: str,
    size: Any,
    alignment: Any,
    *,
    indent: bool = False,
    colour: Any = None,
    tall: bool = False,
) -> Any:
    """A paragraph; `tall` gives it the height that its characters need instead of a line of the grid."""
    line = paper.add_paragraph()
    line.alignment = alignment
    form = line.paragraph_format
    form.space_before = form.space_after = Pt(0)
    if not tall:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    if indent:
        form.first_line_indent = 2 * size
    run = run_in(line, text, font, size)
    if colour is not None:
        run.font.color.rgb = colour
    return line


def _rule_below(line: Any) -> None:
    """The red line under the head (红色分隔线)."""
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "8"), ("color", "C00000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    line._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
    line.paragraph_format.space_after = Pt(28)


def _grid(paper: Any, block: Grid) -> None:
    table = paper.add_table(rows=1, cols=len(block.head))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    widths = [Mm(TEXT_WIDTH_MM * part / sum(block.widths)) for part in block.widths]
    _row(table.rows[0], block.head, widths, [CENTRE] * len(widths), LEVEL_1)
    flag_row(table.rows[0], "w:tblHeader")
    places = [RIGHT if column in block.right else LEFT for column in range(len(widths))]
    for row in block.rows:
        _row(table.add_row(), row, widths, places, TEXT)
    if block.foot:
        _row(table.add_row(), block.foot, widths, places, LEVEL_1)
    for row in table.rows:
        flag_row(row, "w:cantSplit")


def _row(row: Any, texts: tuple[str, ...], widths: list[Any], places: list[Any], font: str) -> None:
    for cell, text, width, place in zip(row.cells, texts, widths, places, strict=True):
        cell.width = width
        line = cell.paragraphs[0]
        line.alignment = place
        run_in(line, text, font, TABLE)


def _code(paper: Any, sheet: Sheet) -> None:
    picture = BytesIO()
    segno.make(sheet.code, error="m", micro=False).save(picture, kind="png", scale=8, border=2)
    picture.seek(0)
    line = paper.add_paragraph()
    shown = line.add_run().add_picture(picture, width=Mm(30))
    shown._inline.docPr.set("descr", sheet.code_words)
    line.paragraph_format.keep_with_next = True
    _line(paper, sheet.code_words, TEXT, FOUR, LEFT)
