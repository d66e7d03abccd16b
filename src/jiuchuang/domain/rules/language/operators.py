"""Typed construction of expressions: what may be combined with what, and on which denominator.

Every constructor returns a closed node or raises TypeFault with a message for the author of the pack.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import lcm

from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import BOOL, DATE, Kind, Type

_PRODUCTS = {
    frozenset({Kind.MONEY, Kind.RATE}): Kind.MONEY,
    frozenset({Kind.MONEY, Kind.COUNT}): Kind.MONEY,
    frozenset({Kind.MONEY, Kind.MONTHS}): Kind.MONEY,
    frozenset({Kind.MONEY, Kind.DAYS}): Kind.MONEY,
    frozenset({Kind.COUNT, Kind.RATE}): Kind.COUNT,
    frozenset({Kind.RATE, Kind.DAYS}): Kind.RATE,
    frozenset({Kind.RATE}): Kind.RATE,
}
_DIVISORS = (Kind.COUNT, Kind.MONTHS, Kind.DAYS, Kind.INTEGER)
_ORDERED = ("<", "<=", ">", ">=")


class TypeFault(Exception):
    """An expression that makes no sense; the message is for the author of the pack."""


@dataclass(frozen=True)
class RatioParts(Node):
    """`ratio(a, b)` on its way into a comparison; never part of a finished tree."""

    numerator: Node
    denominator: Node


def over(node: Node, denominator: int) -> Node:
    """The same quantity as whole number over `denominator`, a multiple of the present one."""
    if node.type.denominator == denominator:
        return node
    factor = denominator // node.type.denominator
    type_ = replace(node.type, denominator=denominator)
    if isinstance(node, tree.Constant) and isinstance(node.value, int):
        return replace(node, type=type_, value=node.value * factor)
    return tree.Scale(type_, node, factor)


def align(left: Node, right: Node) -> tuple[Node, Node]:
    """Two numbers of one kind over one denominator; a literal takes the type that it meets."""
    left, right = _adopt(left, right.type), _adopt(right, left.type)
    if left.type.kind is not right.type.kind:
        raise TypeFault(f"{left.type}与{right.type}不能放在一起比较或加减")
    common = lcm(left.type.denominator, right.type.denominator)
    return over(left, common), over(right, common)


def _adopt(node: Node, type_: Type) -> Node:
    """An expression of literals (`1`, `1 if … else 0`) as a number of the kind that it meets."""
    if node.type.kind is not Kind.INTEGER or not type_.is_numeric or type_.kind is Kind.INTEGER:
        return node

    def typed(item: Node) -> Node:
        if item.type.kind is not Kind.INTEGER:
            return item
        if isinstance(item, tree.Constant) and item.value and type_.kind in (Kind.MONEY, Kind.RATE):
            raise TypeFault(f"不能把整数 {item.value} 当作{type_}：请写成带单位的参数")
        return replace(item, type=replace(item.type, kind=type_.kind))

    return tree.rewrite(node, typed)


def compare(op: str, left: Node, right: Node) -> Node:
    """A comparison; both sides must be of one kind, codes only for equality."""
    if isinstance(left, RatioParts) and isinstance(right, RatioParts):
        raise TypeFault("ratio(…) 只能与比例比较，不能与另一个 ratio(…) 比较")
    if isinstance(right, RatioParts):
        flipped = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
        return compare(flipped.get(op, op), right, left)
    if isinstance(left, RatioParts):
        if right.type.kind is not Kind.RATE:
            raise TypeFault("ratio(…) 只能与比例比较")
        return tree.CompareRatio(BOOL, op, left.numerator, left.denominator, right)
    if left.type.is_numeric and right.type.is_numeric:
        left, right = align(left, right)
        return tree.Compare(BOOL, op, left, right)
    if left.type.kind is not right.type.kind and not _both_codes(left, right):
        raise TypeFault(f"{left.type}不能与{right.type}比较")
    if op in _ORDERED and left.type.kind is not Kind.DATE:
        raise TypeFault(f"{left.type}没有大小之分，只能用 == 或 !=")
    _check_code(left, right)
    _check_code(right, left)
    return tree.Compare(BOOL, op, left, right)


def _both_codes(left: Node, right: Node) -> bool:
    return {left.type.kind, right.type.kind} <= {Kind.ENUM, Kind.CODE}


def _check_code(node: Node, constant: Node) -> None:
    if isinstance(constant, tree.Constant) and isinstance(constant.value, str):
        require_code(node, constant.value)


def require_code(node: Node, code: str) -> None:
    """Refuse a code that the enum does not have."""
    if node.type.codes and code not in node.type.codes:
        raise TypeFault(f"选项里没有“{code}”，只有：{'、'.join(node.type.codes)}")


def arithmetic(op: str, left: Node, right: Node) -> Node:
    """Sum or difference of two like numbers."""
    if Kind.DATE in (left.type.kind, right.type.kind):
        raise TypeFault("日期不能加减：请用 add_months(日, 月数) 或 add_days(日, 天数)，再比较")
    if not (left.type.is_numeric and right.type.is_numeric):
        raise TypeFault(f"{left.type}与{right.type}不能加减")
    left, right = align(left, right)
    return tree.Arithmetic(left.type, op, left, right)


def multiply(left: Node, right: Node) -> Node:
    """Product; money times money is refused."""
    if left.type.kind is Kind.INTEGER:
        left, right = right, left
    if right.type.kind is Kind.INTEGER and left.type.is_numeric:
        if isinstance(right, tree.Constant) and isinstance(right.value, int):
            return tree.Scale(left.type, left, right.value)
        right = _adopt(right, Type(Kind.COUNT))
    kind = _PRODUCTS.get(frozenset({left.type.kind, right.type.kind}))
    if kind is None:
        raise TypeFault(f"{left.type}不能与{right.type}相乘")
    return tree.Arithmetic(Type(kind, left.type.denominator * right.type.denominator), "*", left, right)


def divide(left: Node, right: Node) -> Node:
    """Quotient by a positive whole figure: the same whole number over a larger denominator, still exact.

    Only a count or a term divides; an amount by an amount would be a ratio, and by a rate no whole division.
    """
    if not left.type.is_numeric:
        raise TypeFault(f"{left.type}不能作除法")
    if not (
        isinstance(right, tree.Constant) and isinstance(right.value, int) and right.type.kind in _DIVISORS
    ):
        raise TypeFault("只能除以整数参数；两个事实之比请用 ratio(a, b) 与比例比较")
    if right.value <= 0:
        raise TypeFault("除数必须大于零")
    return tree.Scale(replace(left.type, denominator=left.type.denominator * right.value), left, 1)


def extreme(op: str, items: list[Node]) -> Node:
    """`min` or `max` of two or more like values (numbers or days)."""
    if len(items) < 2:
        raise TypeFault(f"{op}(…) 至少要两项")
    if all(item.type.kind is Kind.DATE for item in items):
        return tree.Extreme(DATE, op, tuple(items))
    first = items[0]
    if not all(item.type.is_numeric for item in items):
        raise TypeFault(f"{op}(…) 只用于数或日期")
    for item in items[1:]:
        first, _ = align(first, item)
    common = lcm(*(_adopt(item, first.type).type.denominator for item in items))
    like = tuple(over(align(item, first)[0], common) for item in items)
    return tree.Extreme(like[0].type, op, like)


def choose(condition: Node, then: Node, otherwise: Node) -> Node:
    """`then if condition else otherwise`; both branches of one type."""
    require(condition, Kind.BOOL, "if 的条件")
    if then.type.is_numeric and otherwise.type.is_numeric:
        then, otherwise = align(then, otherwise)
    elif then.type.kind is not otherwise.type.kind and not _both_codes(then, otherwise):
        raise TypeFault(f"if 的两支类型不同：{then.type}与{otherwise.type}")
    codes = _possible_codes(then), _possible_codes(otherwise)
    either = tuple(dict.fromkeys(codes[0] + codes[1])) if all(codes) else ()
    return tree.Choose(replace(then.type, codes=either), condition, then, otherwise)


def _possible_codes(node: Node) -> tuple[str, ...]:
    """Codes that an enum-valued expression can yield; empty when any may come (a code) or none (a number)."""
    if isinstance(node, tree.Constant) and isinstance(node.value, str):
        return (node.value,)
    return node.type.codes


def lookup(key: Node, codes: tuple[str, ...], values: tuple[Node, ...]) -> Node:
    """The value of a keyed table; rows are brought to one denominator."""
    if key.type.kind not in (Kind.ENUM, Kind.CODE):
        raise TypeFault("表的键应为选项或代码")
    for code in codes:
        require_code(key, code)
    common = lcm(*(value.type.denominator for value in values))
    like = tuple(over(value, common) for value in values)
    return tree.Lookup(like[0].type, key, codes, like)


def shift(day: Node, term: Node, kind: Kind) -> Node:
    """A day moved by a whole number of months (`kind` months) or days."""
    name = "add_months" if kind is Kind.MONTHS else "add_days"
    day = require(day, Kind.DATE, f"{name} 的第一项")
    term = require(term, kind, f"{name} 的第二项")
    if term.type.denominator != 1:
        raise TypeFault(f"{name} 的第二项应为整数，这里可能带分数")
    return tree.AddMonths(DATE, day, term) if kind is Kind.MONTHS else tree.AddDays(DATE, day, term)


def require(node: Node, kind: Kind, what: str) -> Node:
    """The node itself when it is of `kind`; a literal becomes that kind where it can."""
    node = _adopt(node, Type(kind))
    if node.type.kind is not kind:
        raise TypeFault(f"{what}应为{Type(kind)}，这里是{node.type}")
    return node
