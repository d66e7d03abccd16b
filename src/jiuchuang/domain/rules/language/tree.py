"""The expression tree: what a rule says, typed and closed, the same for every back end.

Nodes are immutable. A value is a whole number over `type.denominator`, a day, a truth value or a code; None
means unknown. How each node treats unknown is written in `evaluate`, and every back end must agree with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar, dataclass_transform

from jiuchuang.domain.rules.language.retirement import RetirementRule
from jiuchuang.domain.rules.language.valuetypes import Type, Value

NodeClass = TypeVar("NodeClass")
_KEPT_HASH = "_hash"


@dataclass_transform(frozen_default=True)
def _node(node_class: type[NodeClass]) -> type[NodeClass]:
    """A frozen dataclass whose hash, which takes a walk through the whole sub-tree, is computed once an object."""
    made = dataclass(frozen=True)(node_class)
    walk_and_hash: Callable[[Any], int] = made.__hash__

    def kept_hash(self: Any) -> int:
        found: int | None = self.__dict__.get(_KEPT_HASH)
        if found is None:
            found = self.__dict__[_KEPT_HASH] = walk_and_hash(self)
        return found

    setattr(made, "__hash__", kept_hash)  # noqa: B010 (mypy forbids to assign to a method)
    return made


@_node
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

    def __getstate__(self) -> dict[str, Any]:
        """Without the hash: texts have another one in another process."""
        return {name: value for name, value in self.__dict__.items() if name != _KEPT_HASH}


@_node
class Constant(Node):
    """A figure or code of the pack; `name` is the parameter it came from. None: left open by the text."""

    value: Value | None
    name: str = ""


@_node
class Fact(Node):
    """A fact of the vocabulary."""

    name: str


@_node
class AsOf(Node):
    """The day of the decision."""


@_node
class Reading(Node):
    """Which option of a double reading is taken; replaced by a constant before anything is evaluated."""

    name: str


@_node
class Named(Node):
    """A let or a definition: the inner expression under its name."""

    name: str
    inner: Node


@_node
class Not(Node):
    """Negation; unknown stays unknown."""

    inner: Node


@_node
class AllOf(Node):
    """Conjunction: one false makes it false, otherwise one unknown makes it unknown."""

    items: tuple[Node, ...]


@_node
class AnyOf(Node):
    """Disjunction: one true makes it true, otherwise one unknown makes it unknown."""

    items: tuple[Node, ...]


@_node
class AtLeast(Node):
    """True when at least `count` items are true, false when too few still can be."""

    count: int
    items: tuple[Node, ...]


@_node
class Compare(Node):
    """`left op right` with op one of == != < <= > >=; numbers are brought to one denominator beforehand."""

    op: str
    left: Node
    right: Node


@_node
class CompareRatio(Node):
    """`numerator / denominator op rate`, by cross-multiplication; unknown when the denominator is not positive."""

    op: str
    numerator: Node
    denominator: Node
    rate: Node


@_node
class Scale(Node):
    """The inner whole number times a constant factor (a change of denominator, or a whole multiple)."""

    inner: Node
    factor: int


@_node
class Arithmetic(Node):
    """`left op right` with op one of + - *."""

    op: str
    left: Node
    right: Node


@_node
class Extreme(Node):
    """`min` or `max` of items; any unknown item makes it unknown."""

    op: str
    items: tuple[Node, ...]


@_node
class Choose(Node):
    """`then if condition else otherwise`; with an unknown condition known only where both branches agree.

    `strict` (made by rewrites only): an unknown condition makes it unknown even where the branches agree.
    """

    condition: Node
    then: Node
    otherwise: Node
    strict: bool = False


@_node
class OneOf(Node):
    """Whether a code is among `codes`."""

    inner: Node
    codes: tuple[str, ...]


@_node
class AddMonths(Node):
    """The day that ends a term of months counted from `day`; month ends clamp."""

    day: Node
    months: Node


@_node
class AddDays(Node):
    """`day` plus a number of days."""

    day: Node
    days: Node


@_node
class Round(Node):
    """Money to whole multiples of `unit` fen; mode is half_up, down or up."""

    inner: Node
    unit: int
    mode: str


@_node
class Lookup(Node):
    """A keyed table of the clause: `values[i]` where the key is `codes[i]`, unknown for any other key."""

    key: Node
    codes: tuple[str, ...]
    values: tuple[Node, ...]


@_node
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


def with_children(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with `change` applied to its direct sub-expressions; the very same one when they stay equal."""
    updates: dict[str, Any] = {}
    for name in node.__dataclass_fields__:
        value = getattr(node, name)
        if isinstance(value, Node):
            new: Any = change(value)
        elif isinstance(value, tuple) and any(isinstance(item, Node) for item in value):
            new = tuple(change(item) if isinstance(item, Node) else item for item in value)
        else:
            continue
        if new != value:
            updates[name] = new
    return replace(node, **updates) if updates else node


def rewrite(node: Node, change: Callable[[Node], Node]) -> Node:
    """The tree with `change` applied to every node, children first; unchanged parts are shared."""
    return change(with_children(node, lambda child: rewrite(child, change)))
