"""Short Chinese names of conditions and groups, for tables and charts of a screening."""

from __future__ import annotations

from collections.abc import Mapping

from jiuchuang.domain.rules.answers.wording import Words, condition_text
from jiuchuang.domain.rules.pack import Group, Leaf, Programme, leaves
from jiuchuang.domain.rules.vocabulary import Vocabulary

LONGEST = 60
"""Characters beyond which a condition is named by the deciding phrase of its clause."""
_GROUP_WORDS = {"any": "符合任一", "all": "同时符合", "not": "不属于", "at_least": "至少符合若干项"}


def condition_labels(programme: Programme, vocabulary: Vocabulary) -> Mapping[str, str]:
    """Name of every condition, top-level group (`group-N`, see `screen.Item`) and exception, by id."""
    words = Words(vocabulary, {reading.id: reading for reading in programme.readings})
    labels = {leaf.id: _leaf_label(leaf, words) for leaf in leaves(programme.conditions)}
    top = programme.conditions
    for number, part in enumerate(top.items if top.op == "all" else (top,), start=1):
        if isinstance(part, Group):
            labels[f"group-{number}"] = _group_label(part, labels)
    for rule in programme.exceptions:
        effect = "除外" if rule.effect == "excluded" else "另予准入"
        labels[rule.id] = f"{effect}：{_short(condition_text(rule.when, words), rule.citation.phrase)}"
    return labels


def _leaf_label(leaf: Leaf, words: Words) -> str:
    if leaf.expression is None:
        return f"{leaf.open_words}（原文未定）"
    return _short(condition_text(leaf.expression, words), leaf.citation.phrase)


def _short(text: str, phrase: str) -> str:
    if len(text) <= LONGEST:
        return text
    return phrase or f"{text[: LONGEST - 1]}…"


def _group_label(group: Group, labels: Mapping[str, str]) -> str:
    names = [labels[leaf.id] for leaf in leaves(group)]
    head = _GROUP_WORDS[group.op]
    shown = "；".join(names[:3]) + (f"等{len(names)}项" if len(names) > 3 else "")
    return f"{head}：{shown}"
