"""Boundary words against operators: 以上 includes, 超过 does not (民法典 第1259条)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.domain.rules import tree
from jiuchuang.domain.rules.compile import leaves
from jiuchuang.domain.rules.pack import Leaf, Pack, Programme
from jiuchuang.domain.rules.tree import Node
from jiuchuang.domain.rules.valuetypes import Kind

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
        for leaf in leaves(programme.conditions)
        for problem in _check_leaf(programme, leaf)
    ]


def boundary_words(phrase: str) -> list[str]:
    """Boundary words of a phrase in order, the longest reading of each (不超过 is not 超过)."""
    return _WORD.findall(phrase)


def _check_leaf(programme: Programme, leaf: Leaf) -> Iterator[Problem]:
    if leaf.expression is None or leaf.boundary_note:
        return
    comparisons = list(_comparisons(leaf.expression, False))
    own_words = set(boundary_words(leaf.citation.phrase))
    for comparison, parameter, operator in comparisons:
        cited = programme.parameters.get(parameter)
        words = set(boundary_words(cited.citation.phrase)) if cited else set()
        words = words or (own_words if len(comparisons) == 1 else set())
        operators = {_OPERATOR[word] for word in words}
        is_date = comparison.left.type.kind is Kind.DATE
        if len(operators) != 1 or operator in ("==", "!="):
            continue
        wanted = operators.pop()
        inclusive = wanted in (">=", "<=")
        if is_date and (operator in (">=", "<=")) == inclusive:
            continue
        if not is_date and operator == wanted:
            continue
        word, sense = "、".join(sorted(words)), "含本数" if inclusive else "不含本数"
        message = f"原文用“{word}”（{sense}），表达式里参数 {parameter} 用的是 {operator}"
        hint = f"应为 {wanted}" if not is_date else f"应用{'带' if inclusive else '不带'}等号的比较"
        yield Problem("boundary-word", message, leaf.citation.place, f"{hint}；确有理由时写 boundary: 说明")


def _comparisons(node: Node, negated: bool) -> Iterator[tuple[tree.Compare, str, str]]:
    """Comparisons with a parameter on one side: (node, parameter, operator as seen with the parameter right)."""
    if isinstance(node, tree.Not):
        yield from _comparisons(node.inner, not negated)
    elif isinstance(node, tree.Compare):
        left, right = _parameters(node.left), _parameters(node.right)
        if len(left) + len(right) == 1:
            operator = node.op if right else _FLIP.get(node.op, node.op)
            operator = _NEGATE.get(operator, operator) if negated else operator
            yield node, (left + right)[0], operator
    elif not isinstance(node, tree.Named):
        for child in node.children():
            yield from _comparisons(child, negated)


def _parameters(node: Node) -> list[str]:
    return [item.name for item in tree.walk(node) if isinstance(item, tree.Constant) and item.name]
