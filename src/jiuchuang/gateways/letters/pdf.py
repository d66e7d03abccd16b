"""A sheet as PDF/A-2a (ISO 19005-2), for archives and for those who hear it read.

The standard is also the gate: a character without a glyph, or that could not be copied out again, stops the paper.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.resources import files
from io import BytesIO
from typing import Literal

import segno
import typst

from jiuchuang.domain.kernel.problem import Place, Problem, Refusal
from jiuchuang.gateways.letters.fonts import faces, folder_of_fonts, installed
from jiuchuang.gateways.letters.sheet import SEAL, Block, Paragraph, Sheet
from jiuchuang.gateways.official_paper import settable

STANDARD: Literal["a-2a"] = "a-2a"
WIDEST_HEAD_PT = 430
"""How wide the organ's name over the title may be."""
LARGEST_HEAD_PT, SMALLEST_HEAD_PT = 40, 16
UNPRINTABLE = ("error: the text", "contains the codepoint")
"""What is said of a character that no face has, and of one that means something else in every house (U+E000 …)."""


class Unprintable(ValueError):
    """A text cannot be set with the faces of this machine; `refusal` says which, in plain Chinese."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


def pdf(sheet: Sheet) -> bytes:
    """The sheet as PDF. Raises Unprintable for a character without a glyph, NoFont without any Chinese face."""
    return _compiled(sheet, "pdf")[0]


def pictures(sheet: Sheet, dots_per_inch: float = 96) -> list[bytes]:
    """Its pages as PNG, to look at."""
    return _compiled(sheet, "png", dots_per_inch)


def _compiled(sheet: Sheet, form: str, dots_per_inch: float = 96) -> list[bytes]:
    fonts = installed(folder_of_fonts())
    content = json.dumps(_settable(_content(sheet)))
    inputs = {"sheet": content, "faces": json.dumps(faces(fonts))}
    source = (files("jiuchuang.gateways.letters") / "official.typ").read_bytes()
    try:
        if form == "pdf":
            made = typst.compile(source, font_paths=fonts, sys_inputs=inputs, pdf_standards=[STANDARD])
        else:
            made = typst.compile(source, font_paths=fonts, sys_inputs=inputs, format="png", ppi=dots_per_inch)
    except typst.TypstError as fault:
        if not any(words in fault.message for words in UNPRINTABLE):
            raise
        raise Unprintable(_unprintable(fault.message)) from fault
    return list(made) if isinstance(made, Sequence) and not isinstance(made, bytes) else [made]


def _unprintable(message: str) -> Refusal:
    shown = message.partition("`")[2].partition("`")[0].strip('"')
    hint = "在字体文件夹里放入含这个字的字体，或先用 Word 版"
    return Refusal((Problem("no-glyph", f"“{shown}”里有本机字体没有的字，不能生成 PDF", Place(""), hint),))


def _content(sheet: Sheet) -> dict[str, object]:
    size = min(LARGEST_HEAD_PT, max(SMALLEST_HEAD_PT, WIDEST_HEAD_PT // max(1, len(sheet.organ)) - 1))
    return {
        **asdict(sheet),
        "blocks": [_block(block) for block in sheet.blocks],
        "signed_on": [sheet.signed_on.year, sheet.signed_on.month, sheet.signed_on.day],
        "dated": sheet.dated,
        "organ_size": size,
        "seal_words": SEAL,
        "code_picture": code_picture(sheet.code) if sheet.code else "",
    }


def _settable(value: object) -> object:
    """The same with every text as it can be set."""
    if isinstance(value, str):
        return settable(value)
    if isinstance(value, Mapping):
        return {key: _settable(item) for key, item in value.items()}
    return [_settable(item) for item in value] if isinstance(value, list | tuple) else value


def _block(block: Block) -> dict[str, object]:
    loose = isinstance(block, Paragraph) and block.loose
    return {**asdict(block), "loose": loose}


def code_picture(address: str) -> str:
    """The two-dimensional code of an address as SVG."""
    picture = BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="svg", scale=4, border=2, xmldecl=False)
    return picture.getvalue().decode()
