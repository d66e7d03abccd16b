"""Interval analysis: from the declared ranges of facts, proof that no number leaves 64 bits and no day the calendar.

Column engines wrap silently on overflow, so a rule that could overflow is refused when it is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiuchuang.domain.kernel.money import ROUNDINGS
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import FIRST_DAY, LAST_DAY

Interval = tuple[int, int]
LIMIT = 2**62 - 1
"""Half of the 64-bit range: leaves room for the doubling inside half-up rounding."""


@dataclass(frozen=True)
class RangeFault:
    """What could go wrong with values that the declared ranges allow."""

    code: str
    message: str


def range_fault(node: Node, ranges: Mapping[str, Interval]) -> RangeFault | None:
    """Why the expression must be refused, or None when no allowed facts can break it."""
    if widest(node, ranges) > LIMIT:
        return RangeFault("overflow", "按事实声明的范围，这里可能超出 64 位整数")
    for item in tree.walk(node):
        if isinstance(item, tree.AddMonths | tree.AddDays) and not _in_calendar(years(item, ranges)):
            return RangeFault("calendar", "按事实声明的范围，这里的日期可能超出公元1年至9999年")
    return None


def widest(node: Node, ranges: Mapping[str, Interval]) -> int:
    """The largest magnitude that any number inside the expression can take, steps on the way included."""
    return max((size for item in tree.walk(node) for size in _sizes(item, ranges)), default=0)


def _sizes(item: Node, ranges: Mapping[str, Interval]) -> Iterator[int]:
    if item.type.is_numeric:
        yield _size(interval(item, ranges))
    if isinstance(item, tree.Scale):
        yield abs(item.factor)
    elif isinstance(item, tree.Round):  # half-up doubles the sum of both
        yield _size(interval(item.inner, ranges)) + item.inner.type.denominator * item.unit
    elif isinstance(item, tree.CompareRatio):
        scale = item.rate.type.denominator
        yield scale
        yield _size(interval(item.numerator, ranges)) * scale
        yield _size(interval(item.rate, ranges)) * _size(interval(item.denominator, ranges))


def _size(bounds: Interval) -> int:
    return max(abs(bound) for bound in bounds)


def years(node: Node, ranges: Mapping[str, Interval]) -> Interval:
    """First and last calendar year that a day-valued expression can reach (a little wide, never narrow)."""
    if isinstance(node, tree.Constant):
        return (node.value.year,) * 2 if isinstance(node.value, date) else (LAST_DAY.year,) * 2
    if isinstance(node, tree.Named):
        return years(node.inner, ranges)
    if isinstance(node, tree.AddMonths):
        return _later(years(node.day, ranges), interval(node.months, ranges), 12)
    if isinstance(node, tree.AddDays):
        return _later(years(node.day, ranges), interval(node.days, ranges), 365)
    if isinstance(node, tree.RetirementOn):
        oldest = max((row.original_age_months + row.ceiling for row in node.rule.categories), default=0)
        return _later(years(node.birth, ranges), (0, oldest), 12)
    parts = [child for child in node.children() if child.type == node.type]
    if parts:
        return _hull([years(part, ranges) for part in parts])
    return FIRST_DAY.year, LAST_DAY.year


def _later(span: Interval, terms: Interval, per_year: int) -> Interval:
    return span[0] + terms[0] // per_year - 1, span[1] + terms[1] // per_year + 1


def _in_calendar(span: Interval) -> bool:
    return date.min.year <= span[0] and span[1] <= date.max.year


def interval(node: Node, ranges: Mapping[str, Interval]) -> Interval:
    """Bounds of a numeric expression, as whole numbers over its denominator."""
    handler = _HANDLERS.get(type(node))
    return handler(node, ranges) if handler else (0, 0)


def _product(left: Interval, right: Interval) -> Interval:
    corners = [a * b for a in left for b in right]
    return min(corners), max(corners)


def _hull(parts: list[Interval]) -> Interval:
    return min(low for low, _ in parts), max(high for _, high in parts)


def _constant(node: tree.Constant, ranges: Mapping[str, Interval]) -> Interval:
    value = node.value if isinstance(node.value, int) else 0
    return value, value


def _arithmetic(node: tree.Arithmetic, ranges: Mapping[str, Interval]) -> Interval:
    left, right = interval(node.left, ranges), interval(node.right, ranges)
    if node.op == "*":
        return _product(left, right)
    if node.op == "+":
        return left[0] + right[0], left[1] + right[1]
    return left[0] - right[1], left[1] - right[0]


def _round(node: tree.Round, ranges: Mapping[str, Interval]) -> Interval:
    """Rounding keeps order, so the bounds are the rounded bounds."""
    divisor = node.inner.type.denominator * node.unit
    low, high = (ROUNDINGS[node.mode](bound, divisor) * node.unit for bound in interval(node.inner, ranges))
    return low, high


def _extreme(node: tree.Extreme, ranges: Mapping[str, Interval]) -> Interval:
    pick = min if node.op == "min" else max
    parts = [interval(item, ranges) for item in node.items]
    return pick(low for low, _ in parts), pick(high for _, high in parts)


_HANDLERS: dict[type[Node], Callable[[Any, Mapping[str, Interval]], Interval]] = {
    tree.Constant: _constant,
    tree.Fact: lambda node, ranges: ranges[node.name],
    tree.Named: lambda node, ranges: interval(node.inner, ranges),
    tree.Scale: lambda node, ranges: _product(interval(node.inner, ranges), (node.factor, node.factor)),
    tree.Arithmetic: _arithmetic,
    tree.Extreme: _extreme,
    tree.Choose: lambda node, ranges: _hull([interval(node.then, ranges), interval(node.otherwise, ranges)]),
    tree.Round: _round,
    tree.Lookup: lambda node, ranges: _hull([interval(value, ranges) for value in node.values]),
}
