"""One question as a page shows it, and what was written as an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.domain.rules.language.valuetypes import Kind, Value, format_value
from jiuchuang.domain.rules.loading.facts_in import read_facts
from jiuchuang.domain.rules.vocabulary import FactDeclaration, Vocabulary

UNITS = {Kind.MONEY: "元", Kind.MONTHS: "个月", Kind.DAYS: "天", Kind.RATE: "%"}
HINTS = {
    Kind.MONEY: "单位是元，可写角分，如 1200 或 1200.50",
    Kind.MONTHS: "单位是月，如 18；也可写“一年半”",
    Kind.DAYS: "单位是天",
    Kind.COUNT: "写整数",
    Kind.RATE: "百分比，如 50",
    Kind.DATE: "年-月-日；记不清哪一天时，以证件或合同上写的为准",
}
DECLINED = {"unknown": "不知道", "untold": "不想回答"}
"""Answers that leave a fact unknown, with their labels."""


@dataclass(frozen=True)
class Choice:
    """One possible answer that a tap gives."""

    value: str
    label: str
    current: bool


@dataclass(frozen=True)
class Question:
    """A question; with `choices` a tap answers it, without them something is to be written."""

    name: str
    text: str
    choices: tuple[Choice, ...]
    input_type: str
    unit: str
    hint: str
    written: str


def question(fact: FactDeclaration, value: Value | None = None) -> Question:
    """The question for a fact, with the answer that was given before, if any."""
    kind = fact.type.kind
    choices: tuple[Choice, ...] = ()
    if kind is Kind.BOOL:
        choices = tuple(
            Choice(text, label, value is truth)
            for text, label, truth in (("是", "是", True), ("否", "否", False))
        )
    elif fact.type.codes:
        choices = tuple(Choice(code, fact.labels.get(code, code), value == code) for code in fact.type.codes)
    input_type = "date" if kind is Kind.DATE else "text"
    return Question(
        fact.name,
        fact.question or f"{fact.label}？",
        choices,
        input_type,
        UNITS.get(kind, ""),
        HINTS.get(kind, ""),
        written(value, fact),
    )


def written(value: Value | None, fact: FactDeclaration) -> str:
    """A value as one would type it."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    text = format_value(value, fact.type, fact.labels)
    return text.removesuffix("元") if fact.type.kind is Kind.MONEY else text


def told(value: Value, fact: FactDeclaration) -> str:
    """A value as people read it."""
    return format_value(value, fact.type, fact.labels)


def read_answer(
    fact: FactDeclaration, text: str, vocabulary: Vocabulary
) -> tuple[dict[str, Value], tuple[Problem, ...]]:
    """The facts that an answer tells (a 无 may tell the guard of the fact), or why it cannot be one."""
    bare = text.strip()
    if not bare:
        return {}, (Problem("empty", "请填写，或者点下面的“不知道”"),)
    if fact.type.kind in UNITS and bare.replace(".", "", 1).isdigit():
        bare += UNITS[fact.type.kind]
    values, problems = read_facts({fact.name: bare}, vocabulary, fact.name)
    return ({}, tuple(problems)) if problems else (values, ())
