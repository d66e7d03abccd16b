"""One door for all formats: the text of a file, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from jiuchuang.domain.kernel.problem import Place, Problem
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


def text_of_file(path: Path) -> str | list[Problem]:
    """The plain text of a file, or the problems that make it unreadable (never both, never empty)."""
    problem = _unusable(path)
    if problem is not None:
        return [problem]
    try:
        text = _reader(path.suffix.lower())(path.read_bytes())
    except Unreadable as fault:
        return [Problem(fault.code, fault.message, Place(str(path)), fault.suggestion)]
    except OSError as fault:
        return [Problem("file-unreadable", f"文件打不开：{fault.strerror}", Place(str(path)))]
    if not any("\u4e00" <= character <= "\u9fff" for character in text):
        return [Problem("no-chinese-text", "文件里没有中文文字", Place(str(path)), "请确认选对了文件")]
    return text


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
    ending = path.suffix.lower()
    if ending not in _READERS:
        hint = _INSTEAD.get(ending, "可读取 .txt、.docx、.pdf（带文字层）、.html")
        return Problem("unknown-format", f"不认识的文件类型“{ending or '无后缀'}”", place, hint)
    size = path.stat().st_size
    if not size:
        return Problem("file-empty", "文件是空的", place)
    if size > _LARGEST:
        return Problem("file-too-large", f"文件过大（{size // 1_000_000} MB）", place, "请只保留文件正文")
    return None
