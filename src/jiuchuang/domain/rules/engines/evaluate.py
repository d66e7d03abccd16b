"""The row evaluator: one case, one value. This is the definition of the semantics; other back ends must agree.

Unknown (None) propagates by strong Kleene logic; missing is never zero and never false.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from jiuchuang.domain.kernel.day import add_days, add_months
from jiuchuang.domain.kernel.money import ROUNDINGS
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.retirement import legal_retirement_on
from jiuchuang.domain.rules.language.valuetypes import Value

Facts = Mapping[str, Value | None]
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ARITHMETIC: dict[str, Callable[[int, int], int]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def evaluate(node: tree.Node, facts: Facts, asof: date) -> Any:
    """The value of `node` for one case: int, bool, str or date, or None when it cannot be known.

    `facts` maps fact names to values; a name that is missing or None is unknown.
    """
    return _EVALUATORS[type(node)](node, facts, asof)


def _all_of(node: tree.AllOf, facts: Facts, asof: date) -> bool | None:
    values = [evaluate(item, facts, asof) for item in node.items]
    if False in values:
        return False
    return None if None in values else True


def _any_of(node: tree.AnyOf, facts: Facts, asof: date) -> bool | None:
    values = [evaluate(item, facts, asof) for item in node.items]
    if True in values:
        return True
    return None if None in values else False


def _at_least(node: tree.AtLeast, facts: Facts, asof: date) -> bool | None:
    values = [evaluate(item, facts, asof) for item in node.items]
    sure = sum(value is True for value in values)
    possible = sum(value is not False for value in values)
    if sure >= node.count:
        return True
    return False if possible < node.count else None


def _not(node: tree.Not, facts: Facts, asof: date) -> bool | None:
    value = evaluate(node.inner, facts, asof)
    return None if value is None else not value


def _compare(node: tree.Compare, facts: Facts, asof: date) -> bool | None:
    left, right = evaluate(node.left, facts, asof), evaluate(node.right, facts, asof)
    return None if left is None or right is None else _COMPARE[node.op](left, right)


def _compare_ratio(node: tree.CompareRatio, facts: Facts, asof: date) -> bool | None:
    numerator = evaluate(node.numerator, facts, asof)
    denominator = evaluate(node.denominator, facts, asof)
    rate = evaluate(node.rate, facts, asof)
    if numerator is None or denominator is None or rate is None or denominator <= 0:
        return None
    return _COMPARE[node.op](numerator * node.rate.type.denominator, rate * denominator)


def _arithmetic(node: tree.Arithmetic, facts: Facts, asof: date) -> int | None:
    left, right = evaluate(node.left, facts, asof), evaluate(node.right, facts, asof)
    return None if left is None or right is None else _ARITHMETIC[node.op](left, right)


def _scale(node: tree.Scale, facts: Facts, asof: date) -> int | None:
    value = evaluate(node.inner, facts, asof)
    return None if value is None else value * node.factor


def _extreme(node: tree.Extreme, facts: Facts, asof: date) -> Any:
    values = [evaluate(item, facts, asof) for item in node.items]
    if None in values:
        return None
    return min(values) if node.op == "min" else max(values)


def _choose(node: tree.Choose, facts: Facts, asof: date) -> Any:
    condition = evaluate(node.condition, facts, asof)
    if condition is None:
        if node.strict:
            return None
        then, otherwise = evaluate(node.then, facts, asof), evaluate(node.otherwise, facts, asof)
        return then if then == otherwise else None
    return evaluate(node.then if condition else node.otherwise, facts, asof)


def _one_of(node: tree.OneOf, facts: Facts, asof: date) -> bool | None:
    value = evaluate(node.inner, facts, asof)
    return None if value is None else value in node.codes


def _add_months(node: tree.AddMonths, facts: Facts, asof: date) -> date | None:
    day, months = evaluate(node.day, facts, asof), evaluate(node.months, facts, asof)
    return None if day is None or months is None else add_months(day, months)


def _add_days(node: tree.AddDays, facts: Facts, asof: date) -> date | None:
    day, days = evaluate(node.day, facts, asof), evaluate(node.days, facts, asof)
    return None if day is None or days is None else add_days(day, days)


def _round(node: tree.Round, facts: Facts, asof: date) -> int | None:
    value = evaluate(node.inner, facts, asof)
    if value is None:
        return None
    return ROUNDINGS[node.mode](value, node.inner.type.denominator * node.unit) * node.unit


def _lookup(node: tree.Lookup, facts: Facts, asof: date) -> Any:
    key = evaluate(node.key, facts, asof)
    if key not in node.codes:
        return None
    return evaluate(node.values[node.codes.index(key)], facts, asof)


def _retirement_on(node: tree.RetirementOn, facts: Facts, asof: date) -> date | None:
    birth, category = evaluate(node.birth, facts, asof), evaluate(node.category, facts, asof)
    if birth is None or category is None:
        return None
    return legal_retirement_on(birth, category, node.rule, asof)


_EVALUATORS: dict[type[tree.Node], Callable[[Any, Facts, date], Any]] = {
    tree.Constant: lambda node, facts, asof: node.value,
    tree.Fact: lambda node, facts, asof: facts.get(node.name),
    tree.AsOf: lambda node, facts, asof: asof,
    tree.Named: lambda node, facts, asof: evaluate(node.inner, facts, asof),
    tree.Not: _not,
    tree.AllOf: _all_of,
    tree.AnyOf: _any_of,
    tree.AtLeast: _at_least,
    tree.Compare: _compare,
    tree.CompareRatio: _compare_ratio,
    tree.Scale: _scale,
    tree.Arithmetic: _arithmetic,
    tree.Extreme: _extreme,
    tree.Choose: _choose,
    tree.OneOf: _one_of,
    tree.AddMonths: _add_months,
    tree.AddDays: _add_days,
    tree.Round: _round,
    tree.Lookup: _lookup,
    tree.RetirementOn: _retirement_on,
}
