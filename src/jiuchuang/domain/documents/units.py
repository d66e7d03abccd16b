"""Which units a clause charges, and with what role.

A bracket holds one or more segments, each a list of names with one role: either announced
(牵头单位：甲、乙；配合部门：丙) or following (甲牵头，乙、丙配合 / 甲、乙等负责).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jiuchuang.domain.documents.duty_brackets import LABEL, VERB, DutyBracket, find_duty_brackets, role_of
from jiuchuang.domain.documents.duty_sentences import find_sentence_duties
from jiuchuang.domain.documents.model import Role, Unit
from jiuchuang.domain.documents.normalise import NormalisedText
from jiuchuang.domain.documents.unit_names import ends_open, read_names


@dataclass(frozen=True, slots=True)
class _Segment:
    """A list of names `[start, end)` and the word that gives their role."""

    start: int
    end: int
    role: Role
    word: str


def read_units(
    source: NormalisedText, start: int, end: int, *, in_sentences: bool = False
) -> tuple[Unit, ...]:
    """The units charged in `[start, end)`, each once per role, in order of appearance.

    `in_sentences` reads duties out of running sentences too; meant for documents without any bracket.
    """
    seen: set[tuple[str, Role]] = set()
    units: list[Unit] = []
    groups = [list(_segments(source.text, b)) for b in find_duty_brackets(source.text, start, end)]
    if in_sentences:
        duties = find_sentence_duties(source.text, start, end)
        groups.extend([_Segment(duty.start, duty.end, duty.role, duty.word)] for duty in duties)
    for group in groups:
        prefix = ""
        for segment in group:
            names, prefix = read_names(source.text, segment.start, segment.end, prefix)
            for name in names:
                if (name.name, segment.role) in seen:
                    continue
                seen.add((name.name, segment.role))
                written = source.text[name.start : name.end]
                span = source.span(name.start, name.end)
                units.append(Unit(name.name, written, segment.role, segment.word, span))
    return tuple(units)


def leaves_open(source: NormalisedText, start: int, end: int) -> bool:
    """Whether a list of units in `[start, end)` ends in 等, 等部门 and the like."""
    text = source.text
    brackets = find_duty_brackets(text, start, end)
    return any(
        ends_open(text, segment.start, segment.end)
        for bracket in brackets
        for segment in _segments(text, bracket)
    )


def _segments(text: str, bracket: DutyBracket) -> Iterator[_Segment]:
    """The segments of one bracket."""
    inner = text[bracket.inner_start : bracket.inner_end]
    labels = list(LABEL.finditer(inner))
    if labels:
        for index, label in enumerate(labels):
            stop = labels[index + 1].start() if index + 1 < len(labels) else len(inner)
            word = label.group().rstrip("：:")
            start = bracket.inner_start + label.end()
            yield _Segment(start, bracket.inner_start + stop, role_of(word), word)
        return
    position = 0
    for verb in _closing_verbs(inner):
        word = verb.group()
        begin, stop = bracket.inner_start + position, bracket.inner_start + verb.start()
        yield _Segment(begin, stop, role_of(word), word)
        position = verb.end()


def _closing_verbs(inner: str) -> list[re.Match[str]]:
    """Role verbs that end a list of names: followed by a comma, semicolon, full stop or the end."""
    return [
        verb for verb in VERB.finditer(inner) if verb.end() == len(inner) or inner[verb.end()] in "，；。、"
    ]
