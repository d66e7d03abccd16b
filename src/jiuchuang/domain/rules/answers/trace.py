"""The tracer: every expression of a decision as people wrote it, with the value that each part of it had.

It walks the tree as written, for the words, beside the tree that was computed, for the values; both have the
same shape, the second with the double readings settled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiuchuang.domain.rules.answers.wording import Words, condition_text
from jiuchuang.domain.rules.engines.compile import CompiledProgramme, close_readings, leaf_node
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import Kind, Value, format_value
from jiuchuang.domain.rules.pack import Programme, leaves
from jiuchuang.domain.rules.vocabulary import Vocabulary

UNDECIDED = "待裁定"


@dataclass(frozen=True)
class Step:
    """One expression: its words, its value in words (不详 when unknown), and the parts that it was made from."""

    text: str
    value: str
    parts: tuple[Step, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {"text": self.text, "value": self.value, "parts": [part.to_json() for part in self.parts]}

    def lines(self, indent: str = "") -> Iterator[str]:
        """The step and its parts, one line each, deeper parts further in."""
        yield f"{indent}{self.text} → {self.value}"
        for part in self.parts:
            yield from part.lines(f"{indent}  ")


@dataclass(frozen=True)
class Trace:
    """An expression under one choice of the double readings that it asks about.

    `key` joins the option ids with +, `says` are the options in words; both empty where it asks about none.
    """

    key: str
    says: tuple[str, ...]
    step: Step

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {"key": self.key, "says": list(self.says), "step": self.step.to_json()}


class Tracer:
    """Traces the expressions of one programme for one case."""

    def __init__(
        self, compiled: CompiledProgramme, vocabulary: Vocabulary, facts: Mapping[str, Value], on: date
    ) -> None:
        self.compiled, self.vocabulary, self.facts, self.on = compiled, vocabulary, facts, on
        readings = {reading.id: reading for reading in compiled.programme.readings}
        self.words = Words(vocabulary, readings)

    def conditions(self) -> dict[str, tuple[Trace, ...]]:
        """The traces of every condition and exception, by id."""
        programme = self.compiled.programme
        traces = {name: self._by_reading(node) for name, node in written_conditions(programme)}
        for leaf in leaves(programme.conditions):
            if leaf.expression is None:
                traces[leaf.id] = (Trace("", (), Step(f"原文未定：{leaf.open_words}", UNDECIDED)),)
        return traces

    def amounts(self) -> dict[str, tuple[Trace, ...]]:
        """The traces of the amount, or of the conditions and amounts of its bands."""
        return {name: self._by_reading(node) for name, node in written_amounts(self.compiled.programme)}

    def _by_reading(self, node: Node) -> tuple[Trace, ...]:
        asked = {item.name for item in tree.walk(node) if isinstance(item, tree.Reading)}
        choices = {
            tuple(pair for pair in variant.readings if pair[0] in asked): variant.readings
            for variant in self.compiled.variants
        }
        return tuple(
            Trace(
                "+".join(option for _, option in choice),
                tuple(self._says(reading, option) for reading, option in choice),
                self.trace(node, close_readings(node, readings)),
            )
            for choice, readings in choices.items()
        )

    def _says(self, reading: str, option: str) -> str:
        return next(item.says for item in self.words.readings[reading].options if item.id == option)

    def trace(self, written: Node, computed: Node) -> Step:
        """The step of an expression `written`, with values of the same expression as `computed`."""
        while isinstance(written, tree.Named) and isinstance(computed, tree.Named):
            written, computed = written.inner, computed.inner
        value = evaluate(computed, self.facts, self.on)
        parts: tuple[Step, ...] = ()
        if not self._is_reading(written):
            pairs = zip(written.children(), computed.children(), strict=True)
            parts = tuple(self.trace(*pair) for pair in pairs if not _says_itself(pair[0]))
        return Step(condition_text(written, self.words), self._told(written, value), parts)

    def _is_reading(self, node: Node) -> bool:
        return isinstance(node, tree.Compare) and isinstance(node.left, tree.Reading)

    def _told(self, node: Node, value: Value | None) -> str:
        fact = self.vocabulary.facts.get(node.name) if isinstance(node, tree.Fact) else None
        return format_value(value, node.type, fact.labels if fact else None)


def _says_itself(node: Node) -> bool:
    """Whether the words of an expression are its value: a figure, a code, a truth value."""
    return isinstance(node, tree.Constant) and (node.value is not None or node.type.kind is Kind.ENUM)


def written_conditions(programme: Programme) -> Iterator[tuple[str, Node]]:
    """Conditions and exceptions in the order of the pack, as written."""
    for leaf in leaves(programme.conditions):
        yield leaf.id, leaf_node(leaf)
    for rule in programme.exceptions:
        yield rule.id, rule.when


def written_amounts(programme: Programme) -> Iterator[tuple[str, Node]]:
    """The amount, or `<band>.when` and `<band>.amount` of each band, as written."""
    amount = programme.amount
    if amount is not None and amount.expression is not None:
        yield "amount", amount.expression
    for band in amount.bands if amount is not None else ():
        yield f"{band.id}.when", band.when
        yield f"{band.id}.amount", band.amount
