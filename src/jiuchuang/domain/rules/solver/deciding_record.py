"""A record in which one part of a rule decides: everything beside the part gives way to it.

Beside it in an "all" must hold, beside it in an "any" must fail. Values are tried at the limits of the rule, with
backtracking and a bounded number of steps, on the row evaluator: what is found is certain, what is not proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from jiuchuang.domain.rules.answers.asking import OpenPart, guard_chain
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import Value
from jiuchuang.domain.rules.vocabulary import Vocabulary

Goal = tuple[Node, bool]
"""A truth-valued expression and the truth it should have."""

STEPS = 400
"""Most goals looked at in one search."""


def beside(part: OpenPart) -> list[Goal]:
    """What must hold and fail beside a part for the part to decide."""
    goals: list[Goal] = []
    for around, inside in zip(part.path, part.path[1:], strict=False):
        items = [item for item in around.children() if _core(item) != inside]
        if isinstance(around, tree.AllOf | tree.AnyOf):
            goals += [(item, isinstance(around, tree.AllOf)) for item in items]
        elif isinstance(around, tree.AtLeast):
            goals += [(item, index < around.count - 1) for index, item in enumerate(items)]
        elif isinstance(around, tree.Choose) and inside != _core(around.condition):
            goals.append((around.condition, inside == _core(around.then)))
    return goals


class RecordSearch:
    """Completes the known facts of a case step by step; `telling` are the values to try of each fact."""

    def __init__(
        self,
        known: Mapping[str, Value],
        asof: date,
        telling: Mapping[str, Sequence[Value]],
        vocabulary: Vocabulary,
    ) -> None:
        self.known, self.asof, self.telling, self.vocabulary = known, asof, telling, vocabulary
        self._steps = 0

    def find(self, goals: Sequence[Goal]) -> dict[str, Value] | None:
        """`known` and more facts, under which all goals are met; None when none was found in the steps allowed."""
        self._steps = STEPS
        return next(self._meet(list(goals), dict(self.known)), None)

    def _meet(self, goals: list[Goal], record: dict[str, Value]) -> Iterator[dict[str, Value]]:
        self._steps -= 1
        if self._steps < 0:
            return
        if not goals:
            yield record
            return
        (node, wanted), rest = goals[0], goals[1:]
        value = evaluate(node, record, self.asof)
        if value is not None:
            if value is wanted:
                yield from self._meet(rest, record)
        elif isinstance(node, tree.Named):
            yield from self._meet([(node.inner, wanted), *rest], record)
        elif isinstance(node, tree.Not):
            yield from self._meet([(node.inner, not wanted), *rest], record)
        elif isinstance(node, tree.AllOf | tree.AnyOf):
            if wanted is isinstance(node, tree.AllOf):
                yield from self._meet([*((item, wanted) for item in node.items), *rest], record)
            else:
                for item in node.items:
                    yield from self._meet([(item, wanted), *rest], record)
        else:
            yield from self._assign(node, goals, record)

    def _assign(self, node: Node, goals: list[Goal], record: dict[str, Value]) -> Iterator[dict[str, Value]]:
        """One more fact of the expression known, one value after the other."""
        for name in tree.fact_names(node):
            chain = guard_chain(name, self.vocabulary)
            if name in record or any(record.get(guard) is False for guard in chain[1:]):
                continue
            guarded = {**record, **dict.fromkeys(chain[1:], True)}
            for value in self.telling[name]:
                yield from self._meet(goals, {**guarded, name: value})
            return


def _core(node: Node) -> Node:
    while isinstance(node, tree.Named | tree.Not):
        node = node.inner
    return node
