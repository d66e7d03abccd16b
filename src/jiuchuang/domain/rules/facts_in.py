"""Facts as people and other systems hand them in: names to written values, checked at the door.

Four states: known (a value), absent (the register says there is none), unknown (not supplied) and invalid
(refused with a message). Absent becomes what the vocabulary says it means; it never becomes zero by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from jiuchuang.domain.kernel.problem import Place, Problem, nearest
from jiuchuang.domain.rules.valuetypes import Kind, Value, format_value, parse_value
from jiuchuang.domain.rules.vocabulary import FIRST_DAY, LAST_DAY, FactDeclaration, Vocabulary

UNKNOWN_WORDS = ("unknown", "不详", "不知道")
ABSENT_WORDS = ("无", "没有")


def read_facts(
    written: Mapping[str, Any], vocabulary: Vocabulary, source: str
) -> tuple[dict[str, Value], list[Problem]]:
    """Known facts by name; unknown ones are left out. `source` names the file or form in problems.

    Keys may be fact names or their Chinese labels.
    """
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    by_label = {fact.label: fact for fact in vocabulary.facts.values()}
    for key, raw in written.items():
        fact = vocabulary.facts.get(key) or by_label.get(key)
        place = Place(f"{source}: {key}")
        if fact is None:
            hint = nearest(key, [*vocabulary.facts, *by_label], "可用的事实见 packs show")
            problems.append(Problem("unknown-fact", f"没有“{key}”这个事实", place, hint))
            continue
        if raw is None or (isinstance(raw, str) and raw in UNKNOWN_WORDS):
            continue
        if _says_absent(raw, fact):
            problems += _note_absent(fact, values, place)
            continue
        _note_known(fact, raw, values, problems, place)
    problems += _contradictions(values, vocabulary, source)
    return values, problems


def _says_absent(raw: Any, fact: FactDeclaration) -> bool:
    """Whether the answer is "there is none"; for a yes/no fact the word 无 is simply a no."""
    if raw == "absent" or raw == {"absent": True}:
        return True
    return fact.type.kind is not Kind.BOOL and isinstance(raw, str) and raw in ABSENT_WORDS


def _note_absent(fact: FactDeclaration, values: dict[str, Value], place: Place) -> list[Problem]:
    if fact.absent_means is not None:
        values[fact.name] = fact.absent_means
        return []
    if fact.guard:
        values[fact.guard] = False
        return []
    message = f"“{fact.label}”不能答“无”：词表没有规定空白的含义"
    return [Problem("absent-undefined", message, place, "不知道请答 unknown")]


def _note_known(
    fact: FactDeclaration, raw: Any, values: dict[str, Value], problems: list[Problem], place: Place
) -> None:
    try:
        value = parse_value(raw, fact.type)
    except ValueError as fault:
        problems.append(Problem("bad-fact", f"{fact.label}：{fault}", place))
        return
    if isinstance(value, date):
        if not FIRST_DAY <= value <= LAST_DAY:
            message = f"{fact.label}：{value} 不在 {FIRST_DAY} 至 {LAST_DAY} 之间"
            problems.append(Problem("fact-range", message, place))
    elif isinstance(value, int) and not isinstance(value, bool) and not fact.low <= value <= fact.high:
        low, high = format_value(fact.low, fact.type), format_value(fact.high, fact.type)
        problems.append(Problem("fact-range", f"{fact.label}：{raw} 不在 {low} 至 {high} 之间", place))
    values[fact.name] = value


def _contradictions(values: Mapping[str, Value], vocabulary: Vocabulary, source: str) -> list[Problem]:
    problems = []
    for name in values:
        guard = vocabulary.facts[name].guard
        if guard and values.get(guard) is False:
            label, guard_label = vocabulary.facts[name].label, vocabulary.facts[guard].label
            message = f"“{guard_label}”为否，却又填了“{label}”"
            problems.append(Problem("contradiction", message, Place(f"{source}: {name}")))
    return problems
