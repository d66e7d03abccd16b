"""Files by their content, kept whole or not at all, under names that tell nothing."""

from __future__ import annotations

import io
import zipfile
from collections import namedtuple

import pytest
from docx import Document
from PIL import Image
from pypdf import PdfWriter

from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.gateways.file_store import content as content_module
from jiuchuang.gateways.file_store import store
from jiuchuang.gateways.file_store.content import ContentType, content_type_of
from jiuchuang.gateways.file_store.store import Kept, drop_file, keep_file, keys_in, read_file


def picture(kind):
    file = io.BytesIO()
    Image.new("RGB", (20, 10)).save(file, kind)
    return file.getvalue()


def pdf():
    writer, file = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(file)
    return file.getvalue()


def word():
    file = io.BytesIO()
    Document().save(file)
    return file.getvalue()


def with_macros():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name in ("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"):
            packed.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("made", "media_type", "ending"),
    [
        (picture("JPEG"), "image/jpeg", "jpg"),
        (picture("PNG"), "image/png", "png"),
        (picture("WEBP"), "image/webp", "webp"),
        (pdf(), "application/pdf", "pdf"),
        (word(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    ],
)
def test_the_content_says_what_it_is_whatever_the_name(tmp_path, made, media_type, ending):
    assert content_type_of(made, "notes.exe") == ContentType(media_type, ending)
    kept = keep_file(tmp_path, made, "张三.exe")
    assert isinstance(kept, Kept)
    assert (kept.media_type, kept.size, read_file(tmp_path, kept.key)) == (media_type, len(made), made)
    assert kept.key.endswith(f".{ending}") and list(keys_in(tmp_path)) == [kept.key]


@pytest.mark.parametrize(
    "made",
    [
        b"",
        b"GIF89a....",
        b"MZ\x90\x00",
        b"<svg onload='x'/>",
        picture("PNG")[:40],
        with_macros(),
        b"%PDF-1.4",
    ],
)
def test_what_may_not_be_kept_leaves_nothing(tmp_path, made):
    refusal = keep_file(tmp_path, made, "a.jpg")
    assert isinstance(refusal, Refusal) and "a.jpg" in str(refusal)
    assert list(tmp_path.rglob("*")) == []


def test_a_picture_too_large_to_unpack_is_refused(monkeypatch):
    monkeypatch.setattr(content_module, "MOST_PIXELS", 199)
    assert isinstance(content_type_of(picture("PNG"), "a.png"), Refusal)


@pytest.mark.parametrize("key", ["../../etc/passwd", "ab/../x.jpg", "/etc/passwd", "", "zz/0.jpg"])
def test_only_names_of_the_store_are_read(tmp_path, key):
    with pytest.raises(ValueError, match="not a name"):
        read_file(tmp_path, key)
    with pytest.raises(ValueError, match="not a name"):
        drop_file(tmp_path, key)


def test_the_same_file_twice_has_two_names(tmp_path):
    one, two = keep_file(tmp_path, pdf()), keep_file(tmp_path, pdf())
    assert isinstance(one, Kept) and isinstance(two, Kept) and one.key != two.key
    drop_file(tmp_path, one.key)
    drop_file(tmp_path, one.key)
    assert list(keys_in(tmp_path)) == [two.key]


def test_a_disk_that_is_nearly_full_takes_no_more_files(tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(store.shutil, "disk_usage", lambda path: usage(10, 10, store.LEAST_FREE))
    refused = keep_file(tmp_path, picture("PNG"), "a.png")
    assert isinstance(refused, Refusal) and refused.problems[0].code == "disk-full"
    assert list(keys_in(tmp_path)) == []
