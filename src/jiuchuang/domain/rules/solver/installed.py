"""Whether the solver is there: it is an extra (`jiuchuang[smt]`), and everything else works without it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib.util import find_spec

from jiuchuang.domain.rules.answers.decide import Residual
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import Value
from jiuchuang.domain.rules.vocabulary import Vocabulary

INSTALL = "安装：pip install 'jiuchuang[smt]'"


def solver_installed() -> bool:
    """Whether the z3 bindings can be imported."""
    return find_spec("z3") is not None


def residual_if_installed(vocabulary: Vocabulary) -> Residual | None:
    """The exact residual for `decide`; None without the solver, when an open verdict simply stays unknown."""
    if not solver_installed():
        return None

    def residual(node: Node, facts: Mapping[str, Value], asof: date) -> bool | None:
        from jiuchuang.domain.rules.solver.residual import exact_residual  # loads the solver: only when asked

        return exact_residual(vocabulary)(node, facts, asof)

    return residual
