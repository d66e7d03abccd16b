"""What one choice of readings yields for a case, and what the solver can add to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from jiuchuang.domain.rules.engines.compile import Variant
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import Value

Residual = Callable[[Node, Mapping[str, Value], date], bool | None]
"""Exact answer to a verdict with unknown facts: True or False when every completion agrees, else None."""

Matters = Callable[[Node, Node | None, Collection[str], Mapping[str, Value], date], AbstractSet[str]]
"""Those of some unknown facts on which the value of an expression can hang at all, given the known facts.

The second expression, when there is one, is true of every case in question.
"""


@dataclass(frozen=True)
class Outcome:
    """What one variant yields: verdict, status, payable fen (None unknown or not given)."""

    variant: Variant
    verdict: bool | None
    status: str
    payable: int | None
