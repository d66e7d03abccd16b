"""Facts that exist only when another fact is true (a graduation day needs a graduate).

"Not applicable" is a fact, not an unknown: an expression may touch a guarded fact only where its guard is
established, so that nobody is asked for the certificate day of a certificate that does not exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node

_LENIENT = (tree.Choose, tree.AllOf, tree.AnyOf, tree.AtLeast)

Guards = Mapping[str, str]
"""Guarded fact → the truth-valued fact that must hold for it to exist."""


def unguarded(node: Node, guards: Guards, known: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
    """Pairs (fact, guard) that the expression touches without its guard, given facts `known` to be true."""
    if isinstance(node, tree.Fact):
        guard = guards.get(node.name)
        if guard is not None and guard not in known:
            yield node.name, guard
    elif isinstance(node, tree.AllOf | tree.AnyOf):
        for item in node.items:
            yield from unguarded(item, guards, known)
            known |= when_true(item, guards) if isinstance(node, tree.AllOf) else when_false(item, guards)
    elif isinstance(node, tree.Choose):
        yield from unguarded(node.condition, guards, known)
        yield from unguarded(node.then, guards, known | when_true(node.condition, guards))
        yield from unguarded(node.otherwise, guards, known | when_false(node.condition, guards))
    else:
        for child in node.children():
            yield from unguarded(child, guards, known)


def when_true(node: Node, guards: Guards) -> frozenset[str]:
    """Facts that must be true when the expression is true."""
    if isinstance(node, tree.Fact):
        return _with_guards(node.name, guards)
    if isinstance(node, tree.Named):
        return when_true(node.inner, guards)
    if isinstance(node, tree.Not):
        return when_false(node.inner, guards)
    if isinstance(node, tree.AllOf):
        return frozenset().union(*(when_true(item, guards) for item in node.items))
    if isinstance(node, tree.AnyOf):
        return frozenset.intersection(*(when_true(item, guards) for item in node.items))
    if isinstance(node, tree.Compare | tree.CompareRatio | tree.OneOf):
        return _strict(node, guards)
    return frozenset()


def when_false(node: Node, guards: Guards) -> frozenset[str]:
    """Facts that must be true when the expression is false."""
    if isinstance(node, tree.Fact):
        return _with_guards(node.name, guards) - {node.name}
    if isinstance(node, tree.Named):
        return when_false(node.inner, guards)
    if isinstance(node, tree.Not):
        return when_true(node.inner, guards)
    if isinstance(node, tree.AnyOf):
        return frozenset().union(*(when_false(item, guards) for item in node.items))
    if isinstance(node, tree.AllOf):
        return frozenset.intersection(*(when_false(item, guards) for item in node.items))
    if isinstance(node, tree.Compare | tree.CompareRatio | tree.OneOf):
        return _strict(node, guards)
    return frozenset()


def _strict(node: Node, guards: Guards) -> frozenset[str]:
    """A comparison with a truth value needs all that it reads; a missing guard would have left it unknown.

    Not so where a part of it can be known although something beneath is not.
    """
    if any(isinstance(item, _LENIENT) for item in tree.walk(node)):
        return frozenset()
    names = (name for name in tree.fact_names(node))
    return frozenset().union(*(_with_guards(name, guards) - {name} for name in names))


def _with_guards(name: str, guards: Guards) -> frozenset[str]:
    chain = [name]
    while chain[-1] in guards and guards[chain[-1]] not in chain:
        chain.append(guards[chain[-1]])
    return frozenset(chain)
