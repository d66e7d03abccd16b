"""Bytes of a text file → text. UTF-8 and GB 18030 are what Chinese offices use."""

from __future__ import annotations

import codecs

from jiuchuang.gateways.text_in.unreadable import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINE_CONTROLS = frozenset("\n\r\t\f\v")


_NOT_TEXT = Unreadable("binary-file", "这不是文本文件", "请确认文件没有损坏，或另存为 .txt、.docx")


def text_of_bytes(data: bytes) -> str:
    """Decode by byte-order mark, else UTF-8, else GB 18030. Raises `Unreadable` for binary data."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data, encoding)
    if b"\x00" in data:
        raise _NOT_TEXT
    for encoding in ("utf-8", "gb18030"):
        try:
            return _decoded(data, encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("encoding-unknown", "文字编码认不出来", "请另存为 UTF-8 编码")


def _decoded(data: bytes, encoding: str) -> str:
    text = data.decode(encoding)
    odd = sum(1 for character in text if character < " " and character not in _LINE_CONTROLS)
    if odd * 200 > len(text):
        raise _NOT_TEXT
    return text
