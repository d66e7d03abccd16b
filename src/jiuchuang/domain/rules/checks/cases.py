"""Worked cases beside the rules: every threshold has a case just below, at and just above it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jiuchuang.domain.kernel.problem import Problem, nearest
from jiuchuang.domain.rules.engines.compile import leaf_node
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.pack import Pack, Programme, WorkedCase, leaves

_BOUNDARY = re.compile(r"([\w.]+)@(n-1|n|n\+1)")
SIDES = ("n-1", "n", "n+1")


def check_cases(pack: Pack, cases: Iterable[WorkedCase]) -> list[Problem]:
    """Problems: a case of an unknown programme, a wrong boundary mark, a threshold without its three cases."""
    by_programme: dict[str, set[tuple[str, str]]] = {}
    problems = []
    unknown: set[str] = set()
    known = {programme.id: programme for programme in pack.programmes}
    for case in cases:
        programme = known.get(case.programme)
        if programme is None:
            if case.programme not in unknown:  # told at its first case only
                message = f"没有编号为 {case.programme} 的政策项目"
                hint = nearest(case.programme, known, "核对编号，或者项目文件是否读得出来")
                problems.append(Problem("case-programme", message, case.place, hint))
            unknown.add(case.programme)
            continue
        for mark in (case.boundary or "").replace("，", ",").split(","):
            match = _BOUNDARY.fullmatch(mark.strip())
            if match:
                by_programme.setdefault(case.programme, set()).add((match.group(1), match.group(2)))
            elif mark.strip():
                message = f"boundary“{mark}”写法有误"
                problems.append(
                    Problem("case-boundary", message, case.place, "写成 参数@n-1、参数@n 或 参数@n+1")
                )
    for programme in pack.programmes:
        if programme.extent == "full":
            problems += _thresholds(programme, by_programme.get(programme.id, set()))
    return problems


def thresholds(programme: Programme) -> list[str]:
    """Parameters that a condition compares an ordered value with: each needs cases at n−1, n and n+1."""
    names: dict[str, None] = {}
    expressions = [leaf_node(leaf) for leaf in leaves(programme.conditions)]
    for expression in (*expressions, *(rule.when for rule in programme.exceptions)):
        for node in tree.walk(expression):
            if isinstance(node, tree.Compare | tree.CompareRatio) and node.op not in ("==", "!="):
                for item in tree.walk(node):
                    if isinstance(item, tree.Constant) and item.name in programme.parameters:
                        names.setdefault(item.name)
    return list(names)


def _thresholds(programme: Programme, marks: set[tuple[str, str]]) -> list[Problem]:
    problems = []
    for name in thresholds(programme):
        lacking = [side for side in SIDES if (name, side) not in marks]
        if lacking:
            message = f"{programme.id} 的界限 {name} 缺少边界案例：{'、'.join(lacking)}"
            problems.append(Problem("boundary-case", message, programme.parameters[name].citation.place))
    return problems
