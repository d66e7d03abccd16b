"""A zip whose packed text is damaged, or packed in a way that nobody here unpacks, is told and not a fault of ours."""

from __future__ import annotations

import io
import zipfile

import pytest

from jiuchuang.gateways.pack_upload import read_pack_zip


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


@pytest.mark.parametrize("damage", [garbled, another_method, encrypted])
def test_what_cannot_be_unpacked_is_told(damage):
    name, files, problems = read_pack_zip(damage(packed()))
    assert (name, files) == ("", {})
    assert [problem.code for problem in problems] == ["zip-broken"]
