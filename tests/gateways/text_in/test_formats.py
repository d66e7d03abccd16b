"""The same notice in every format reads the same."""

from pathlib import Path

import docx
import pytest

from gateways.text_in.paper import (
    TEXT,
    numbered_word_file,
    pdf_file,
    saved,
    web_page,
    word_file,
)
from jiuchuang.domain.documents import document_as_json, read_document
from jiuchuang.gateways.text_in import text_of_file

FILES = {
    "utf8.txt": TEXT.encode("utf-8"),
    "marked.txt": TEXT.encode("utf-8-sig"),
    "office.txt": TEXT.encode("gb18030"),
    "wide.txt": TEXT.encode("utf-16"),
    "paper.docx": word_file(),
    "page.html": web_page(),
    "old-page.htm": web_page("gb2312"),
    "print.pdf": pdf_file(),
}


def essence(text: str) -> object:
    """Clauses with units and figures, positions left aside."""
    reading = document_as_json(read_document(text))
    return [
        (
            clause["locator"],
            clause["heading"],
            clause["text"],
            [(unit["name"], unit["role"]) for unit in clause["units"]],
            [(quantity["text"], quantity["comparison"]) for quantity in clause["quantities"]],
        )
        for clause in reading["clauses"]
    ] + [reading["metadata"]]


@pytest.mark.parametrize("name", FILES)
def test_every_format_gives_the_same_reading(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name])
    text = text_of_file(path)
    assert isinstance(text, str)
    assert essence(text) == essence(TEXT)


def test_the_notice_itself_is_read_whole() -> None:
    document = read_document(TEXT)
    assert [clause.locator for clause in document.clauses] == ["前言", "一", "二", "二/（一）", "二/（二）"]
    assert [unit.name for unit in document.clauses[1].units] == ["县人社局", "县财政局", "各乡镇"]
    assert document.metadata.issued_on == "2031-04-02"


def test_numbers_that_word_counts_by_itself_are_written_out(tmp_path: Path) -> None:
    path = tmp_path / "numbered.docx"
    path.write_bytes(numbered_word_file())
    text = text_of_file(path)
    assert isinstance(text, str)
    locators = [clause.locator for clause in read_document(text).clauses]
    assert locators == ["一", "一/（一）", "一/（二）", "二", "二/（一）"]


def test_table_cells_stay_apart(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("一、任务分解")
    table = document.add_table(rows=2, cols=2)
    for row, words in zip(
        table.rows, (("东城街道", "新增就业500人"), ("西城街道", "新增就业700人")), strict=True
    ):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    path = tmp_path / "table.docx"
    path.write_bytes(saved(document))
    text = text_of_file(path)
    assert text == "一、任务分解\n|东城街道|新增就业500人|\n|西城街道|新增就业700人|"
    assert [q.text for q in read_document(str(text)).clauses[0].quantities] == ["500人", "700人"]


def test_deleted_revisions_are_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("补贴")
    deleted = paragraph._p.makeelement(f"{{{paragraph._p.nsmap['w']}}}del", {})
    run = paragraph.add_run("旧标准")
    deleted.append(run._r)
    for text in run._r.findall(f"{{{paragraph._p.nsmap['w']}}}t"):
        text.tag = text.tag[:-1] + "delText"
    paragraph._p.append(deleted)
    paragraph.add_run("五百元")
    path = tmp_path / "revised.docx"
    path.write_bytes(saved(document))
    assert text_of_file(path) == "补贴五百元"
