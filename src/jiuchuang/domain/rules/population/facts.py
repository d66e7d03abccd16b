"""Fact columns made sound before screening: typed, in range, known codes, guards respected."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from datetime import date
from functools import reduce

import polars as pl

from jiuchuang.domain.rules.engines.columns import column_type
from jiuchuang.domain.rules.language.valuetypes import FIRST_DAY, LAST_DAY, Kind
from jiuchuang.domain.rules.population.screen import ScreenPlan
from jiuchuang.domain.rules.vocabulary import FactDeclaration

_ALWAYS_VALID = (Kind.BOOL, Kind.CODE)
Schema = Mapping[str, pl.DataType]
"""Columns at hand with their types."""


def sound_facts(plan: ScreenPlan, present: Schema, made_sound: bool = False) -> list[pl.Expr]:
    """Fact columns cast to their types; absent columns are unknown, invalid values too.

    A value outside the declared range, or a code that the enum does not have, is not known; nor is a guarded
    fact where a guard of it is false. `made_sound`: the columns went through here before and are only taken.
    """
    if made_sound:
        return [_typed(fact, present) for fact in plan.facts]
    return [_sound(fact, plan, present).alias(fact.name) for fact in plan.facts]


def invalid_counts(plan: ScreenPlan, present: Schema) -> list[pl.Expr]:
    """For every fact column at hand, how many values are given but not valid."""
    return [
        (pl.col(fact.name).is_not_null() & ~_valid(fact).fill_null(value=False)).sum().alias(fact.name)
        for fact in plan.facts
        if fact.name in present and fact.type.kind not in _ALWAYS_VALID
    ]


class SoundFacts:
    """`sound_facts` and `invalid_counts` for many stretches of tables with the same columns, at a third of the cost.

    A stretch is cast and looked over once (least and greatest value, guards); only columns in which something is
    amiss are gone through value by value.
    """

    def __init__(self, plan: ScreenPlan, present: Schema, made_sound: bool = False) -> None:
        """For facts of the plan; `present` and `made_sound` as in `sound_facts`."""
        at_hand = [fact for fact in plan.facts if fact.name in present and not made_sound]
        guards = {fact.name: _guards(fact, plan, present) for fact in at_hand}
        self._doubts, self._suspects = _doubts(at_hand, guards)
        self._typed = [_typed(fact, present) for fact in plan.facts]
        self._cast = [fact.name for fact in at_hand if column_type(fact.type) != present[fact.name]]
        self._repairs = {fact.name: _kept(fact, guards[fact.name]) for fact in at_hand}
        self._counts = {expr.meta.output_name(): expr for expr in invalid_counts(plan, present)}

    def of(self, raw: pl.DataFrame, *kept: str) -> tuple[pl.DataFrame, dict[str, int]]:
        """The columns `kept` and every fact, sound; and for facts with values that are not valid, how many."""
        typed = raw.select(*kept, *self._typed)
        amiss = {name for name in self._cast if typed[name].null_count() > raw[name].null_count()}
        if self._doubts:
            found = raw.select(self._doubts).row(0, named=True)
            amiss.update(*(self._suspects[name] for name, doubt in found.items() if doubt))
        if not amiss:
            return typed, {}
        counts = [self._counts[name] for name in sorted(amiss & self._counts.keys())]
        invalid = raw.select(counts).row(0, named=True) if counts else {}
        repaired = typed.with_columns([self._repairs[name] for name in sorted(amiss)])
        return repaired, {name: count for name, count in invalid.items() if count}


def absent_facts(plan: ScreenPlan, present: Schema) -> tuple[FactDeclaration, ...]:
    """Facts that the programmes ask for and the table has no column for: unknown for everybody."""
    return tuple(fact for fact in plan.facts if fact.name not in present)


def fits(fact: FactDeclaration, found: pl.DataType) -> bool:
    """Whether a column of type `found` can hold the fact: whole numbers, days, truth values or texts."""
    wanted = column_type(fact.type)
    if found == pl.Null or found == wanted:
        return True
    if fact.type.is_numeric:
        return found.is_integer()
    is_text = isinstance(found, pl.String | pl.Categorical | pl.Enum)
    return is_text and fact.type.kind in (Kind.ENUM, Kind.CODE)


def _typed(fact: FactDeclaration, present: Schema) -> pl.Expr:
    wanted = column_type(fact.type)
    if fact.name not in present:
        return pl.lit(None, dtype=wanted).alias(fact.name)
    return pl.col(fact.name) if present[fact.name] == wanted else _cast(fact)


def _cast(fact: FactDeclaration) -> pl.Expr:
    """A value that the type cannot hold (a code unknown, a number past 64 bits) becomes unknown."""
    return pl.col(fact.name).cast(column_type(fact.type), strict=False)


def _sound(fact: FactDeclaration, plan: ScreenPlan, present: Schema) -> pl.Expr:
    if fact.name not in present:
        return _typed(fact, present)
    return _kept(fact, _guards(fact, plan, present))


def _kept(fact: FactDeclaration, guards: list[str]) -> pl.Expr:
    """The value where it is valid and no guard is false; an unknown guard does not make it unknown."""
    sound = [pl.col(guard).cast(pl.Boolean).ne_missing(other=False) for guard in guards]
    if _bounds(fact):
        sound.insert(0, _valid(fact))
    return pl.when(reduce(operator.and_, sound)).then(_cast(fact)) if sound else _cast(fact)


def _valid(fact: FactDeclaration) -> pl.Expr:
    """Whether a value that is given is one that the fact can have."""
    bounds = _bounds(fact)
    return _cast(fact).is_between(*bounds) if bounds else _cast(fact).is_not_null()


def _bounds(fact: FactDeclaration) -> tuple[int, int] | tuple[date, date] | None:
    if fact.type.is_numeric:
        return fact.low, fact.high
    return (FIRST_DAY, LAST_DAY) if fact.type.kind is Kind.DATE else None


def _doubts(
    facts: list[FactDeclaration], guards: Mapping[str, list[str]]
) -> tuple[list[pl.Expr], dict[str, list[str]]]:
    """Tests of whole columns as they are given, each by a name; and which facts are suspect when it is true.

    A fact is tested for its range; all facts under a guard are tested together.
    """
    tests, suspects = [], {}
    for fact in facts:
        if bounds := _bounds(fact):
            column = pl.col(fact.name)
            outside = (column.min() < bounds[0]) | (column.max() > bounds[1])
            tests.append(outside.fill_null(value=False).alias(fact.name))
            suspects[fact.name] = [fact.name]
    for guard in sorted({guard for above in guards.values() for guard in above}):
        under = [name for name, above in guards.items() if guard in above]
        given = reduce(operator.or_, [pl.col(name).is_not_null() for name in under])
        tests.append((given & ~pl.col(guard).cast(pl.Boolean)).any().alias(f"under {guard}"))
        suspects[f"under {guard}"] = under
    return tests, suspects


def _guards(fact: FactDeclaration, plan: ScreenPlan, present: Schema) -> list[str]:
    """The facts at hand that must not be false for this one to exist: its guard, the guard's own, and so on."""
    guard_of = {item.name: item.guard for item in plan.facts}
    guards = []
    guard = fact.guard
    while guard is not None:
        if guard in present:
            guards.append(guard)
        guard = guard_of.get(guard)
    return guards
