"""Questions to the solver: is there a case such that …? With bounded effort, and the same answer every time.

Effort is counted in the solver's own steps, never in seconds, so a busy machine does not change an answer.
"""

from __future__ import annotations

from typing import Any

import z3

from jiuchuang.domain.rules.solver.terms import Expression
from jiuchuang.domain.rules.solver.translation import Translation

EFFORT = 40_000_000
"""Most solver steps for one question: a few seconds of one core; nearly all need a thousandth of it."""

ROUNDS = 150
"""Most corrections of the calendar in one question; those of the packs need a handful."""


class Question:
    """A set of conditions on the facts of one translation, to which further ones may be added."""

    def __init__(self, translation: Translation, effort: int = EFFORT) -> None:
        self.translation = translation
        self.solver = z3.Solver(ctx=translation.space.context)
        self.solver.set("rlimit", effort)

    def require(self, *conditions: Expression) -> None:
        """Add conditions for good."""
        self.solver.add(*conditions)

    def possible(self, *conditions: Expression) -> bool | None:
        """Whether some facts meet all conditions, these included; None when the effort did not suffice."""
        self.solver.add(*self.translation.new_side_conditions())
        for _ in range(ROUNDS):
            result = self.solver.check(*conditions)
            if result != z3.sat:
                return False if result == z3.unsat else None
            corrections = self.translation.calendar.corrections(self.solver.model())
            if not corrections or self._holds_here(conditions):
                return True
            self.solver.add(*corrections)
        return None

    def _holds_here(self, conditions: tuple[Expression, ...]) -> bool:
        """Whether the facts of the last model meet the conditions under the real calendar as well."""
        model = self.solver.model()
        here = [
            variable == model.eval(variable, model_completion=True)
            for variable in self.translation.space.variables.values()
        ]
        while corrections := self.translation.calendar.corrections(self.solver.model()):
            self.solver.add(*corrections)
            if self.solver.check(*conditions, *here) != z3.sat:
                return False
        return True

    def model(self) -> Any:
        """The facts found by the last question that was answered with True."""
        return self.solver.model()
