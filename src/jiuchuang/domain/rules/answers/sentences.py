"""Sentences of an answer: the pack's own words with the case's values filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import format_value
from jiuchuang.domain.rules.pack import Leaf, Parameter
from jiuchuang.domain.rules.vocabulary import Vocabulary

_SLOT = re.compile(r"\{([A-Za-z_][A-Za-z0-9_.]*)\}")


def slots(template: str) -> list[str]:
    """Names between braces in a sentence."""
    return _SLOT.findall(template)


def fill(
    template: str, vocabulary: Vocabulary, parameters: Mapping[str, Parameter], values: Mapping[str, Any]
) -> str:
    """The sentence with `{fact}`, `{parameter}` and `{let}` replaced by written values; unknown reads 不详.

    `values` holds facts and evaluated lets by name; a let is given as (value, type).
    """

    def written(match: re.Match[str]) -> str:
        name = match.group(1)
        if name in parameters:
            return parameters[name].written
        fact = vocabulary.facts.get(name)
        if fact is not None:
            return format_value(values.get(name), fact.type, dict(fact.labels))
        value = values.get(name)
        return format_value(value[0], value[1]) if isinstance(value, tuple) else match.group(0)

    return _SLOT.sub(written, template)


def unknown_sentence(leaf: Leaf, missing: Iterable[str], vocabulary: Vocabulary) -> str:
    """What to say when a condition cannot be judged: the pack's words, else the labels of what is missing."""
    if leaf.unknown:
        return leaf.unknown
    labels = "、".join(vocabulary.facts[name].label for name in missing)
    return f"还不知道：{labels}。" if labels else "现有事实还不足以判断这一条。"


def unknown_facts(node: Node, values: Mapping[str, Any], vocabulary: Vocabulary) -> list[str]:
    """Facts of an expression that are needed and not known; where a guard is open, the guard comes first."""
    wanted: dict[str, None] = {}
    for name in tree.fact_names(node):
        chain = [name]
        while (guard := vocabulary.facts[chain[-1]].guard) is not None:
            chain.append(guard)
        for link in reversed(chain):
            value = values.get(link)
            if value is None:
                wanted.setdefault(link)
                break
            if value is False and link != name:
                break
    return list(wanted)


def not_applicable(node: Node, values: Mapping[str, Any], vocabulary: Vocabulary) -> bool:
    """Whether an unknown result is due to a fact that does not exist for this case (its guard is false)."""
    for name in tree.fact_names(node):
        guard = vocabulary.facts[name].guard
        while guard is not None:
            if values.get(guard) is False:
                return not unknown_facts(node, values, vocabulary)
            guard = vocabulary.facts[guard].guard
    return False
