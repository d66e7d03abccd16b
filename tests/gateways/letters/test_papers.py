"""Every paper as Word and PDF: complete, in order, on the grid, the same each time."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from gateways.letters.examples import CORRECTION, LETTER, NOTICE, ONE_TIME, RECEIPT
from jiuchuang.gateways.letters import papers
from jiuchuang.gateways.letters.data import NoticeLine
from jiuchuang.gateways.letters.decision import decision_sheet
from jiuchuang.gateways.letters.notices import notice_sheet, one_time_sheet
from jiuchuang.gateways.letters.pdf import Unprintable, pdf
from jiuchuang.gateways.letters.sheet import Grid, Paragraph, Sheet
from jiuchuang.gateways.letters.slips import correction_sheet, receipt_sheet

ALL = {
    "decision": (papers.decision_letter, LETTER, decision_sheet),
    "receipt": (papers.receipt_slip, RECEIPT, receipt_sheet),
    "correction": (papers.correction_notice, CORRECTION, correction_sheet),
    "notice": (papers.notice_list, NOTICE, notice_sheet),
    "one-time": (papers.one_time_notice, ONE_TIME, one_time_sheet),
}
FOOTER = re.compile(r"—\d+—")


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def pdf_text(data: bytes) -> str:
    """All that a reader can copy out, page numbers and repeated heads of tables left out by the caller."""
    return "".join(FOOTER.sub("", bare(page.extract_text())) for page in PdfReader(BytesIO(data)).pages)


def without_repeated_heads(shown: str, sheet: Sheet) -> str:
    """A table that goes on over the page says its head again."""
    for head in (bare("".join(block.head)) for block in sheet.blocks if isinstance(block, Grid)):
        first, found, rest = shown.partition(head)
        shown = first + found + rest.replace(head, "")
    return shown


def word_text(data: bytes) -> str:
    paper = docx.Document(BytesIO(data))
    texts = []
    for block in paper.iter_inner_content():
        if isinstance(block, docx.table.Table):
            texts += [cell.text for row in block.rows for cell in row.cells]
        else:
            texts.append(block.text)
    return bare("".join(texts))


def said(sheet: Sheet) -> str:
    return bare("".join(sheet.texts()))


@pytest.mark.parametrize("kind", list(ALL))
def test_the_pdf_says_what_the_paper_says_and_nothing_else(kind):
    make, data, compose = ALL[kind]
    head = compose(data)
    shown = without_repeated_heads(pdf_text(make(data, "pdf")), head)
    assert sorted(shown) == sorted(said(head))
    positions = [shown.find(bare(text)) for text in head.title]
    assert positions == sorted(positions) and -1 not in positions


@pytest.mark.parametrize("kind", list(ALL))
def test_word_says_what_the_paper_says(kind):
    make, data, compose = ALL[kind]
    sheet = compose(data)
    shown = word_text(make(data, "docx"))
    assert sorted(shown) == sorted(said(sheet))


def test_a_long_notice_repeats_its_head_and_keeps_every_line():
    data = papers.notice_list(NOTICE, "pdf")
    shown, head = pdf_text(data), "序号公示对象内容金额"
    pages = len(PdfReader(BytesIO(data)).pages)
    assert pages == 4
    assert 1 < shown.count(head) <= pages
    assert [line.display for line in NOTICE.lines if bare(line.display) not in shown] == []


def test_no_column_of_amounts_where_nothing_is_paid():
    lines = tuple(NoticeLine(line.display) for line in NOTICE.lines[:2])
    assert "金额" not in pdf_text(papers.notice_list(replace(NOTICE, lines=lines), "pdf"))


@pytest.mark.parametrize("kind", list(ALL))
@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_the_same_paper_is_the_same_file(kind, form):
    make, data, _ = ALL[kind]
    one, other = make(data, form), make(data, form)
    if form == "docx":  # the archive around it carries the moment of packing
        assert parts_of(one) == parts_of(other)
    else:
        assert one == other


def parts_of(archive: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(archive)) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_the_pdf_is_for_archives_and_tagged_in_chinese():
    reader = PdfReader(BytesIO(papers.decision_letter(LETTER, "pdf")))
    assert b"pdfaid:part>2<" in reader.xmp_metadata.stream.get_data()
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.metadata.title == "一次性创业补贴 批准决定书"


def test_a_page_holds_22_lines_of_28_characters():
    sheet = Sheet(("题",), "机关", (Paragraph("永" * 28 * 60, indent=False),), signed_on=date(2026, 1, 1))
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf(sheet))).pages]
    lines = [[bare(line) for line in page.splitlines()] for page in pages]
    assert [len(line) for line in lines[1]] == [28] * 22 + [len("—2—")]
    assert "".join(map("".join, lines)).count("永") == 28 * 60
    box = PdfReader(BytesIO(pdf(sheet))).pages[0].mediabox
    assert (round(box.width / 72 * 25.4), round(box.height / 72 * 25.4)) == (210, 297)


def test_word_has_the_same_grid():
    paper = docx.Document(BytesIO(papers.decision_letter(LETTER, "docx")))
    section = paper.sections[0]
    assert [round(side.mm) for side in (section.top_margin, section.left_margin)] == [37, 28]
    assert 'w:type="linesAndChars" w:linePitch="580" w:charSpace="-849"' in section._sectPr.xml
    fonts = {run.font.name for line in paper.paragraphs for run in line.runs if run.text}
    assert fonts == {"方正小标宋简体", "仿宋_GB2312", "黑体"}


def test_a_character_without_a_glyph_is_told_and_no_paper_is_made():
    with pytest.raises(Unprintable) as told:
        papers.decision_letter(replace(LETTER, applicant="测试ሀ"), "pdf")
    assert told.value.refusal.problems[0].code == "no-glyph"
    assert "ሀ" in str(told.value)
    assert "测试ሀ" in word_text(papers.decision_letter(replace(LETTER, applicant="测试ሀ"), "docx"))


def test_a_character_that_only_one_house_knows_is_told_too():
    with pytest.raises(Unprintable):
        papers.decision_letter(replace(LETTER, applicant="测试\ue000"), "pdf")


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_control_characters_that_were_pasted_along_stop_no_paper(form):
    letter = papers.decision_letter(
        replace(LETTER, explanation="前\x00\x01\x0b后\ufffe。", organ="测\x01试县"), form
    )
    text = pdf_text(letter) if form == "pdf" else word_text(letter)
    assert "前后。" in text and "测试县" in text


MARKUP = "#[*_$`<>@\\\"'{}/=-+~&;%^|"


@settings(max_examples=25)
@given(st.text(alphabet=f"县补贴测试123元（），{MARKUP}", min_size=1, max_size=40))
def test_nothing_that_people_wrote_is_read_as_markup(text):
    sheet = Sheet(("题",), "机关", (Paragraph(text),), signed_on=date(2026, 1, 1), note=text)
    assert sorted(pdf_text(pdf(sheet))) == sorted(said(sheet))


def test_a_code_of_the_address_is_on_the_paper_with_words_beside_it():
    page = PdfReader(BytesIO(papers.receipt_slip(RECEIPT, "pdf"))).pages
    assert len(page) == 1
    assert "用手机扫码" in bare(page[0].extract_text())
    pictures = [name for name in parts_of(papers.receipt_slip(RECEIPT, "docx")) if "media/" in name]
    assert len(pictures) == 1
