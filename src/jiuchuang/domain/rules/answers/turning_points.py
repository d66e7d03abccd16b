"""Values of one fact that rules tell apart: one of each kind, to try what an answer would decide."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta

from jiuchuang.domain.kernel.day import add_months
from jiuchuang.domain.rules.engines.rewrite import simplify
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import FIRST_DAY, LAST_DAY, Kind, Value
from jiuchuang.domain.rules.vocabulary import FactDeclaration

MOST_VALUES = 4
"""Of a fact with many figures, so many values from the lowest to the highest are tried."""


def turning_points(fact: FactDeclaration, nodes: Iterable[Node], on: date) -> tuple[Value, ...]:
    """Values to try: yes and no, each term, and one on either side of each figure or day that it is compared with.

    At least one; of a fact that is only compared with other facts, the ends of its range.
    """
    kind = fact.type.kind
    if kind is Kind.BOOL:
        return True, False
    if fact.type.codes:
        return fact.type.codes
    limits = set(_limits(fact.name, [simplify(node, on) for node in nodes], on))
    if kind is Kind.DATE:
        days = sorted(day for day in limits if isinstance(day, date) and FIRST_DAY < day < LAST_DAY)
        before = [days[0] - timedelta(days=1)] if days else []
        return _spread([*before, *days] or [on])
    if fact.type.is_numeric:
        figures = sorted(x for x in limits if type(x) is int and fact.low <= x <= fact.high)
        below = [figures[0] - 1] if figures and figures[0] > fact.low else []
        return _spread([*below, *figures] or [fact.low, fact.high])
    return _spread(["", *sorted(code for code in limits if isinstance(code, str))])


def _spread(values: Collection[Value]) -> tuple[Value, ...]:
    """At most MOST_VALUES of the values in their order, the first and the last among them."""
    listed, last = list(dict.fromkeys(values)), MOST_VALUES - 1
    if len(listed) <= MOST_VALUES:
        return tuple(listed)
    return tuple(listed[index * (len(listed) - 1) // last] for index in range(MOST_VALUES))


def _limits(name: str, nodes: Iterable[Node], on: date) -> Iterator[Value]:
    """What the fact is compared with: a value equal to it falls on one side, the one before it on the other."""
    for node in nodes:
        for item in tree.walk(node):
            if isinstance(item, tree.Compare):
                yield from _compared(name, item)
            elif isinstance(item, tree.OneOf) and _is_fact(item.inner, name):
                yield from item.codes
            elif isinstance(item, tree.RetirementOn) and _is_fact(item.birth, name):
                yield from (add_months(on, -row.original_age_months) for row in item.rule.categories)


def _compared(name: str, item: tree.Compare) -> Iterator[Value]:
    """The literal beside the fact, moved up by one where the fact itself stays below it when equal."""
    for side, other, up in ((item.left, item.right, ("<=", ">")), (item.right, item.left, ("<", ">="))):
        if _is_fact(side, name) and isinstance(other, tree.Constant) and other.value is not None:
            step = item.op in up
            value = other.value
            if isinstance(value, date):
                yield value + timedelta(days=step)
            elif isinstance(value, int) and not isinstance(value, bool):
                yield value + step
            else:
                yield value


def _is_fact(node: Node, name: str) -> bool:
    while isinstance(node, tree.Named | tree.Scale):
        node = node.inner
    return isinstance(node, tree.Fact) and node.name == name
