"""Sentences of an answer: the pack's own words with the case's values filled in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import Type, Value, format_value
from jiuchuang.domain.rules.pack import Leaf, Parameter
from jiuchuang.domain.rules.vocabulary import Vocabulary

_SLOT = re.compile(r"\{([A-Za-z_][A-Za-z0-9_.]*)\}")


def slots(template: str) -> list[str]:
    """Names between braces in a sentence."""
    return _SLOT.findall(template)


@dataclass(frozen=True)
class Slot:
    """A place for a fact, or for a let (`node`), with the type and the labels of its values."""

    name: str
    type: Type
    labels: Mapping[str, str] | None = None
    node: Node | None = None


class Sentence:
    """A sentence of a pack, cut at its slots.

    `quotes` says whether it quotes anything of the case; `fixed` is its text where it does not.
    """

    def __init__(self, pieces: Iterable[str | Slot]) -> None:
        self._pieces = tuple(pieces)
        self.quotes = any(isinstance(piece, Slot) for piece in self._pieces)
        self.fixed = "" if self.quotes else "".join(map(str, self._pieces))

    def filled(self, fact: Mapping[str, Value], value: Callable[[Node], Any]) -> str:
        """The sentence of one case, from its facts and the `value` of its lets; unknown reads 不详."""
        if not self.quotes:
            return self.fixed
        written = []
        for piece in self._pieces:
            if isinstance(piece, str):
                written.append(piece)
            else:
                found = fact.get(piece.name) if piece.node is None else value(piece.node)
                written.append(format_value(found, piece.type, piece.labels))
        return "".join(written)


def cut_sentence(
    template: str, vocabulary: Vocabulary, parameters: Mapping[str, Parameter], lets: Mapping[str, Node]
) -> Sentence:
    """The sentence with `{parameter}` written out, `{fact}` and `{let}` as slots; other braces stay as they are.

    A let that hangs on a double reading has no one value and is not quoted.
    """
    pieces: list[str | Slot] = []
    end = 0
    for match in _SLOT.finditer(template):
        name, fact, node = match.group(1), vocabulary.facts.get(match.group(1)), lets.get(match.group(1))
        pieces.append(template[end : match.start()])
        end = match.end()
        if name in parameters:
            pieces.append(parameters[name].written)
        elif fact is not None:
            pieces.append(Slot(name, fact.type, fact.labels))
        elif node is not None and not any(isinstance(item, tree.Reading) for item in tree.walk(node)):
            pieces.append(Slot(name, node.type, node=node))
        else:
            pieces.append(match.group(0))
    return Sentence([*pieces, template[end:]])


def unknown_sentence(leaf: Leaf, missing: Iterable[str], vocabulary: Vocabulary) -> str:
    """What to say when a condition cannot be judged: the pack's words, else the labels of what is missing."""
    if leaf.unknown:
        return leaf.unknown
    labels = "、".join(vocabulary.facts[name].label for name in missing)
    return f"还不知道：{labels}。" if labels else "现有事实还不足以判断这一条。"
