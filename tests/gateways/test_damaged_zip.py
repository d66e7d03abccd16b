"""A zip whose packed text is damaged, or packed in a way that nobody here unpacks, is told and not a fault of ours."""

from __future__ import annotations

import io
import zipfile

import pytest

from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.gateways.backup.archive import open_backup
from jiuchuang.gateways.pack_upload import read_pack_zip
from jiuchuang.gateways.text_in.unreadable import Unreadable
from jiuchuang.gateways.text_in.word import text_of_docx
from jiuchuang.gateways.workbook.accepted import workbook_problem


def packed():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sample/county-1/document.yaml", "id: sample/county-1\n" * 200)
    return bytearray(out.getvalue())


def garbled(data):
    start = 30 + len("sample/county-1/document.yaml")
    data[start : start + 8] = b"\xff" * 8
    return bytes(data)


def another_method(data):
    for mark, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        place = data.index(mark) + at
        data[place : place + 2] = (97).to_bytes(2, "little")
    return bytes(data)


def encrypted(data):
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(mark) + at
        data[place] |= 1
    return bytes(data)


def ending_too_soon(data):
    """The directory promises more bytes of the last part, not packed at all, than the file has."""
    local, listed = data.rindex(b"PK\x03\x04"), data.rindex(b"PK\x01\x02")
    data[local + 8 : local + 10] = data[listed + 10 : listed + 12] = bytes(2)
    data[listed + 20 : listed + 28] = (1 << 20).to_bytes(4, "little") * 2
    return bytes(data)


@pytest.mark.parametrize("damage", [garbled, another_method, encrypted, ending_too_soon])
def test_what_cannot_be_unpacked_is_told(damage):
    name, files, problems = read_pack_zip(damage(packed()))
    assert (name, files) == ("", {})
    assert [problem.code for problem in problems] == ["zip-broken"]


def office_file(*parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            archive.writestr(part, "<x/>" * 50)
    return bytearray(out.getvalue())


@pytest.mark.parametrize("damage", [another_method, ending_too_soon])
def test_every_reader_of_zips_tells_it(damage, tmp_path):
    book = workbook_problem(damage(office_file("[Content_Types].xml", "xl/workbook.xml")))
    assert book is not None and book.code == "workbook-damaged"
    with pytest.raises(Unreadable):
        text_of_docx(damage(office_file("[Content_Types].xml", "word/document.xml")))
    (tmp_path / "b.zip").write_bytes(damage(office_file("manifest.json")))
    opened = open_backup(tmp_path / "b.zip")
    assert isinstance(opened, Refusal) and [one.code for one in opened.problems] == ["no-backup"]
