"""Values of facts as they are kept beside a record: plain JSON, exact, the same whoever reads it later.

A day as `YYYY-MM-DD`, money in fen, counts, months and days as whole numbers, a rate as `n/d` in lowest terms, truth
values, codes as text. An unknown value is not kept at all.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from jiuchuang.domain.rules.language.valuetypes import Kind, Type, Value

Kept = int | bool | str


def keep_value(value: Value, type_: Type) -> Kept:
    """The value of that type as it is kept."""
    if isinstance(value, date):
        return value.isoformat()
    if type_.kind is Kind.RATE and isinstance(value, int):
        exact = Fraction(value, type_.denominator)
        return f"{exact.numerator}/{exact.denominator}"
    return value


def kept_value(kept: object, type_: Type) -> Value:
    """The value that was kept.

    Raises ValueError for what no `keep_value` of that type gives.
    """
    kind = type_.kind
    if kind is Kind.BOOL and isinstance(kept, bool):
        return kept
    if kind is Kind.DATE and isinstance(kept, str):
        return date.fromisoformat(kept)
    if kind is Kind.RATE and isinstance(kept, str):
        return _millionths(kept, type_)
    if kind in (Kind.ENUM, Kind.CODE) and isinstance(kept, str) and (not type_.codes or kept in type_.codes):
        return kept
    if kind is not Kind.RATE and type_.is_numeric and isinstance(kept, int) and not isinstance(kept, bool):
        return kept
    raise ValueError(f"“{kept}”不是登记里的{type_}")


def _millionths(kept: str, type_: Type) -> int:
    above, _, below = kept.partition("/")
    if not (above.isascii() and above.isdigit() and below.isascii() and below.isdigit() and int(below)):
        raise ValueError(f"“{kept}”不是登记里的{type_}")
    exact = Fraction(int(above), int(below)) * type_.denominator
    if exact.denominator != 1:
        raise ValueError(f"“{kept}”过细")
    return exact.numerator
