"""Exact rates (比例、费率): rational numbers, never floats."""

from __future__ import annotations

import re
from fractions import Fraction

_SCALE = {"%": 100, "％": 100, "‰": 1000, "BP": 10_000, "bp": 10_000}
_WRITTEN = re.compile(r"(-?\d+(?:\.\d+)?)(%|％|‰|BP|bp)")
_RATIO = re.compile(r"(-?\d+)[/／](\d+)")


def parse_rate(text: str) -> Fraction:
    """Read `50%`, `0.5%`, `3‰`, `150BP`, `2/3`. Raises ValueError with a plain message otherwise."""
    compact = re.sub(r"\s", "", text)
    if match := _WRITTEN.fullmatch(compact):
        return Fraction(match.group(1)) / _SCALE[match.group(2)]
    if (match := _RATIO.fullmatch(compact)) and int(match.group(2)):
        return Fraction(int(match.group(1)), int(match.group(2)))
    raise ValueError(f"比例“{text}”读不懂：请写成如 50%、3‰ 或 2/3")


def format_rate(rate: Fraction) -> str:
    """A rate as people read it: `50%`, `0.5%`; `2/3` where a percentage would not end."""
    percent = rate * 100
    denominator = percent.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    if denominator != 1:
        return f"{rate.numerator}/{rate.denominator}"
    if percent.denominator == 1:
        return f"{percent.numerator}%"
    places = 1
    while (percent * 10**places).denominator != 1:
        places += 1
    digits = abs((percent * 10**places).numerator)
    sign = "-" if percent < 0 else ""
    return f"{sign}{digits // 10**places}.{digits % 10**places:0{places}d}%"
