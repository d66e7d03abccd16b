"""A paper as blocks in order, before it is set: the same for Word, for PDF and for the page that a browser prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from jiuchuang.domain.kernel.day import format_day


@dataclass(frozen=True)
class Heading:
    """A heading with its number in it: 一、 on level 1 (黑体), （一） on level 2 (楷体)."""

    text: str
    level: int = 1
    kind: str = field(default="heading", init=False)


@dataclass(frozen=True)
class Paragraph:
    """Running text, indented by two characters, or flush as a form of address is."""

    text: str
    indent: bool = True
    kind: str = field(default="paragraph", init=False)

    @property
    def loose(self) -> bool:
        """Whether a long number in it would tear a line apart that is stretched to the margin."""
        return re.search(r"[!-~]{12}", self.text) is not None


@dataclass(frozen=True)
class Grid:
    """A table: its caption for those who hear it, head, rows, widths in parts of the whole, a foot (totals).

    `right` are the numbers of columns that are set flush right, from 0.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    right: tuple[int, ...] = ()
    foot: tuple[str, ...] = ()
    kind: str = field(default="grid", init=False)


Block = Heading | Paragraph | Grid


@dataclass(frozen=True)
class Sheet:
    """A whole paper.

    `letterhead` puts the organ in red over the title (发文机关标志), with `number` (文号) below it. `signed_by` and
    `signed_on` stand at the end, under the seal when there is a place for it. `code` is what the two-dimensional code
    leads to, `code_words` what stands beside it. `note` (附注) is the last line.
    """

    title: tuple[str, ...]
    organ: str
    blocks: tuple[Block, ...]
    signed_on: date
    letterhead: bool = False
    number: str = ""
    signed_by: str = ""
    seal: bool = False
    code: str = ""
    code_words: str = ""
    note: str = ""

    @property
    def dated(self) -> str:
        """The day at the end in words."""
        return format_day(self.signed_on)

    def texts(self) -> Iterator[str]:
        """Every text of the paper in the order in which it is read."""
        if self.letterhead:
            yield from (self.organ, self.number)
        yield from self.title
        for block in self.blocks:
            if isinstance(block, Grid):
                yield from block.head
                for row in block.rows:
                    yield from row
                yield from block.foot
            else:
                yield block.text
        if self.code:
            yield self.code_words
        if self.seal:
            yield SEAL
        yield from (self.signed_by, self.dated)
        yield self.note


SEAL = "（印章）"
"""Where the seal is set."""
