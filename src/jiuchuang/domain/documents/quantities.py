"""The figures of a clause with what surrounds them: comparison, noun, period, deadline."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from jiuchuang.domain.documents.bounds import is_changed_to, is_listed_with, read_bound
from jiuchuang.domain.documents.duties import find_duties
from jiuchuang.domain.documents.figure import Figure
from jiuchuang.domain.documents.figures import find_figures
from jiuchuang.domain.documents.measured import measured_noun
from jiuchuang.domain.documents.measures import base_of
from jiuchuang.domain.documents.model import Comparison, Kind, Number, Quantity
from jiuchuang.domain.documents.normalise import NormalisedText
from jiuchuang.domain.documents.surroundings import deadline_of, per_of, period_of, segment, sentence

_REPEATED_IN_BRACKET = re.compile(r"（不?含$")
_PAID = re.compile("给予|予以|奖励|补贴|补助|购买|申请")  # what is paid has no deadline of its own
_PER_CENT = {
    "%": Fraction(1, 100),
    "个百分点": Fraction(1, 100),
    "‰": Fraction(1, 1000),
    "成": Fraction(1, 10),
}


def read_quantities(source: NormalisedText, start: int, end: int) -> tuple[Quantity, ...]:
    """The quantities in `[start, end)` in order; lists of units are not searched."""
    text = source.text
    duties = sorted((item.start, item.end) for duty in find_duties(text, start, end) for item in duty.lists)
    found: list[Quantity] = []
    floor, duty = start, 0
    for figure in find_figures(text, start, end):
        while duty < len(duties) and duties[duty][1] <= figure.start:
            duty += 1
        if duty < len(duties) and duties[duty][0] <= figure.start:
            continue
        if _REPEATED_IN_BRACKET.search(text[max(start, figure.start - 3) : figure.start]):
            continue
        quantity = _quantity(source, figure, start, end, floor)
        if found and quantity.bound_word is None and _shares_bound(text, found[-1], quantity, floor):
            quantity = _like_before(quantity, found[-1], text[floor : floor + 2])
        if found and is_changed_to(text, floor, figure.start):
            quantity = replace(quantity, about=found[-1].about)
        found.append(quantity)
        floor = figure.end
    return tuple(_share_nouns(text, found))


def _share_nouns(text: str, found: list[Quantity]) -> list[Quantity]:
    """分别给予5万元、2万元、1万元的奖励: the noun behind the last figure of a list is that of all."""
    for index in range(len(found) - 2, -1, -1):
        this, following = found[index], found[index + 1]
        between = text[this.span.normalised[1] : following.span.normalised[0]]
        same = (this.kind, this.unit) == (following.kind, following.unit)
        if between == "、" and following.about and (same or not this.about):
            found[index] = replace(this, about=following.about)
    return found


def _shares_bound(text: str, before: Quantity, quantity: Quantity, floor: int) -> bool:
    """Whether the boundary word of the figure before is said for this one as well."""
    start = quantity.span.normalised[0]
    if is_changed_to(text, floor, start):
        return True
    return is_listed_with(text, floor, start) and (before.kind, before.unit) == (quantity.kind, quantity.unit)


def _like_before(quantity: Quantity, before: Quantity, after_before: str) -> Quantity:
    """The boundary word said before the old figure holds for the new one too."""
    if before.bound_word is None or before.bound_word in after_before or quantity.kind is Kind.DATE:
        return quantity
    return replace(quantity, comparison=before.comparison, bound_word=before.bound_word)


def _quantity(source: NormalisedText, figure: Figure, start: int, end: int, floor: int) -> Quantity:
    text = source.text
    comparison, word = _comparison(text, figure, start, floor)
    before = segment(text, start, figure.start)
    base_value, base_unit = _base(figure)
    said = sentence(text, start, figure.start)
    earlier = text[start : figure.start - len(said)]
    paid = figure.kind in (Kind.DATE, Kind.DURATION) or _PAID.search(before) is not None
    deadline = None if paid else deadline_of(said, earlier)
    fund = _fund(said, text[figure.end : min(end, figure.end + 30)]) if figure.kind is Kind.MONEY else None
    return Quantity(
        text=text[figure.start : figure.end],
        value=figure.value,
        unit=figure.unit,
        kind=figure.kind,
        comparison=comparison,
        bound_word=word,
        low=figure.low,
        high=figure.high,
        base_value=base_value,
        base_unit=base_unit,
        about=fund or measured_noun(text, before, figure.end, end, figure.kind),
        period=period_of(before),
        per=per_of(before) or _per_before(said, before),
        deadline=deadline,
        span=source.span(figure.start, figure.end),
    )


_FUND_BEFORE = re.compile(
    r"设立(?P<fund>[^，。；]{2,16}(?:资金|基金))，[^，。；]{0,14}(?:列支|安排|投入|拿出)[^，。；]{0,6}$"
)
_FUND_BEHIND = re.compile(r"，?设立(?P<fund>[^，。；、]{2,16}(?:资金|基金|补偿金))")


def _fund(said: str, rest: str) -> str | None:
    """设立甲基金，每年列支50万元 and 列支50万元，设立甲基金: the money is that of the fund."""
    before = _FUND_BEFORE.search(said)
    if before is not None:
        return before["fund"]
    behind = _FUND_BEHIND.match(rest) if re.search("列支|安排|投入|筹集|拿出", said[-20:]) else None
    return behind["fund"] if behind is not None else None


def _per_before(said: str, before: str) -> str | None:
    """所有镇街均…，均拥有一处…: 均 takes up what the phrase before spoke of."""
    if not before.startswith("均"):
        return None
    earlier = said.removesuffix(before).rstrip("，")
    return per_of(earlier[earlier.rfind("，") + 1 :])


def _comparison(text: str, figure: Figure, start: int, floor: int) -> tuple[Comparison, str | None]:
    if figure.kind is Kind.DATE:
        spans_time = figure.low is not None or (isinstance(figure.value, str) and "/" in figure.value)
        return (Comparison.RANGE if spans_time else Comparison.NONE), None
    comparison, word = read_bound(text, start, figure.start, figure.end, floor)
    if figure.low is not None:
        return Comparison.RANGE, word
    return comparison, word


def _base(figure: Figure) -> tuple[Number | None, str | None]:
    """Value and unit brought to 元, 人, 个月, 日 …; rates to a pure ratio. None for dates and ranges."""
    if figure.kind is Kind.DATE or figure.value is None or isinstance(figure.value, str):
        return None, None
    if figure.kind is Kind.RATE:
        return _plain(Fraction(figure.value) * _PER_CENT.get(figure.bare_unit, Fraction(1))), ""
    factor, unit = base_of(figure.bare_unit)
    return _plain(Fraction(figure.value) * figure.magnitude * Fraction(factor)), unit


def _plain(value: Fraction) -> Number:
    """An int where whole, a Decimal where it ends, else the fraction."""
    if value.denominator == 1:
        return value.numerator
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return value
    return Decimal(value.numerator) / Decimal(value.denominator)
