"""Sub-trees that are needed more than once become columns of their own, each computed once.

Many programmes ask the same thing, and the column form of some nodes mentions its operands several times (a
rounding tests the sign of what it rounds). Sharing on the tree costs nothing at run time, unlike the column
engine's own search for equal expressions, which is made anew for every stretch of a population.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node

_LEAVES = (tree.Constant, tree.Fact, tree.AsOf)
_MENTIONS_OPERANDS_AGAIN = (
    tree.AtLeast,
    tree.Choose,
    tree.CompareRatio,
    tree.Extreme,
    tree.Lookup,
    tree.OneOf,
    tree.RetirementOn,
    tree.Round,
)


@dataclass
class SharedColumns:
    """Columns by level: each level reads facts and columns of the levels before it only."""

    prefix: str
    levels: list[dict[str, Node]] = field(default_factory=list)
    _names: dict[Node, str] = field(default_factory=dict)
    _level_of: dict[str, int] = field(default_factory=dict)

    def add(self, roots: Mapping[str, Node]) -> None:
        """Give every root a column of its name, and whatever they need more than once a column of ours."""
        uses = _uses(roots.values())
        wanted = {node: name for name, node in reversed(list(roots.items()))}
        for name, node in roots.items():
            placed = self._place(node, uses, wanted)
            if not (isinstance(placed, tree.Fact) and placed.name == name):
                self._put(name, node, placed)

    def later_levels(self, after: SharedColumns) -> list[dict[str, Node]]:
        """The levels without the columns of `after`, a copy taken before more roots were added."""
        old = after._level_of
        rest = [{name: node for name, node in level.items() if name not in old} for level in self.levels]
        return [level for level in rest if level]

    def copy(self) -> SharedColumns:
        """The same columns; what is added to one is not added to the other."""
        return SharedColumns(
            self.prefix, [dict(level) for level in self.levels], dict(self._names), dict(self._level_of)
        )

    def _place(self, node: Node, uses: Counter[Node], wanted: Mapping[Node, str]) -> Node:
        """The node as it reads columns; a column itself when it is needed more than once."""
        if isinstance(node, _LEAVES):
            return node
        if node in self._names:
            return _column(node, self._names[node])
        placed = tree.with_children(node, lambda child: self._place(child, uses, wanted))
        if uses[node] < 2:
            return placed
        name = wanted.get(node, f"{self.prefix}{len(self._names)}")
        return self._put(name, node, placed)

    def _put(self, name: str, node: Node, placed: Node) -> Node:
        read = (item.name for item in tree.walk(placed) if isinstance(item, tree.Fact))
        level = max((self._level_of.get(column, -1) for column in read), default=-1) + 1
        while len(self.levels) <= level:
            self.levels.append({})
        self.levels[level][name] = placed
        self._level_of[name] = level
        self._names.setdefault(node, name)
        return _column(node, name)


def _column(node: Node, name: str) -> tree.Fact:
    """The column of a sub-tree; a computed code is a text, not a place among the codes of an enum."""
    return tree.Fact(replace(node.type, codes=()), name)


def _uses(roots: Iterable[Node]) -> Counter[Node]:
    """How often each sub-tree is mentioned when everything mentioned twice is computed once."""
    uses: Counter[Node] = Counter()

    def count(node: Node, times: int) -> None:
        if isinstance(node, _LEAVES):
            return
        first = node not in uses
        uses[node] += times
        if first:
            for child in node.children():
                count(child, 2 if isinstance(node, _MENTIONS_OPERANDS_AGAIN) else 1)

    for root in roots:
        count(root, 1)
    return uses
