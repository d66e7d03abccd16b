"""Files that cannot be read are refused with one clear problem and never half-read."""

from pathlib import Path

import pytest
from pypdf import PdfWriter

from gateways.text_in.paper import word_file
from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.gateways.text_in import text_of_file


def refused(path: Path) -> Problem:
    """The one problem of an unreadable file."""
    answer = text_of_file(path)
    assert isinstance(answer, list)
    assert len(answer) == 1
    assert answer[0].place.source == str(path)
    return answer[0]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty.txt", b"", "file-empty"),
        ("picture.txt", bytes(range(256)) * 40, "binary-file"),
        ("english.txt", b"Nothing Chinese here.", "no-chinese-text"),
        ("letter.doc", b"\xd0\xcf\x11\xe0", "unknown-format"),
        ("no-ending", "一、目标".encode(), "unknown-format"),
        ("broken.docx", b"PK\x03\x04 not a zip", "docx-broken"),
        ("cut.docx", word_file()[:900], "docx-broken"),
        ("broken.pdf", b"%PDF-1.4 garbage", "pdf-broken"),
        ("blank.html", b"<html><body></body></html>", "no-chinese-text"),
    ],
)
def test_unreadable_files(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert refused(path).code == code


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    assert refused(tmp_path / "absent.txt").code == "file-missing"
    assert refused(tmp_path).code == "not-a-file"


def test_a_scan_without_text_layer(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    path = tmp_path / "scan.pdf"
    writer.write(path)
    problem = refused(path)
    assert problem.code == "pdf-without-text"
    assert "文字识别" in problem.suggestion


def test_a_broken_pdf_is_told_once_and_only_by_us(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "noise.pdf"
    path.write_bytes(b"Aq&" + bytes(range(200)))
    assert refused(path).code == "pdf-broken"
    assert capfd.readouterr() == ("", "")
