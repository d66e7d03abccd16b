"""A programme's rules as lines for a page: each with its clause and the words that decide it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jiuchuang.domain.rules.answers.show import amount_lines, cap_lines, schedule_lines
from jiuchuang.domain.rules.answers.wording import Words, condition_text
from jiuchuang.domain.rules.pack import Citation, Group, Leaf, Programme
from jiuchuang.domain.rules.vocabulary import Vocabulary

HEADS = {"any": "以下符合任一项即可", "all": "以下都要符合", "not": "不属于以下情形"}


@dataclass(frozen=True)
class Line:
    """A line at a depth; `head` introduces those below it."""

    text: str
    depth: int
    citation: Citation | None = None
    head: bool = False


def condition_lines(programme: Programme, vocabulary: Vocabulary) -> list[Line]:
    """The conditions in the order of the text, exceptions last."""
    words = Words(vocabulary, {reading.id: reading for reading in programme.readings})
    lines = list(_group(programme.conditions, words, 0))
    for rule in programme.exceptions:
        head = "除外" if rule.effect == "excluded" else "另予准入"
        lines.append(Line(f"{head}：{condition_text(rule.when, words)}", 0, rule.citation))
    return lines


def _group(group: Group | Leaf, words: Words, depth: int) -> Iterator[Line]:
    if isinstance(group, Leaf):
        open_words = f"原文未定：{group.open_words}"
        text = open_words if group.expression is None else condition_text(group.expression, words)
        yield Line(text, depth, group.citation)
        return
    if depth or group.op != "all":
        head = f"以下至少符合{group.count}项" if group.op == "at_least" else HEADS[group.op]
        yield Line(head, depth, head=True)
        depth += 1
    for item in group.items:
        yield from _group(item, words, depth)


def money_lines(programme: Programme, vocabulary: Vocabulary) -> list[str]:
    """What is paid, how often, and the ceilings, each with its clause."""
    words = Words(vocabulary, {reading.id: reading for reading in programme.readings})
    lines = [
        *amount_lines(programme, words),
        *schedule_lines(programme, words),
        *cap_lines(programme, words),
    ]
    return [line.strip() for line in lines]
