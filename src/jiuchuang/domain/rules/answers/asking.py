"""Which facts an unknown expression waits for: those of the parts that keep it open, and of no others.

What is settled is not asked about: a condition that is met already, the branch that a known condition does not
take, the rows of a table that a known key does not choose. The same account serves one case, where the expressions
of a path are evaluated, and a population, where they are columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import BOOL, Value
from jiuchuang.domain.rules.vocabulary import Vocabulary

Path = tuple[Node, ...]
"""Expressions that must all be unknown."""

OpenTest = Callable[[Node], bool]
"""Whether an expression is unknown for the case at hand."""

_LOGIC = (tree.AllOf, tree.AnyOf, tree.AtLeast)
_SELECTIVE = (*_LOGIC, tree.Choose, tree.Lookup)
_OPEN = tree.Constant(BOOL, None)


@dataclass(frozen=True)
class OpenPart:
    """A smallest part of an expression, such as one comparison, that can keep it open.

    It does where all of `path` is unknown: the part, and whatever it is a part of. `facts` pairs each fact that
    the part reads with what must be unknown besides.
    """

    path: Path
    facts: tuple[tuple[str, Path], ...]


def open_parts(node: Node, path: Path = ()) -> Iterator[OpenPart]:
    """The smallest parts of an expression, in reading order."""
    while isinstance(node, tree.Named | tree.Not):  # unknown exactly when what they hold is
        node = node.inner
    path = (*path, node)
    if isinstance(node, _LOGIC):
        for item in node.items:
            yield from open_parts(item, path)
    elif isinstance(node, tree.Choose) and node.type.kind is BOOL.kind:
        for item, besides in _branches(node):
            yield from open_parts(item, (*path, *besides))
    else:
        yield OpenPart(path, tuple(dict.fromkeys(_facts(node, ()))))


def _branches(node: tree.Choose) -> tuple[tuple[Node, Path], ...]:
    """The condition, and each branch with an expression that is unknown unless the condition rules the branch out."""
    taken = tree.AllOf(BOOL, (node.condition, _OPEN))
    not_taken = tree.AnyOf(BOOL, (node.condition, _OPEN))
    return (node.condition, ()), (node.then, (taken,)), (node.otherwise, (not_taken,))


def _facts(node: Node, besides: Path) -> Iterator[tuple[str, Path]]:
    """The facts of a part; an expression without choices inside is unknown wherever one of its facts is."""
    if isinstance(node, tree.Fact):
        yield node.name, besides
        return
    if not any(isinstance(item, _SELECTIVE) for item in tree.walk(node)):
        yield from ((name, besides) for name in tree.fact_names(node))
        return
    if isinstance(node, tree.Choose):
        inner: Iterator[tuple[Node, Path]] = iter(_branches(node))
    elif isinstance(node, tree.Lookup):
        inner = _rows(node)
    else:
        inner = ((item, ()) for item in node.children())
    for item, more in inner:
        selective = any(isinstance(part, _SELECTIVE) for part in tree.walk(item))
        yield from _facts(item, (*besides, *more, *((item,) if selective else ())))


def _rows(node: tree.Lookup) -> Iterator[tuple[Node, Path]]:
    yield node.key, ()
    for code, value in zip(node.codes, node.values, strict=True):
        yield value, (tree.AllOf(BOOL, (tree.OneOf(BOOL, node.key, (code,)), _OPEN)),)


class Waiting:
    """What can keep one expression open, found once for all cases: its parts, and the guards of its facts."""

    def __init__(self, node: Node, vocabulary: Vocabulary) -> None:
        self.node, self.parts = node, tuple(open_parts(node))
        self._chains = {name: guard_chain(name, vocabulary) for name in tree.fact_names(node)}

    def wanted(self, values: Mapping[str, Value], is_open: OpenTest) -> Iterator[list[str]]:
        """For each part that keeps the expression open, the facts to ask for; an open guard goes before its fact."""
        for part in self.parts:
            if all(map(is_open, part.path)):
                yield list(dict.fromkeys(self._asked(part, values, is_open)))

    def _asked(self, part: OpenPart, values: Mapping[str, Value], is_open: OpenTest) -> Iterator[str]:
        for name, besides in part.facts:
            link = _first_open(self._chains[name], values)
            if link is not None and all(map(is_open, besides)):
                yield link

    def denied(self, values: Mapping[str, Value]) -> list[str]:
        """Guards known to be false of facts that the expression reads: those facts do not exist for this case."""
        links = (link for chain in self._chains.values() for link in chain[1:] if values.get(link) is False)
        return list(dict.fromkeys(links))


def guard_chain(name: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The fact, its guard, the guard of that, and so on."""
    chain = [name]
    while (guard := vocabulary.facts[chain[-1]].guard) is not None and guard not in chain:
        chain.append(guard)
    return tuple(chain)


def with_guards(names: Iterable[str], vocabulary: Vocabulary) -> Iterator[str]:
    """The facts and, before each, the guards on which it depends; each once."""
    links = (link for name in names for link in reversed(guard_chain(name, vocabulary)))
    return iter(dict.fromkeys(links))


def _first_open(chain: tuple[str, ...], values: Mapping[str, Value]) -> str | None:
    """The outermost unknown link of a fact; None when the fact is known, or a guard of it is false."""
    for link in reversed(chain):
        value = values.get(link)
        if value is None:
            return link
        if value is False:
            return None
    return None
