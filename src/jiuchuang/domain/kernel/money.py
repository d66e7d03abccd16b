"""Money in whole fen (分). There is no fractional and no floating-point money anywhere in the house."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

_FEN_PER = {"分": 1, "元": 100, "百元": 10_000, "千元": 100_000, "万元": 1_000_000, "亿元": 10_000_000_000}
_CAPITAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_CAPITAL_PLACES = ("仟", 1000), ("佰", 100), ("拾", 10), ("", 1)
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
    """Fen as a rule or a limit says it, and as it is typed: `5000元`, `1200.50元`."""
    sign, whole, cents = ("-" if fen < 0 else ""), abs(fen) // 100, abs(fen) % 100
    return f"{sign}{whole}元" if cents == 0 else f"{sign}{whole}.{cents:02d}元"


def format_fen_grouped(fen: int) -> str:
    """Fen as an amount of a case stands in letters, lists and pages: `1,234,567.80元`, always with 角 and 分."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}元"


def capital_amount(fen: int) -> str:
    """Fen as they stand on a voucher (大写): `壹万陆仟肆佰零玖元零贰分`, `伍佰元整`; `负` before a correction.

    After 支付结算办法 附一. Of the spellings that it leaves open, the one into which nothing can be written: 零 after a
    whole 拾 of yuan with 角 or 分 to follow, 整 after 角 too.
    """
    yuan, cents = divmod(abs(fen), 100)
    tenths, hundredths = divmod(cents, 10)
    text = f"{_capital_number(yuan)}元" if yuan or not cents else ""
    if yuan and cents and (yuan % 10 == 0 or tenths == 0):
        text += "零"
    text += f"{_CAPITAL_DIGITS[tenths]}角" if tenths else ""
    text += f"{_CAPITAL_DIGITS[hundredths]}分" if hundredths else "整"
    return f"负{text}" if fen < 0 else text


def _capital_number(number: int) -> str:
    """A whole number from zero on in capital numerals: sections of 万 within 亿."""
    for word, size in (("亿", 10**8), ("万", 10**4)):
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if 0 < low < size // 10 else ""
            return f"{_capital_number(high)}{word}{gap}{_capital_number(low) if low else ''}"
    text, skipped = "", False
    for word, size in _CAPITAL_PLACES:
        digit = number // size % 10
        if digit:
            text += f"{'零' if skipped and text else ''}{_CAPITAL_DIGITS[digit]}{word}"
        skipped = not digit
    return text or "零"


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
