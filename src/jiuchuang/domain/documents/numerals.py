"""Chinese numerals to exact numbers: 二十三, 两, 一千三百五十, 3万, 半."""

from __future__ import annotations

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
DIGITS |= {"六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}


def chinese_to_int(numeral: str) -> int | None:
    """The integer a Chinese numeral stands for, or None when it is not a well-formed one.

    >>> chinese_to_int("二十八"), chinese_to_int("一千三百五十"), chinese_to_int("二〇一八")
    (28, 1350, 2018)
    """
    if not numeral:
        return None
    if len(numeral) > 1 and all(character in DIGITS for character in numeral):
        return _by_position(numeral)
    total, section, digit = 0, 0, None
    largest = 0  # of the myriads so far: 万亿 multiplies what stands before it, 亿…万 adds
    for character in numeral:
        if character in DIGITS:
            if digit:
                return None
            digit = DIGITS[character]
        elif character in _TENS:
            section += (1 if digit is None else digit) * _TENS[character]
            digit = None
        elif character in _MYRIADS:
            unit, here = _MYRIADS[character], section + (digit or 0)
            if largest and unit < largest:
                total += (here or 1) * unit
            else:
                total = (total + here or 1) * unit
            section, digit, largest = 0, None, unit
        else:
            return None
    return total + section + (digit or 0)


def _by_position(numeral: str) -> int | None:
    """二〇一八 → 2018. Two or three bare digits in a row (一二三产) are no number."""
    if len(numeral) != 4:
        return None
    value = 0
    for character in numeral:
        value = value * 10 + DIGITS[character]
    return value
