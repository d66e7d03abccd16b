"""Whether the solver is there: it is an extra (`jiuchuang[smt]`), and everything else works without it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from importlib.util import find_spec

from jiuchuang.domain.rules.answers.outcome import Matters, Residual
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import Value
from jiuchuang.domain.rules.solver.samples import seen_to_differ, seen_to_matter
from jiuchuang.domain.rules.vocabulary import Vocabulary

INSTALL = "安装：pip install 'jiuchuang[smt]'"


def solver_installed() -> bool:
    """Whether the z3 bindings can be imported."""
    return find_spec("z3") is not None


def residual_if_installed(vocabulary: Vocabulary) -> Residual | None:
    """The exact residual for `decide`; None without the solver, when an open verdict simply stays unknown.

    The solver is loaded only for what a few sample records do not show to be open.
    """
    if not solver_installed():
        return None

    def residual(node: Node, facts: Mapping[str, Value], asof: date) -> bool | None:
        if seen_to_differ(node, facts, asof, vocabulary):
            return None
        from jiuchuang.domain.rules.solver.residual import exact_residual

        return exact_residual(vocabulary)(node, facts, asof)

    return residual


def matters_if_installed(vocabulary: Vocabulary) -> Matters | None:
    """The exact test for `decide` of facts to be asked for; None without the solver. Loaded as late."""
    if not solver_installed():
        return None

    def matters(
        node: Node, given: Node | None, names: Collection[str], facts: Mapping[str, Value], asof: date
    ) -> AbstractSet[str]:
        seen = seen_to_matter(node, given, names, facts, asof, vocabulary)
        if len(seen) == len(names):
            return seen
        from jiuchuang.domain.rules.solver.relevance import exact_relevance

        return exact_relevance(vocabulary)(node, given, names, facts, asof)

    return matters
