"""Whether the solver is there: it is an extra (`jiuchuang[smt]`), and everything else works without it."""

from __future__ import annotations

from importlib.util import find_spec

from jiuchuang.domain.rules.decide import Residual
from jiuchuang.domain.rules.vocabulary import Vocabulary

INSTALL = "安装：pip install 'jiuchuang[smt]'"


def solver_installed() -> bool:
    """Whether the z3 bindings can be imported."""
    return find_spec("z3") is not None


def residual_if_installed(vocabulary: Vocabulary) -> Residual | None:
    """The exact residual for `decide`; None without the solver, when an open verdict simply stays unknown."""
    if not solver_installed():
        return None
    from jiuchuang.domain.rules.smt_residual import exact_residual

    return exact_residual(vocabulary)
