"""Expressions in Chinese words, from the same tree that is computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import Kind, format_value
from jiuchuang.domain.rules.pack import DoubleReading
from jiuchuang.domain.rules.vocabulary import Vocabulary

_COMPARE_WORDS = {
    "==": "等于",
    "!=": "不等于",
    "<": "低于",
    "<=": "不超过",
    ">": "超过",
    ">=": "不低于",
}
_DATE_WORDS = {"==": "是", "!=": "不是", "<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于"}
_ROUND_WORDS = {"half_up": "四舍五入", "down": "舍去零头", "up": "进位"}
_UNIT_WORDS = {1: "分", 100: "元"}


@dataclass(frozen=True)
class Words:
    """Where wording looks up labels: the vocabulary, and the programme's double readings by id."""

    vocabulary: Vocabulary
    readings: Mapping[str, DoubleReading]


def condition_text(node: Node, words: Words) -> str:
    """A truth-valued expression as a clause of a sentence."""
    if isinstance(node, tree.AllOf):
        return "，且".join(_inner(item, words, tree.AnyOf) for item in node.items)
    if isinstance(node, tree.AnyOf):
        return "，或".join(_inner(item, words, tree.AllOf) for item in node.items)
    if isinstance(node, tree.Not):
        return f"并非（{condition_text(node.inner, words)}）"
    if isinstance(node, tree.Fact):
        return _label(node, words)
    return plain(node, words)


def _inner(node: Node, words: Words, other: type[Node]) -> str:
    text = condition_text(node, words)
    return f"（{text}）" if isinstance(node, other) else text


def plain(node: Node, words: Words) -> str:
    """Any expression in words."""
    return _WORDS[type(node)](node, words)


def _label(node: tree.Fact, words: Words) -> str:
    fact = words.vocabulary.facts.get(node.name)
    if fact is None:
        return node.name
    return fact.label.replace("是否", "", 1) if node.type.kind is Kind.BOOL else fact.label


def _constant(node: tree.Constant, words: Words) -> str:
    return format_value(node.value, node.type)


def _compare(node: tree.Compare, words: Words) -> str:
    if isinstance(node.left, tree.Reading) and isinstance(node.right, tree.Constant):
        return _reading(node.left, str(node.right.value), words)
    left, right = plain(node.left, words), plain(node.right, words)
    if isinstance(node.right, tree.Constant) and isinstance(node.right.value, str):
        right = _code(node.left, node.right.value, words)
    kinds = (Kind.DATE, Kind.ENUM, Kind.CODE, Kind.BOOL)
    verbs = _DATE_WORDS if node.left.type.kind in kinds else _COMPARE_WORDS
    return f"{left}{verbs[node.op]}{right}"


def _reading(node: tree.Reading, code: str, words: Words) -> str:
    reading = words.readings[node.name]
    option = next(option.says for option in reading.options if option.id == code)
    return f"按“{option}”理解"


def _code(node: Node, code: str, words: Words) -> str:
    while isinstance(node, tree.Named):
        node = node.inner
    fact = words.vocabulary.facts.get(node.name) if isinstance(node, tree.Fact) else None
    return fact.labels.get(code, code) if fact else code


def _one_of(node: tree.OneOf, words: Words) -> str:
    options = "、".join(_code(node.inner, code, words) for code in node.codes)
    return f"{plain(node.inner, words)}属于（{options}）"


def _ratio(node: tree.CompareRatio, words: Words) -> str:
    numerator, denominator = plain(node.numerator, words), plain(node.denominator, words)
    return f"{numerator}与{denominator}之比{_COMPARE_WORDS[node.op]}{plain(node.rate, words)}"


def _arithmetic(node: tree.Arithmetic, words: Words) -> str:
    sign = {"+": " + ", "-": " − ", "*": " × "}[node.op]
    return f"{_bracket(node.left, words)}{sign}{_bracket(node.right, words)}"


def _bracket(node: Node, words: Words) -> str:
    text = plain(node, words)
    return f"（{text}）" if isinstance(node, tree.Arithmetic | tree.Choose) and "×" not in text else text


def _scale(node: tree.Scale, words: Words) -> str:
    inner = plain(node.inner, words)
    factor = node.factor * node.inner.type.denominator
    if factor == node.type.denominator:
        return inner
    return f"{inner} ÷ {node.type.denominator}" if node.factor == 1 else f"{inner} × {node.factor}"


def _extreme(node: tree.Extreme, words: Words) -> str:
    word = "取较低者" if node.op == "min" else "取较高者"
    return f"{word}（{'；'.join(plain(item, words) for item in node.items)}）"


def _choose(node: tree.Choose, words: Words) -> str:
    condition = condition_text(node.condition, words)
    return f"{condition}的为{plain(node.then, words)}，否则为{plain(node.otherwise, words)}"


def _add_months(node: tree.AddMonths, words: Words) -> str:
    return f"{plain(node.day, words)}起满{plain(node.months, words)}之日"


def _add_days(node: tree.AddDays, words: Words) -> str:
    if isinstance(node.days, tree.Constant) and node.days.value == 1:
        return f"{plain(node.day, words)}的次日"
    return f"{plain(node.day, words)}起{plain(node.days, words)}"


def _round(node: tree.Round, words: Words) -> str:
    unit = _UNIT_WORDS.get(node.unit, f"{node.unit}分")
    return f"{plain(node.inner, words)}（{_ROUND_WORDS[node.mode]}到{unit}）"


def _lookup(node: tree.Lookup, words: Words) -> str:
    rows = zip(node.codes, node.values, strict=True)
    written = "；".join(f"{_code(node.key, code, words)}{plain(value, words)}" for code, value in rows)
    return f"按{plain(node.key, words)}（{written}）"


_WORDS: dict[type[Node], Callable[[Any, Words], str]] = {
    tree.Constant: _constant,
    tree.Fact: _label,
    tree.AsOf: lambda node, words: "认定日",
    tree.Reading: lambda node, words: f"对“{node.name}”的理解",
    tree.Named: lambda node, words: plain(node.inner, words),
    tree.Not: condition_text,
    tree.AllOf: condition_text,
    tree.AnyOf: condition_text,
    tree.AtLeast: lambda node, words: (
        f"以下至少{node.count}项（{'；'.join(plain(item, words) for item in node.items)}）"
    ),
    tree.Compare: _compare,
    tree.CompareRatio: _ratio,
    tree.Scale: _scale,
    tree.Arithmetic: _arithmetic,
    tree.Extreme: _extreme,
    tree.Choose: _choose,
    tree.OneOf: _one_of,
    tree.AddMonths: _add_months,
    tree.AddDays: _add_days,
    tree.Round: _round,
    tree.Lookup: _lookup,
    tree.RetirementOn: lambda node, words: f"法定退休日（按{plain(node.birth, words)}）",
}
