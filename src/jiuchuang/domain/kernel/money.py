"""Money in whole fen (分). There is no fractional and no floating-point money anywhere in the house."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

_FEN_PER = {"分": 1, "元": 100, "百元": 10_000, "千元": 100_000, "万元": 1_000_000, "亿元": 10_000_000_000}
_WRITTEN = re.compile(r"([-−]?\d+(?:\.\d+)?)(分|元|百元|千元|万元|亿元)")


@dataclass(frozen=True, order=True)
class Money:
    """An amount in whole fen; may be negative (a correction), never fractional."""

    fen: int

    def __add__(self, other: Money) -> Money:
        return Money(self.fen + other.fen)

    def __sub__(self, other: Money) -> Money:
        return Money(self.fen - other.fen)

    def __str__(self) -> str:
        return format_fen(self.fen)


def parse_money(text: str) -> Money:
    """Read `5000元`, `1.5万元`, `1,200.50元`, `30分`.

    Raises ValueError with a plain message when the unit is missing or the amount is finer than one fen:
    a bare number could be yuan or fen, so it is refused rather than guessed.
    """
    compact = re.sub(r"[\s,，]", "", text)
    match = _WRITTEN.fullmatch(compact)
    if not match:
        raise ValueError(f"金额“{text}”读不懂：请写成如 5000元、1.5万元、30分")
    fen = Fraction(match.group(1).replace("−", "-")) * _FEN_PER[match.group(2)]
    if fen.denominator != 1:
        raise ValueError(f"金额“{text}”比一分还小")
    return Money(fen.numerator)


def format_fen(fen: int) -> str:
    """Fen as people read it: `5000元`, `1200.50元`."""
    sign, whole, cents = ("-" if fen < 0 else ""), abs(fen) // 100, abs(fen) % 100
    return f"{sign}{whole}元" if cents == 0 else f"{sign}{whole}.{cents:02d}元"


def round_half_up(numerator: int, denominator: int) -> int:
    """numerator/denominator to the nearest whole number, halves away from zero; denominator > 0."""
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


def round_down(numerator: int, denominator: int) -> int:
    """numerator/denominator towards zero; denominator > 0."""
    sign = -1 if numerator < 0 else 1
    return sign * (abs(numerator) // denominator)


def round_up(numerator: int, denominator: int) -> int:
    """numerator/denominator away from zero; denominator > 0."""
    sign = -1 if numerator < 0 else 1
    return sign * -(-abs(numerator) // denominator)


ROUNDINGS = {"half_up": round_half_up, "down": round_down, "up": round_up}
"""How a text may say that an amount is rounded."""
