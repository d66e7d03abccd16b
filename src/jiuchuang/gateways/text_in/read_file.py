"""One door for all formats: the text of a file, or what is wrong with it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.gateways.damaged_zip import DAMAGED
from jiuchuang.gateways.text_in.unreadable import Unreadable

# Ending → module and function. A reader is imported when its kind of file comes: Word and PDF take half a second.
_READERS = {
    ".txt": ("plain", "text_of_bytes"),
    ".text": ("plain", "text_of_bytes"),
    ".md": ("plain", "text_of_bytes"),
    ".docx": ("word", "text_of_docx"),
    ".pdf": ("pdf", "text_of_pdf"),
    ".html": ("web_page", "text_of_html"),
    ".htm": ("web_page", "text_of_html"),
}
_INSTEAD = {
    ".doc": "请在 Word 或 WPS 中另存为 .docx",
    ".wps": "请在 WPS 中另存为 .docx",
    ".rtf": "请在 Word 或 WPS 中另存为 .docx",
    ".ofd": "请导出为带文字层的 .pdf 或复制文字存为 .txt",
    ".jpg": "图片没有文字层：请先做文字识别，存为 .txt",
    ".png": "图片没有文字层：请先做文字识别，存为 .txt",
}
_LARGEST = 50_000_000  # bytes; a policy document with pictures stays far below
_LARGEST_UNPACKED = 200_000_000  # bytes of a .docx unpacked; more is no document but an attack


def text_of_file(path: Path) -> str | list[Problem]:
    """The plain text of a file, or the problems that make it unreadable (never both, never empty)."""
    problem = _unusable(path)
    if problem is not None:
        return [problem]
    try:
        data = path.read_bytes()
    except OSError as fault:
        return [Problem("file-unreadable", f"文件打不开：{fault.strerror}", Place(str(path)))]
    return _text(path.suffix.lower(), data, Place(str(path)))


def text_of_upload(name: str, data: bytes, largest: int, place: Place) -> str | list[Problem]:
    """The same of a file that was handed in as bytes of at most `largest`; its content must be what its name says."""
    ending = Path(name).suffix.lower()
    problem = _wrong_kind(ending, place) or _wrong_size(len(data), largest, place)
    if problem is None and not _is_what_it_says(ending, data):
        problem = Problem("other-format", f"文件内容不是“{ending}”格式", place, "请不要改后缀，另存后再上传")
    return [problem] if problem is not None else _text(ending, data, place)


def _text(ending: str, data: bytes, place: Place) -> str | list[Problem]:
    try:
        text = _reader(ending)(data)
    except Unreadable as fault:
        return [Problem(fault.code, fault.message, place, fault.suggestion)]
    if not any("\u4e00" <= character <= "\u9fff" for character in text):
        return [Problem("no-chinese-text", "文件里没有中文文字", place, "请确认选对了文件")]
    return text


def _is_what_it_says(ending: str, data: bytes) -> bool:
    """Whether the first bytes fit the ending; a .docx is not to unpack into more than a machine can hold."""
    if ending == ".pdf":
        return b"%PDF-" in data[:1024]
    if ending != ".docx":
        return not data.startswith(
            (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff")
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except DAMAGED:
        return False
    names = {info.filename for info in infos}
    return "[Content_Types].xml" in names and sum(info.file_size for info in infos) <= _LARGEST_UNPACKED


def _reader(ending: str) -> Callable[[bytes], str]:
    module, function = _READERS[ending]
    reader: Callable[[bytes], str] = getattr(import_module(f"jiuchuang.gateways.text_in.{module}"), function)
    return reader


def _unusable(path: Path) -> Problem | None:
    """What can be said without opening the file."""
    place = Place(str(path))
    if not path.exists():
        return Problem("file-missing", "没有这个文件", place, "请核对路径")
    if not path.is_file():
        return Problem("not-a-file", "这不是文件", place)
    return _wrong_kind(path.suffix.lower(), place) or _wrong_size(path.stat().st_size, _LARGEST, place)


def _wrong_kind(ending: str, place: Place) -> Problem | None:
    if ending in _READERS:
        return None
    hint = _INSTEAD.get(ending, "可读取 .txt、.docx、.pdf（带文字层）、.html")
    return Problem("unknown-format", f"不认识的文件类型“{ending or '无后缀'}”", place, hint)


def _wrong_size(size: int, largest: int, place: Place) -> Problem | None:
    if not size:
        return Problem("file-empty", "文件是空的", place)
    if size > largest:
        return Problem("file-too-large", f"文件过大（{size // 1_000_000} MB）", place, "请只保留文件正文")
    return None
