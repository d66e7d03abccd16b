"""A PDF with a text layer → text. Scans have none and are refused with a clear word."""

from __future__ import annotations

import io
import logging
import re

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from jiuchuang.gateways.text_in.unreadable import Unreadable

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # its remarks in English are not for our readers
logging.getLogger("pypdf").propagate = False

_PAGE_NUMBER = re.compile(
    r"\s*(?:[-—–－]\s*)?(?:第\s*)?[0-9０-９]{1,3}(?:\s*页(?:\s*[共/]\s*[0-9]+\s*页?)?)?(?:\s*[-—–－])?\s*"
)


def text_of_pdf(data: bytes) -> str:
    """The text layer, page by page, without page numbers. Raises `Unreadable`."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("pdf-locked", "PDF 设了密码", "请解除密码后再试")
        pages = [_without_number(page.extract_text() or "") for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, TypeError, OSError) as fault:
        raise Unreadable("pdf-broken", "PDF 读不出来", "文件可能损坏：请重新导出") from fault
    text = "\n".join(pages)
    if not text.strip():
        raise Unreadable(
            "pdf-without-text", "PDF 没有文字层（多为扫描件）", "请先做文字识别，或使用 Word 原件"
        )
    return text


def _without_number(page: str) -> str:
    """Drop a page number on the first or last line of a page."""
    lines = page.strip("\n").split("\n")
    while lines and (not lines[-1].strip() or _PAGE_NUMBER.fullmatch(lines[-1])):
        lines.pop()
    while lines and (not lines[0].strip() or _PAGE_NUMBER.fullmatch(lines[0])):
        lines.pop(0)
    return "\n".join(lines)
