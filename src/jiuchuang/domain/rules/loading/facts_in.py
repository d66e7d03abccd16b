"""Facts as people and other systems hand them in: names to written values, checked at the door.

Four states: known (a value), absent (the register says there is none), unknown (not supplied) and invalid
(refused with a message). Absent becomes what the vocabulary says it means; it never becomes zero by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from jiuchuang.domain.kernel.identifiers import read_credit_code, read_resident_id
from jiuchuang.domain.kernel.problem import Place, Problem, legible, nearest
from jiuchuang.domain.rules.language.valuetypes import (
    FIRST_DAY,
    LAST_DAY,
    Kind,
    Value,
    format_value,
    parse_value,
)
from jiuchuang.domain.rules.vocabulary import FactDeclaration, Vocabulary

UNKNOWN_WORDS = ("unknown", "不详", "不知道")
ABSENT_WORDS = ("无", "没有")
LONGEST_ANSWER = 100
"""Most characters of an answer: no amount, day, term or code is longer."""
RESIDENT_ID_KEYS = ("resident_id", "公民身份号码", "身份证号码")
CREDIT_CODE_KEYS = ("credit_code", "统一社会信用代码")
"""Identifiers may stand among the facts: they are checked, and a resident id tells birth date and sex."""


def read_facts(
    written: Mapping[str, Any], vocabulary: Vocabulary, source: str
) -> tuple[dict[str, Value], list[Problem]]:
    """Known facts by name; unknown ones are left out. `source` names the file or form in problems.

    Keys may be fact names or their Chinese labels.
    """
    reader = _Answers(vocabulary, source)
    for key, raw in written.items():
        reader.note(key, raw)
    return reader.close()


class _Answers:
    """Answers as they come in; what they say together does not depend on their order."""

    def __init__(self, vocabulary: Vocabulary, source: str) -> None:
        self.vocabulary, self.source = vocabulary, source
        self.by_label = {fact.label: fact for fact in vocabulary.facts.values()}
        self.values: dict[str, Value] = {}
        self.denied: dict[str, FactDeclaration] = {}  # guard → a fact whose answer "none" denies it
        self.told_by_id: dict[str, Value] = {}
        self.problems: list[Problem] = []

    def note(self, key: str, raw: Any) -> None:
        """One answer, under the fact's name or its Chinese label."""
        fact = self.vocabulary.facts.get(key) or self.by_label.get(key)
        is_identifier = key in RESIDENT_ID_KEYS + CREDIT_CODE_KEYS
        if fact is None and not is_identifier:
            names = [*self.vocabulary.facts, *self.by_label]
            hint = nearest(key[:LONGEST_ANSWER], names, "可用的事实见 packs show")
            self.fault("unknown-fact", key, f"没有“{legible(key)}”这个事实", hint)
        elif raw is None or (isinstance(raw, str) and (not raw.strip() or raw in UNKNOWN_WORDS)):
            return
        elif (why := _no_answer(raw, fact)) and raw != {"absent": True}:
            self.fault("bad-fact", key, f"{fact.label}：{why}" if fact else why)
        elif fact is None:
            self._note_identifier(key, raw)
        elif not _says_absent(raw, fact):
            self._note_known(key, fact, raw)
        elif fact.absent_means is not None:
            self._settle(key, fact, fact.absent_means)
        elif fact.guard:
            self.denied.setdefault(fact.guard, fact)
        else:
            message = f"“{fact.label}”不能答“无”：词表没有规定空白的含义"
            self.fault("absent-undefined", key, message, "不知道请答 unknown")

    def fault(self, code: str, key: str, message: str, hint: str = "") -> None:
        """Note a fault at an answer."""
        self.problems.append(Problem(code, message, Place(f"{self.source}: {legible(key)}"), hint))

    def _note_identifier(self, key: str, raw: Any) -> None:
        place = Place(f"{self.source}: {key}")
        if key in CREDIT_CODE_KEYS:
            self.problems += read_credit_code(str(raw), place=place)[1]
            return
        resident, problems = read_resident_id(str(raw), place=place)
        self.problems += problems
        if resident is not None:
            told = {"birth_on": resident.birth_on, "sex": resident.sex}
            self.told_by_id = {name: value for name, value in told.items() if name in self.vocabulary.facts}

    def _note_known(self, key: str, fact: FactDeclaration, raw: Any) -> None:
        try:
            value = parse_value(_as_written(raw, fact), fact.type)
        except ValueError as fault:
            self.fault("bad-fact", key, f"{fact.label}：{fault}")
            return
        if isinstance(value, date):
            if not FIRST_DAY <= value <= LAST_DAY:
                message = f"{fact.label}：{value} 不在 {FIRST_DAY} 至 {LAST_DAY} 之间"
                self.fault("fact-range", key, message)
                return
        elif fact.type.is_numeric and not fact.low <= int(value) <= fact.high:
            low, high = format_value(fact.low, fact.type), format_value(fact.high, fact.type)
            self.fault("fact-range", key, f"{fact.label}：{legible(str(raw))} 不在 {low} 至 {high} 之间")
            return
        self._settle(key, fact, value)

    def _settle(self, key: str, fact: FactDeclaration, value: Value) -> None:
        if self.values.setdefault(fact.name, value) != value:
            self.fault("given-twice", key, f"“{fact.label}”填了两次，内容不同")

    def close(self) -> tuple[dict[str, Value], list[Problem]]:
        """All that is known, with what contradicts itself."""
        for name, value in self.told_by_id.items():
            if self.values.setdefault(name, value) != value:
                message = f"“{self.vocabulary.facts[name].label}”与身份证号码不一致"
                self.fault("contradiction", name, message)
        for guard, fact in self.denied.items():
            if self.values.setdefault(guard, False) is not False:
                message = f"“{self.vocabulary.facts[guard].label}”为是，却又答没有“{fact.label}”"
                self.fault("contradiction", fact.name, message)
        for name in self.values:
            fact = self.vocabulary.facts[name]
            if fact.guard and self.values.get(fact.guard) is False:
                message = f"“{self.vocabulary.facts[fact.guard].label}”为否，却又填了“{fact.label}”"
                self.fault("contradiction", name, message)
        return self.values, self.problems


def _no_answer(raw: Any, fact: FactDeclaration | None) -> str:
    """Why this is no answer to any question; empty where it may be one."""
    if isinstance(raw, list | dict):
        return "应是一个值，不是列表或对象"
    if fact is not None and fact.type.is_numeric and not isinstance(raw, int | str):
        return f"不接受小数“{raw}”：数量写整数，金额、比例、期限带单位书写"
    if isinstance(raw, str) and len(raw) > LONGEST_ANSWER:
        return f"写得过长（{len(raw)}个字）"
    if isinstance(raw, str) and "\ufffd" in legible(raw.strip(), LONGEST_ANSWER):
        return f"“{legible(raw)}”含有换行或控制字符"
    return ""


def _as_written(raw: Any, fact: FactDeclaration) -> Any:
    """A truth value where a day belongs, as the file spells it."""
    return str(raw).lower() if isinstance(raw, bool) and fact.type.kind is Kind.DATE else raw


def _says_absent(raw: Any, fact: FactDeclaration) -> bool:
    """Whether the answer is "there is none"; for a yes/no fact the word 无 is simply a no."""
    if raw == "absent" or raw == {"absent": True}:
        return True
    return fact.type.kind is not Kind.BOOL and isinstance(raw, str) and raw in ABSENT_WORDS
