"""Interval analysis: from the declared ranges of facts, proof that no whole number leaves 64 bits.

Column engines wrap silently on overflow, so a rule that could overflow is refused when it is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jiuchuang.domain.rules import tree
from jiuchuang.domain.rules.tree import Node

Interval = tuple[int, int]
LIMIT = 2**62
"""Half of the 64-bit range: leaves room for the doubling inside half-up rounding."""


def widest(node: Node, ranges: Mapping[str, Interval]) -> int:
    """The largest magnitude that any number inside the expression can take."""
    numeric = [item for item in tree.walk(node) if item.type.is_numeric]
    sizes = [max(abs(bound) for bound in interval(item, ranges)) for item in numeric]
    for item in tree.walk(node):
        if isinstance(item, tree.CompareRatio):
            left = _product(interval(item.numerator, ranges), (item.rate.type.denominator,) * 2)
            right = _product(interval(item.rate, ranges), interval(item.denominator, ranges))
            sizes += [max(abs(bound) for bound in side) for side in (left, right)]
    return max(sizes, default=0)


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
    low, high = interval(node.inner, ranges)
    return (low // node.inner.type.denominator) - node.unit, (high // node.inner.type.denominator) + node.unit


def _extreme(node: tree.Extreme, ranges: Mapping[str, Interval]) -> Interval:
    return _hull([interval(item, ranges) for item in node.items])


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
