"""Boundary words against operators: 以上 includes, 超过 does not (民法典 第1259条)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import Kind
from jiuchuang.domain.rules.pack import Citation, Pack, Programme, leaves

WORDS: dict[str, tuple[str, ...]] = {
    ">=": ("不少于", "不低于", "至少", "以上", "届满", "满", "达到"),
    "<=": ("不超过", "不多于", "不高于", "最高", "以内", "以下", "年内", "月内", "日内"),
    ">": ("超过", "高于", "多于"),
    "<": ("不满", "不足", "低于", "少于"),
}
_OPERATOR = {word: operator for operator, words in WORDS.items() for word in words}
_WORD = re.compile("|".join(sorted(_OPERATOR, key=len, reverse=True)))
_FLIP = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_NEGATE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def check_words(pack: Pack) -> list[Problem]:
    """A problem for every condition whose operator contradicts the boundary word that it cites."""
    return [
        problem
        for programme in pack.programmes
        for expression, citation, note in _bounded(programme)
        for problem in _check(programme, expression, citation, note)
    ]


def boundary_words(phrase: str) -> list[str]:
    """Boundary words of a phrase in order, the longest reading of each (不超过 is not 超过)."""
    return _WORD.findall(phrase)


def _bounded(programme: Programme) -> Iterator[tuple[Node, Citation, str]]:
    """Expressions with the words that they must agree with: conditions and exceptions."""
    for leaf in leaves(programme.conditions):
        if leaf.expression is not None:
            yield leaf.expression, leaf.citation, leaf.boundary_note
    for rule in programme.exceptions:
        yield rule.when, rule.citation, rule.boundary_note


def _check(programme: Programme, expression: Node, citation: Citation, note: str) -> Iterator[Problem]:
    if note:
        return
    comparisons = list(_comparisons(expression, False))
    own_words = set(boundary_words(citation.phrase))
    for kind, parameter, operator in comparisons:
        cited = programme.parameters.get(parameter)
        words = set(boundary_words(cited.citation.phrase)) if cited else set()
        words = words or (own_words if len(comparisons) == 1 else set())
        operators = {_OPERATOR[word] for word in words}
        is_date = kind is Kind.DATE
        if len(operators) != 1 or operator in ("==", "!="):
            continue
        wanted = operators.pop()
        inclusive = wanted in (">=", "<=")
        if is_date and (operator in (">=", "<=")) == inclusive:
            continue
        if not is_date and operator == wanted:
            continue
        word, sense = "、".join(sorted(words)), "含本数" if inclusive else "不含本数"
        side = f"参数 {parameter}" if parameter else "两数相比"
        message = f"原文用“{word}”（{sense}），表达式里{side}用的是 {operator}"
        hint = f"应为 {wanted}" if not is_date else f"应用{'带' if inclusive else '不带'}等号的比较"
        yield Problem("boundary-word", message, citation.place, f"{hint}；确有理由时写 boundary: 说明")


def _comparisons(node: Node, negated: bool) -> Iterator[tuple[Kind, str, str]]:
    """Comparisons with a parameter on one side: (kind compared, parameter, operator with the parameter right).

    A ratio compared with a rate that is not a parameter counts too, with an empty parameter name.
    """
    if isinstance(node, tree.Not):
        yield from _comparisons(node.inner, not negated)
    elif isinstance(node, tree.Compare):
        left, right = _parameters(node.left), _parameters(node.right)
        if len(left) + len(right) == 1:
            operator = node.op if right else _FLIP.get(node.op, node.op)
            operator = _NEGATE.get(operator, operator) if negated else operator
            yield node.left.type.kind, (left + right)[0], operator
    elif isinstance(node, tree.CompareRatio):
        operator = _NEGATE.get(node.op, node.op) if negated else node.op
        yield Kind.RATE, next(iter(_parameters(node.rate)), ""), operator
    elif not isinstance(node, tree.Named):
        for child in node.children():
            yield from _comparisons(child, negated)


def _parameters(node: Node) -> list[str]:
    return [item.name for item in tree.walk(node) if isinstance(item, tree.Constant) and item.name]
