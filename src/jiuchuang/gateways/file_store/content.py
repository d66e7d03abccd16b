"""What a file really is: by its first bytes and by being read, whatever its name says."""

from __future__ import annotations

import io
import warnings
import zipfile
from dataclasses import dataclass

from PIL import Image
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from jiuchuang.domain.kernel.problem import Place, Problem, Refusal, legible
from jiuchuang.gateways.damaged_zip import DAMAGED

MOST_BYTES = 10 * 1024 * 1024
"""The largest single file, as on the pages; a phone's photograph has 2 to 6 MB."""
MOST_PIXELS = 60_000_000
"""Larger pictures are refused before they are unpacked: 60 million points take 180 MB."""
_OFFICE = {
    "word/document.xml": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "xl/workbook.xml": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
}
_PICTURES = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png"), "WEBP": ("image/webp", "webp")}
_MACROS = ("vbaproject.bin", "activex")
ALLOWED = "照片（JPG、PNG、WEBP）、PDF、Word（.docx）、Excel（.xlsx）"


@dataclass(frozen=True)
class ContentType:
    """What a file is, and the ending that belongs to it."""

    media_type: str
    ending: str


def content_type_of(content: bytes, name: str = "", place: Place = Place("papers")) -> ContentType | Refusal:
    """The type of a file that may be kept, else why not, in plain words."""
    shown = legible(name) or "文件"
    if not content:
        return _refused("file-empty", f"“{shown}”是空文件", place)
    if len(content) > MOST_BYTES:
        message = f"“{shown}”超过{MOST_BYTES // 1024 // 1024}MB"
        return _refused("file-too-large", message, place, "请缩小照片后再传")
    found = _read(content)
    if found is None:
        return _refused(
            "file-kind", f"“{shown}”不是可以接收的文件，或已经损坏", place, f"可以接收：{ALLOWED}"
        )
    return found


def _read(content: bytes) -> ContentType | None:
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    return _picture(content)


def _picture(content: bytes) -> ContentType | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=tuple(_PICTURES)) as picture:
                kind, (width, height) = picture.format, picture.size
                if width * height > MOST_PIXELS:
                    return None
                picture.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
    return ContentType(*_PICTURES[kind]) if kind in _PICTURES else None


def _pdf(content: bytes) -> ContentType | None:
    try:
        reader = PdfReader(io.BytesIO(content))
        if not reader.is_encrypted and len(reader.pages) < 1:
            return None
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        return None
    return ContentType("application/pdf", "pdf")


def _office(content: bytes) -> ContentType | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = set(packed.namelist())
    except DAMAGED:
        return None
    if "[Content_Types].xml" not in names or any(word in one.lower() for one in names for word in _MACROS):
        return None
    return next((ContentType(*found) for name, found in _OFFICE.items() if name in names), None)


def _refused(code: str, message: str, place: Place, hint: str = "") -> Refusal:
    return Refusal((Problem(code, message, place, hint),))
