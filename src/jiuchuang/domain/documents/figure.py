"""The value every kind of figure is read into, and the numerals they share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from jiuchuang.domain.documents.model import Kind, Number

UP_TO = "[—–~-]{1,2}|至|到"
"""What stands between the ends of a range."""

HAN = "[零〇一二两三四五六七八九十百千万亿]{1,12}"
"""A run of Chinese numerals; bounded, so that a file of nothing else is passed over in one go."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure at `[start, end)`: value in its unit, or low and high of a range.

    `unit` includes 万 or 亿 as written; `bare_unit` and `magnitude` take them apart.
    """

    start: int
    end: int
    kind: Kind
    value: Number | str | None
    low: Number | None
    high: Number | None
    unit: str
    bare_unit: str
    magnitude: int


def figure_of(
    match: re.Match[str],
    kind: Kind,
    value: Number | str | None,
    unit: str,
    low: Number | None = None,
    high: Number | None = None,
) -> Figure:
    """A figure whose unit has no 万 or 亿, at the place of a match."""
    return Figure(match.start(), match.end(), kind, value, low, high, unit, unit, 1)


def arabic_number(written: str) -> int | Decimal:
    """An Arabic numeral, thousands commas dropped; whole numbers as int."""
    plain = written.replace(",", "").replace("，", "")
    return Decimal(plain) if "." in plain else int(plain)
