"""Charts as SVG, drawn by us: no script, no library, legible at the width of a telephone.

Every row carries its name above its bar and its figure beside it, so a chart reads without colour too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 480
_FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif"
_INK, _PALE_INK = "#1d2733", "#5b6673"
COLOURS = {"done": "#1f5a96", "gap": "#d9822b", "open": "#b9c2cc", "step": "#2f7d6d"}
_NAME_SIZE, _FIGURE_SIZE = 15, 14
_ROW_GAP, _BAR = 12, 14
_FIGURE_ROOM = 150


@dataclass(frozen=True)
class Segment:
    """A stretch of a bar: its value and the colour that stands for its meaning (see `COLOURS`)."""

    value: int
    colour: str


@dataclass(frozen=True)
class Row:
    """One bar: name, stretches side by side, and the figure written at its end. `start` leaves room before it."""

    name: str
    segments: tuple[Segment, ...]
    figure: str
    start: int = 0


@dataclass(frozen=True)
class Legend:
    """What a colour means."""

    colour: str
    meaning: str


def bar_chart(title: str, rows: Sequence[Row], legend: Sequence[Legend] = ()) -> str:
    """Horizontal bars on a common scale that starts at zero; an SVG element that stands alone."""
    longest = max((row.start + sum(part.value for part in row.segments) for row in rows), default=0)
    room = WIDTH - _FIGURE_ROOM
    body: list[str] = []
    top = 8
    if legend:
        top = _legend(body, legend, top)
    for row in rows:
        for line in wrap(row.name, WIDTH, _NAME_SIZE):
            top += _NAME_SIZE + 4
            body.append(_text(0, top, line, _NAME_SIZE, _INK))
        top += 6
        left = _scaled(row.start, longest, room)
        for part in row.segments:
            size = _scaled(part.value, longest, room)
            if part.value:
                body.append(_bar(left, top, max(size, 1), COLOURS[part.colour]))
            left += size
        body.append(_text(max(left, 0) + 6, top + _BAR - 2, row.figure, _FIGURE_SIZE, _PALE_INK))
        top += _BAR + _ROW_GAP
    return _frame(title, body, top)


def wrap(text: str, width: int, size: int) -> list[str]:
    """Text in lines of at most `width` pixels: a Chinese character is `size` wide, others about half."""
    lines, line, used = [], "", 0
    for character in text:
        wide = size if ord(character) > 0x2E7F else (size * 58) // 100
        if used + wide > width:
            lines.append(line)
            line, used = "", 0
        line += character
        used += wide
    return [*lines, line]


def _scaled(value: int, longest: int, room: int) -> int:
    return value * room // longest if longest else 0


def _legend(body: list[str], legend: Sequence[Legend], top: int) -> int:
    left = 0
    for entry in legend:
        size = 20 + len(entry.meaning) * 14 + 16
        if left and left + size > WIDTH:
            left, top = 0, top + 20
        body.append(f'<rect x="{left}" y="{top}" width="12" height="12" fill="{COLOURS[entry.colour]}"/>')
        body.append(_text(left + 18, top + 12, entry.meaning, 14, _PALE_INK))
        left += size
    return top + 18


def _bar(left: int, top: int, width: int, colour: str) -> str:
    return f'<rect x="{left}" y="{top}" width="{width}" height="{_BAR}" fill="{colour}"/>'


def _text(left: int, base: int, words: str, size: int, colour: str) -> str:
    return f'<text x="{left}" y="{base}" font-size="{size}" fill="{colour}">{escape(words)}</text>'


def _frame(title: str, body: Sequence[str], height: int) -> str:
    name = escape(title, quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height + 4}" role="img" '
        f'aria-label="{name}" font-family="{_FONT}"><title>{name}</title>{"".join(body)}</svg>'
    )
