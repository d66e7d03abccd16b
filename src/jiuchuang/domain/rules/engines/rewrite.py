"""Exact rewrites of a tree for one day of decision, before any back end.

`asof <= add_months(d, n)` is monotone in d (clamping keeps the order of days), so it is the same as `d >= literal
day`: the month arithmetic of a whole population becomes one comparison. The value of a rewritten tree equals that of
the tree as written for all facts, unknown ones included; explanations keep walking the tree as written.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import BOOL, DATE, FIRST_DAY, LAST_DAY, Kind

_FLIP = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_DAYS = (LAST_DAY - FIRST_DAY).days


def simplify(node: Node, asof: date) -> Node:
    """The tree with `asof` put in, constants computed and comparisons of shifted days folded."""
    return tree.rewrite(node, lambda item: _step(item, asof))


def absorb(node: Node) -> Node:
    """`not g or (g and x)` as `not g or x`, and `g and (not g or x)` as `g and x`: the same truth for every case.

    With g unknown and x known the shorter form is decided where the longer one stays open, so that three-valued
    logic over a population comes as near as the exact answer for one case. Applied when a programme is compiled.
    """
    return tree.rewrite(node, _absorb_step)


def _absorb_step(node: Node) -> Node:
    if not isinstance(node, tree.AllOf | tree.AnyOf):
        return node
    other = tree.AnyOf if isinstance(node, tree.AllOf) else tree.AllOf
    denied = {_negation(item) for item in node.items}

    def shorter(item: Node) -> Node:
        if not isinstance(item, other):
            return item
        kept = tuple(part for part in item.items if part not in denied)
        return other(BOOL, kept) if kept else item

    return type(node)(BOOL, tuple(shorter(item) for item in node.items))


def _negation(node: Node) -> Node:
    return node.inner if isinstance(node, tree.Not) else tree.Not(BOOL, node)


def _step(node: Node, asof: date) -> Node:
    """One node whose children are simplified already."""
    if isinstance(node, tree.Named):
        return node.inner
    if isinstance(node, tree.AllOf | tree.AnyOf):
        return _junction(node)
    if _is_constant(node):
        return tree.Constant(node.type, evaluate(node, {}, asof))
    if isinstance(node, tree.Compare):
        return _compare(node, asof)
    return node


def _is_constant(node: Node) -> bool:
    if isinstance(node, tree.Constant | tree.Fact | tree.Reading):
        return False
    return not any(isinstance(item, tree.Fact | tree.Reading) for item in tree.walk(node))


def _junction(node: tree.AllOf | tree.AnyOf) -> Node:
    """Flattened, without neutral items; one deciding constant decides."""
    kind = type(node)
    neutral = kind is tree.AllOf
    items: list[Node] = []
    for item in node.items:
        items += item.items if isinstance(item, kind) else [item]
    if any(_is(item, not neutral) for item in items):
        return tree.Constant(BOOL, not neutral)
    kept = tuple(dict.fromkeys(item for item in items if not _is(item, neutral)))
    if not kept:
        return tree.Constant(BOOL, neutral)
    return kept[0] if len(kept) == 1 else kind(BOOL, kept)


def _is(node: Node, value: bool) -> bool:
    return isinstance(node, tree.Constant) and node.value is value


def _compare(node: tree.Compare, asof: date) -> Node:
    """A comparison with a known day, folded to a range of the day that it depends on."""
    left, right, op = node.left, node.right, node.op
    if isinstance(left, tree.Constant):
        left, right, op = right, left, _FLIP[op]
    if node.left.type.kind is not Kind.DATE or not isinstance(right, tree.Constant) or right.value is None:
        return node
    assert isinstance(right.value, date)
    return _fold(left, op, right.value, asof) or node


def _fold(left: Node, op: str, bound: date, asof: date) -> Node | None:
    """`left op bound` as a comparison of the one day-valued fact inside `left`; None when it is of another form."""
    if isinstance(left, tree.Choose) and _never_equal(left.then, left.otherwise):
        then = _fold_or_compare(left.then, op, bound, asof)
        otherwise = _fold_or_compare(left.otherwise, op, bound, asof)
        return tree.Choose(BOOL, left.condition, then, otherwise, strict=True)
    if isinstance(left, tree.RetirementOn) and isinstance(left.birth, tree.Fact):
        codes = tuple(row.code for row in left.rule.categories)
        values = tuple(_threshold(left.birth, _with_category(left, code), op, bound, asof) for code in codes)
        return _compare_with_lookup(left.birth, left.category, codes, values)
    inner = _shifted_fact(left)
    if inner is None or isinstance(left, tree.Fact):
        return None
    return _threshold(inner, left, op, bound, asof)


def _compare_with_lookup(
    fact: tree.Fact, key: Node, codes: tuple[str, ...], values: tuple[Node, ...]
) -> Node:
    """`fact op day` for each code as one comparison with the day that the code gives, where the operator is one."""
    compared = [item for item in values if isinstance(item, tree.Compare) and item.left == fact]
    if len(compared) == len(values) and len({item.op for item in compared}) == 1:
        days = tree.Lookup(DATE, key, codes, tuple(item.right for item in compared))
        return tree.Compare(BOOL, compared[0].op, fact, days)
    return tree.Lookup(BOOL, key, codes, values)


def _fold_or_compare(left: Node, op: str, bound: date, asof: date) -> Node:
    if isinstance(left, tree.Constant):
        return tree.Constant(BOOL, evaluate(_plain(left, op, bound), {}, asof))
    return _fold(left, op, bound, asof) or _plain(left, op, bound)


def _plain(left: Node, op: str, bound: date) -> Node:
    return tree.Compare(BOOL, op, left, tree.Constant(DATE, bound))


def _with_category(node: tree.RetirementOn, code: str) -> Node:
    return tree.RetirementOn(DATE, node.birth, tree.Constant(node.category.type, code), node.rule)


def _shifted_fact(node: Node) -> tree.Fact | None:
    """The fact inside a chain of shifts by constant months and days."""
    if isinstance(node, tree.Fact):
        return node
    if isinstance(node, tree.AddMonths) and _number(node.months):
        return _shifted_fact(node.day)
    if isinstance(node, tree.AddDays) and _number(node.days):
        return _shifted_fact(node.day)
    return None


def _number(node: Node) -> bool:
    return isinstance(node, tree.Constant) and isinstance(node.value, int)


def _never_equal(then: Node, otherwise: Node) -> bool:
    """Whether two branches differ for every day: one day shifted by different numbers of whole months."""
    if not (isinstance(then, tree.AddMonths) and isinstance(otherwise, tree.AddMonths)):
        return False
    if not (_number(then.months) and _number(otherwise.months) and then.day == otherwise.day):
        return False
    assert isinstance(then.months, tree.Constant) and isinstance(otherwise.months, tree.Constant)
    return then.months.value != otherwise.months.value


def _threshold(fact: tree.Fact, shifted: Node, op: str, bound: date, asof: date) -> Node:
    """`shifted op bound` as a comparison of the fact with a literal day; `shifted` is monotone in the fact."""

    def at(day: date) -> Any:
        return evaluate(shifted, {fact.name: day}, asof)

    if op in ("<", "<="):
        # true up to a last day: the day before the first on which the shifted day is too late
        late = _first(lambda day: at(day) >= bound if op == "<" else at(day) > bound)
        return _before(fact, late)
    if op in (">", ">="):
        return _from(fact, _first(lambda day: at(day) > bound if op == ">" else at(day) >= bound))
    first = _from(fact, _first(lambda day: at(day) >= bound))
    equal = _junction(tree.AllOf(BOOL, (first, _before(fact, _first(lambda day: at(day) > bound)))))
    equal = _keep_unknown(fact, equal)
    return equal if op == "==" else tree.Not(BOOL, equal)


def _keep_unknown(fact: tree.Fact, node: Node) -> Node:
    """A comparison that came out the same for every day must stay unknown for an unknown day."""
    if not isinstance(node, tree.Constant):
        return node
    edge = tree.Constant(DATE, FIRST_DAY)
    return tree.Compare(BOOL, ">=" if node.value else "<", fact, edge)


def _first(holds: Callable[[date], bool]) -> int:
    """Offset from FIRST_DAY of the first day on which a monotone test holds; one past the last when none does."""
    low, high = 0, _DAYS + 1
    while low < high:
        middle = (low + high) // 2
        if holds(FIRST_DAY + timedelta(days=middle)):
            high = middle
        else:
            low = middle + 1
    return low


def _from(fact: tree.Fact, offset: int) -> Node:
    return tree.Compare(BOOL, ">=", fact, tree.Constant(DATE, FIRST_DAY + timedelta(days=offset)))


def _before(fact: tree.Fact, offset: int) -> Node:
    return tree.Compare(BOOL, "<", fact, tree.Constant(DATE, FIRST_DAY + timedelta(days=offset)))
