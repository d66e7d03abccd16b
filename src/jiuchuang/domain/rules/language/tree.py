"""The expression tree: what a rule says, typed and closed, the same for every back end.

Nodes are immutable. A value is a whole number over `type.denominator`, a day, a truth value or a code; None
means unknown. How each node treats unknown is written in `evaluate`, and every back end must agree with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from jiuchuang.domain.rules.language.retirement import RetirementRule
from jiuchuang.domain.rules.language.valuetypes import Type, Value


@dataclass(frozen=True)
class Node:
    """Any expression; `type` is what it yields."""

    type: Type

    def children(self) -> Iterator[Node]:
        """Direct sub-expressions, in the order people wrote them."""
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if isinstance(value, Node):
                yield value
            elif isinstance(value, tuple):
                yield from (item for item in value if isinstance(item, Node))


@dataclass(frozen=True)
class Constant(Node):
    """A figure or code of the pack; `name` is the parameter it came from. None: left open by the text."""

    value: Value | None
    name: str = ""


@dataclass(frozen=True)
class Fact(Node):
    """A fact of the vocabulary."""

    name: str


@dataclass(frozen=True)
class AsOf(Node):
    """The day of the decision."""


@dataclass(frozen=True)
class Reading(Node):
    """Which option of a double reading is taken; replaced by a constant before anything is evaluated."""

    name: str


@dataclass(frozen=True)
class Named(Node):
    """A let or a definition: the inner expression under its name."""

    name: str
    inner: Node


@dataclass(frozen=True)
class Not(Node):
    """Negation; unknown stays unknown."""

    inner: Node


@dataclass(frozen=True)
class AllOf(Node):
    """Conjunction: one false makes it false, otherwise one unknown makes it unknown."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class AnyOf(Node):
    """Disjunction: one true makes it true, otherwise one unknown makes it unknown."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class AtLeast(Node):
    """True when at least `count` items are true, false when too few still can be."""

    count: int
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Compare(Node):
    """`left op right` with op one of == != < <= > >=; numbers are brought to one denominator beforehand."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True)
class CompareRatio(Node):
    """`numerator / denominator op rate`, by cross-multiplication; unknown when the denominator is not positive."""

    op: str
    numerator: Node
    denominator: Node
    rate: Node


@dataclass(frozen=True)
class Scale(Node):
    """The inner whole number times a constant factor (a change of denominator, or a whole multiple)."""

    inner: Node
    factor: int


@dataclass(frozen=True)
class Arithmetic(Node):
    """`left op right` with op one of + - *."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Extreme(Node):
    """`min` or `max` of items; any unknown item makes it unknown."""

    op: str
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Choose(Node):
    """`then if condition else otherwise`; with an unknown condition known only where both branches agree.

    `strict` (made by rewrites only): an unknown condition makes it unknown even where the branches agree.
    """

    condition: Node
    then: Node
    otherwise: Node
    strict: bool = False


@dataclass(frozen=True)
class OneOf(Node):
    """Whether a code is among `codes`."""

    inner: Node
    codes: tuple[str, ...]


@dataclass(frozen=True)
class AddMonths(Node):
    """The day that ends a term of months counted from `day`; month ends clamp."""

    day: Node
    months: Node


@dataclass(frozen=True)
class AddDays(Node):
    """`day` plus a number of days."""

    day: Node
    days: Node


@dataclass(frozen=True)
class Round(Node):
    """Money to whole multiples of `unit` fen; mode is half_up, down or up."""

    inner: Node
    unit: int
    mode: str


@dataclass(frozen=True)
class Lookup(Node):
    """A keyed table of the clause: `values[i]` where the key is `codes[i]`, unknown for any other key."""

    key: Node
    codes: tuple[str, ...]
    values: tuple[Node, ...]


@dataclass(frozen=True)
class RetirementOn(Node):
    """Legal retirement day from the birth date and the category, by the table of `retirement`."""

    birth: Node
    category: Node
    rule: RetirementRule


def walk(node: Node) -> Iterator[Node]:
    """The node and everything beneath it, parents first."""
    yield node
    for child in node.children():
        yield from walk(child)


def fact_names(node: Node) -> tuple[str, ...]:
    """Facts that the expression reads, each once, in reading order."""
    return tuple(dict.fromkeys(item.name for item in walk(node) if isinstance(item, Fact)))


def rewrite(node: Node, change: Callable[[Node], Node]) -> Node:
    """The tree with `change` applied to every node, children first; unchanged parts are shared."""
    updates: dict[str, Any] = {}
    for name in node.__dataclass_fields__:
        value = getattr(node, name)
        if isinstance(value, Node):
            new: Any = rewrite(value, change)
        elif isinstance(value, tuple) and any(isinstance(item, Node) for item in value):
            new = tuple(rewrite(item, change) if isinstance(item, Node) else item for item in value)
        else:
            continue
        if new != value:
            updates[name] = new
    return change(replace(node, **updates) if updates else node)
