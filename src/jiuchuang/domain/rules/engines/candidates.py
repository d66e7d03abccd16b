"""Which rows can have a true verdict at all, from what is cheap to see: the rest need not be computed.

A condition that is dear to compute is taken to hold. Since unknown never turns a false verdict true, this may be
asked of facts as they are given: a value that is later found unsound becomes unknown, and no verdict true by it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import polars as pl

from jiuchuang.domain.rules.engines.columns import COMPARISONS, all_of, any_of
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import Kind

Possible = pl.Expr | bool
"""True where it may be; null and false where it cannot."""


def may_be(node: Node, value: bool, present: Collection[str]) -> Possible:
    """Where a simplified truth-valued tree may have the value; columns of facts that are not `present` are unknown.

    Never false where the tree has the value: it may only be true too often.
    """
    if isinstance(node, tree.Constant):
        return node.value is value
    if isinstance(node, tree.Named):
        return may_be(node.inner, value, present)
    if isinstance(node, tree.Not):
        return may_be(node.inner, not value, present)
    if isinstance(node, tree.AllOf | tree.AnyOf):
        items = [may_be(item, value, present) for item in node.items]
        return _every(items) if isinstance(node, tree.AllOf) is value else some(items)
    if isinstance(node, tree.Fact):
        return _seen(node, present, lambda column: column if value else ~column)
    if isinstance(node, tree.Compare) and _is_cheap(node):
        left, right = node.left, node.right
        assert isinstance(left, tree.Fact) and isinstance(right, tree.Constant)
        bound = pl.lit(right.value)
        holds = COMPARISONS[node.op]
        return _seen(left, present, lambda c: holds(c, bound) if value else ~holds(c, bound))
    return True


def some(items: list[Possible]) -> Possible:
    """Where one of the items may be."""
    if any(item is True for item in items):
        return True
    found = [item for item in items if isinstance(item, pl.Expr)]
    return any_of(found) if found else False


def _every(items: list[Possible]) -> Possible:
    if any(item is False for item in items):
        return False
    found = [item for item in items if isinstance(item, pl.Expr)]
    return all_of(found) if found else True


def _seen(fact: tree.Fact, present: Collection[str], test: Callable[[pl.Expr], pl.Expr]) -> Possible:
    return test(pl.col(fact.name)) if fact.name in present else False


def _is_cheap(node: tree.Compare) -> bool:
    """A day against a known one. What is tested must be decoded for every row: with numbers too that costs more
    than the rows that they drop, and codes may still lie there as texts.
    """
    if not (isinstance(node.left, tree.Fact) and isinstance(node.right, tree.Constant)):
        return False
    return node.left.type.kind is Kind.DATE and node.right.value is not None
