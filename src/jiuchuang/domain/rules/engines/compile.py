"""From a programme to closed expression trees: one variant for every combination of unsigned readings.

All back ends start from here: the verdict, the payable amount and every leaf are trees of the same facts, so
what explains a decision is what decided it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import product

from jiuchuang.domain.rules.engines.rewrite import absorb
from jiuchuang.domain.rules.language import operators, tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import BOOL, MONEY, Kind, Type
from jiuchuang.domain.rules.pack import VARIANT_LIMIT, Group, Leaf, Programme, leaves


@dataclass(frozen=True)
class CompiledCap:
    """A ceiling: `limit` and what is still `available` in its scope, as money trees."""

    id: str
    limit: Node
    used: Node | None
    available: Node


@dataclass(frozen=True)
class Variant:
    """The programme under one choice of readings; `readings` pairs reading id and option id.

    `amount` is one instalment before caps, in whole fen; `payable` after caps. Both None when nothing is paid
    or the text gives no figure.
    """

    readings: tuple[tuple[str, str], ...]
    leaves: Mapping[str, Node]
    exceptions: Mapping[str, Node]
    verdict: Node
    amount: Node | None
    caps: tuple[CompiledCap, ...]
    payable: Node | None
    count: Node | None
    used: Node | None
    until: Node | None

    @property
    def key(self) -> str:
        """Option ids joined with + in the order of declaration; empty without double readings."""
        return "+".join(option for _, option in self.readings)


@dataclass(frozen=True)
class CompiledProgramme:
    """A programme with its variants, at least one."""

    programme: Programme
    variants: tuple[Variant, ...]


def compile_programme(programme: Programme) -> CompiledProgramme:
    """Close every expression of the programme over each combination of its readings."""
    choices = [
        [(reading.id, reading.signed)]
        if reading.signed
        else [(reading.id, option.id) for option in reading.options]
        for reading in programme.readings
    ]
    combinations = list(product(*choices))
    if len(combinations) > VARIANT_LIMIT:
        raise ValueError(
            f"{programme.id}: {len(combinations)} combinations of readings, at most {VARIANT_LIMIT}"
        )
    shared: dict[Node, Node] = {}
    return CompiledProgramme(
        programme, tuple(_variant(programme, combination, shared) for combination in combinations)
    )


def leaf_node(leaf: Leaf) -> Node:
    """The expression of a condition, shortened where logic allows; open words are unknown for everybody."""
    return absorb(leaf.expression) if leaf.expression is not None else tree.Constant(BOOL, None)


def close_readings(node: Node, readings: tuple[tuple[str, str], ...]) -> Node:
    """The expression, of the same shape, with its double readings settled; `readings` pairs reading and option."""
    chosen = dict(readings)

    def close(item: Node) -> Node:
        return tree.Constant(Type(Kind.ENUM), chosen[item.name]) if isinstance(item, tree.Reading) else item

    return tree.rewrite(node, close)


def _variant(
    programme: Programme, readings: tuple[tuple[str, str], ...], shared: dict[Node, Node]
) -> Variant:
    """One choice of readings; trees equal to those of another choice are the very same object."""

    def close(node: Node) -> Node:
        closed_node = close_readings(node, readings)
        return shared.setdefault(closed_node, closed_node)

    def closed(node: Node | None) -> Node | None:
        return None if node is None else close(node)

    amount = closed(_amount(programme))
    caps = tuple(_cap(cap.id, close(cap.limit), closed(cap.used)) for cap in programme.caps)
    return Variant(
        readings=readings,
        leaves={leaf.id: close(leaf_node(leaf)) for leaf in leaves(programme.conditions)},
        exceptions={rule.id: close(absorb(rule.when)) for rule in programme.exceptions},
        verdict=close(verdict_node(programme)),
        amount=amount,
        caps=caps,
        payable=_payable(amount, caps),
        count=closed(programme.schedule.count),
        used=closed(programme.schedule.used),
        until=closed(programme.schedule.until),
    )


def verdict_node(programme: Programme) -> Node:
    """Conditions with exceptions applied in the order in which they are written."""
    verdict = group_node(programme.conditions)
    for rule in programme.exceptions:
        when = absorb(rule.when)
        if rule.effect == "excluded":
            verdict = tree.AllOf(BOOL, (verdict, tree.Not(BOOL, when)))
        else:
            verdict = tree.AnyOf(BOOL, (verdict, when))
    return verdict


def group_node(group: Group | Leaf) -> Node:
    """The condition tree as one truth-valued expression."""
    if isinstance(group, Leaf):
        return leaf_node(group)
    items = tuple(group_node(item) for item in group.items)
    if group.op == "all":
        return tree.AllOf(BOOL, items)
    if group.op == "any":
        return tree.AnyOf(BOOL, items)
    if group.op == "at_least":
        return tree.AtLeast(BOOL, group.count, items)
    return tree.Not(BOOL, items[0])


def _amount(programme: Programme) -> Node | None:
    amount = programme.amount
    if amount is None or amount.open_words:
        return None
    if amount.expression is not None:
        return whole_fen(amount.expression)
    rest: Node = tree.Constant(MONEY, None)
    for band in reversed(amount.bands):
        rest = operators.choose(band.when, whole_fen(band.amount), rest)
    return rest


def whole_fen(node: Node) -> Node:
    """Rounded half up to whole fen, once, where the amount is finer than a fen."""
    return node if node.type.denominator == 1 else tree.Round(MONEY, node, 1, "half_up")


def _cap(name: str, limit: Node, used: Node | None) -> CompiledCap:
    limit = whole_fen(limit)
    if used is None:
        return CompiledCap(name, limit, None, limit)
    rest = operators.arithmetic("-", limit, whole_fen(used))
    nothing = tree.Constant(MONEY, 0)
    return CompiledCap(name, limit, used, tree.Extreme(MONEY, "max", (nothing, rest)))


def _payable(amount: Node | None, caps: tuple[CompiledCap, ...]) -> Node | None:
    if amount is None or not caps:
        return amount
    return reduce(lambda sofar, cap: tree.Extreme(MONEY, "min", (sofar, cap.available)), caps, amount)
