"""Values that may be undefined, for the solver: the row evaluator's three-valued logic, spelled out.

A term is a solver expression together with the condition under which it has a value at all. Where a value is
always there, nothing is added, so an ordinary rule becomes an ordinary two-valued formula.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import z3

Expression = Any
"""A z3 expression (the solver's bindings carry no types): truth value, or whole number."""

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, eq=False)
class Term:
    """`value` of an expression, and when it is `defined` (None: always). An undefined value is unknown."""

    value: Expression
    defined: Expression = None


def defined(*terms: Term) -> Expression:
    """When all of the terms have a value; None when they always have."""
    parts = [term.defined for term in terms if term.defined is not None]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else z3.And(*parts)


def both(left: Expression, right: Expression) -> Expression:
    """Conjunction of two conditions of which either may be None (always)."""
    if left is None or right is None:
        return right if left is None else left
    return z3.And(left, right)


def is_true(term: Term) -> Expression:
    """Where a truth value is known to be true."""
    return term.value if term.defined is None else z3.And(term.defined, term.value)


def is_false(term: Term) -> Expression:
    """Where a truth value is known to be false."""
    return z3.Not(term.value) if term.defined is None else z3.And(term.defined, z3.Not(term.value))


def opposite(condition: Expression) -> Expression:
    """Where a condition does not hold."""
    return z3.Not(condition)


def negation(term: Term) -> Term:
    """Negation; unknown stays unknown."""
    return Term(z3.Not(term.value), term.defined)


def all_of(items: Sequence[Term]) -> Term:
    """One false makes it false, otherwise one unknown makes it unknown."""
    if defined(*items) is None:
        return Term(z3.And(*(item.value for item in items)))
    true = z3.And(*(is_true(item) for item in items))
    return Term(true, z3.Or(true, *(is_false(item) for item in items)))


def any_of(items: Sequence[Term]) -> Term:
    """One true makes it true, otherwise one unknown makes it unknown."""
    if defined(*items) is None:
        return Term(z3.Or(*(item.value for item in items)))
    true = z3.Or(*(is_true(item) for item in items))
    return Term(true, z3.Or(true, z3.And(*(is_false(item) for item in items))))


def at_least(count: int, items: Sequence[Term]) -> Term:
    """True when at least `count` are true, false when too few still can be."""
    true = z3.AtLeast(*(is_true(item) for item in items), count)
    if defined(*items) is None:
        return Term(true)
    possible = z3.AtLeast(*(z3.Not(is_false(item)) for item in items), count)
    return Term(true, z3.Or(true, z3.Not(possible)))


def choose(condition: Term, then: Term, otherwise: Term) -> Term:
    """`then` or `otherwise`; with an unknown condition known only where both branches agree."""
    value = z3.If(condition.value, then.value, otherwise.value)
    if defined(condition, then, otherwise) is None:
        return Term(value)
    always = z3.BoolVal(True, value.ctx)
    in_then, in_otherwise = (always if part.defined is None else part.defined for part in (then, otherwise))
    chosen = z3.If(condition.value, in_then, in_otherwise)
    if condition.defined is None:
        return Term(value, chosen)
    agreed = z3.And(in_then, in_otherwise, then.value == otherwise.value)
    return Term(value, z3.If(condition.defined, chosen, agreed))


def compare(op: str, left: Term, right: Term) -> Term:
    """A comparison of two whole numbers, days, codes or truth values."""
    return Term(COMPARE[op](left.value, right.value), defined(left, right))


def extreme(op: str, items: Sequence[Term]) -> Term:
    """The least or greatest; any unknown item makes it unknown."""
    best = items[0].value
    for item in items[1:]:
        first = best <= item.value if op == "min" else best >= item.value
        best = z3.If(first, best, item.value)
    return Term(best, defined(*items))


def rounded(term: Term, divisor: int, mode: str) -> Term:
    """value/divisor as a whole number: half_up (halves away from zero), down (towards zero) or up."""
    size = z3.If(term.value < 0, -term.value, term.value)
    if mode == "half_up":
        whole = (2 * size + divisor) / (2 * divisor)
    else:
        whole = (size if mode == "down" else size + divisor - 1) / divisor
    return Term(z3.If(term.value < 0, -whole, whole), term.defined)
