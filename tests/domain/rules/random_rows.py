"""Random facts for screening plans: mostly near the figures that rules speak of, some unknown."""

from __future__ import annotations

import random
from datetime import date, timedelta

from jiuchuang.domain.rules.language.valuetypes import Kind, Value
from jiuchuang.domain.rules.population.screen import ScreenPlan
from jiuchuang.domain.rules.vocabulary import FactDeclaration

Row = dict[str, Value | None]
CODES = ("370828", "410902", "220722")


def random_rows(plan: ScreenPlan, count: int, seed: int) -> list[Row]:
    """Rows of every fact of the plan; what hangs on a guard that is not true is unknown."""
    rng = random.Random(seed)
    rows = []
    for _ in range(count):
        row: Row = {fact.name: _value(fact, plan.asof, rng) for fact in plan.facts}
        rows.append({fact.name: _guarded(fact, row, plan) for fact in plan.facts})
    return rows


def _value(fact: FactDeclaration, asof: date, rng: random.Random) -> Value | None:
    if rng.random() < 0.15:
        return None
    if fact.type.kind is Kind.BOOL:
        return rng.random() < 0.75
    if fact.type.kind is Kind.DATE:
        long_ago = rng.random() < 0.2
        return asof - timedelta(days=rng.randrange(7000, 24000) if long_ago else rng.randrange(-400, 1100))
    if fact.type.kind is Kind.ENUM:
        return rng.choice(fact.type.codes)
    if fact.type.kind is Kind.CODE:
        return rng.choice(CODES)
    return rng.randint(fact.low, min(fact.high, fact.low + rng.choice((3, 40, 500_000, 10_000_000))))


def _guarded(fact: FactDeclaration, row: Row, plan: ScreenPlan) -> Value | None:
    guards = {other.name: other.guard for other in plan.facts}
    guard = fact.guard
    while guard is not None:
        if row.get(guard) is False:
            return None
        guard = guards.get(guard)
    return row[fact.name]
