"""Which facts a decision still needs, and which of them to ask for first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from jiuchuang.domain.rules.answers.decision import INELIGIBLE, MissingFact
from jiuchuang.domain.rules.answers.outcome import Matters, Outcome
from jiuchuang.domain.rules.answers.prepared import Prepared, Values
from jiuchuang.domain.rules.language.tree import Node

EVENT_WEIGHT = 100
"""The day that decides which document applies is asked for before anything else."""


@dataclass(frozen=True)
class Search:
    """A decision's search for missing facts: its programme, the values of the case, and the exact test if any."""

    prepared: Prepared
    values: Values
    matters: Matters | None

    def missing(
        self, outcomes: Sequence[Outcome], event_open: bool
    ) -> tuple[tuple[MissingFact, ...], MissingFact | None]:
        """The facts to ask for, and the first of them.

        First comes what can settle a condition by itself, and in most of the readings; then what one can tell
        of oneself. Facts that only the money waits for come after those that the verdict waits for.
        """
        event = self.prepared.programme.event_on if event_open else None
        deciding = {event: EVENT_WEIGHT} if event else {}
        paying: dict[str, int] = {}
        for outcome in outcomes:
            for name, weight in self._deciding(outcome).items():
                deciding[name] = deciding.get(name, 0) + weight
        for outcome in outcomes:
            paying |= dict.fromkeys(self._paying(outcome, {**paying, **deciding}), 0)
        weights = {**deciding, **paying}
        names = list(weights)
        if not names:
            return (), None
        missing = {name: self.prepared.missing_fact(name) for name in names}
        pool = [name for name in names if name in deciding] or names
        best = max(pool, key=lambda name: (weights[name], missing[name].self_declared))
        return tuple(missing.values()), missing[best]

    def _deciding(self, outcome: Outcome) -> dict[str, int]:
        weights: dict[str, int] = {}
        if outcome.verdict is None:
            verdict = outcome.variant.verdict
            for wanted in self.values.wanted(self.prepared.waiting(verdict)):
                for name in wanted:
                    weights[name] = weights.get(name, 0) + (2 if len(wanted) == 1 else 1)
            kept = self._mattering(verdict, None, weights)
            weights = {name: weight for name, weight in weights.items() if name in kept}
        return weights

    def _paying(self, outcome: Outcome, asked: Collection[str]) -> dict[str, None]:
        """Facts that the money waits for, beside those that are asked for anyway."""
        found: dict[str, None] = {}
        if outcome.status != INELIGIBLE:
            variant = outcome.variant
            given = variant.verdict if outcome.verdict is None else None
            for node in (variant.payable, variant.count, variant.used, variant.until):
                if node is not None:
                    waiting = self.prepared.waiting(node)
                    names = (name for names in self.values.wanted(waiting) for name in names)
                    wanted = dict.fromkeys(name for name in names if name not in asked and name not in found)
                    kept = self._mattering(node, given, wanted)
                    found |= {name: None for name in wanted if name in kept}
        return found

    def _mattering(
        self, node: Node, given: Node | None, wanted: dict[str, int] | dict[str, None]
    ) -> set[str]:
        if self.matters is None or not wanted:
            return set(wanted)
        return set(self.matters(node, given, list(wanted), self.values.facts, self.values.on))
