"""Fact columns made sound before screening: typed, in range, known codes, guards respected."""

from __future__ import annotations

import operator
from collections.abc import Mapping
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
    fact where its guard is false. `made_sound`: the columns went through here before and are only taken.
    """
    return [
        pl.col(fact.name) if made_sound and fact.name in present else _sound(fact, present).alias(fact.name)
        for fact in plan.facts
    ]


def invalid_counts(plan: ScreenPlan, present: Schema) -> list[pl.Expr]:
    """For every fact column at hand, how many values are given but not valid."""
    return [
        (pl.col(fact.name).is_not_null() & ~_valid(fact).fill_null(True)).sum().alias(fact.name)
        for fact in plan.facts
        if fact.name in present and fact.type.kind not in _ALWAYS_VALID
    ]


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
    return wanted == pl.String and isinstance(found, pl.Categorical | pl.Enum)


def _sound(fact: FactDeclaration, present: Schema) -> pl.Expr:
    wanted = column_type(fact.type)
    if fact.name not in present:
        return pl.lit(None, dtype=wanted)
    value = pl.when(_valid(fact)).then(_typed(fact))
    if fact.guard and fact.guard in present:
        guard = pl.col(fact.guard).cast(pl.Boolean)
        return pl.when(guard | guard.is_null()).then(value)
    return value


def _typed(fact: FactDeclaration) -> pl.Expr:
    return pl.col(fact.name).cast(column_type(fact.type))


def _valid(fact: FactDeclaration) -> pl.Expr:
    column = _typed(fact)
    if fact.type.is_numeric:
        return (column >= fact.low) & (column <= fact.high)
    if fact.type.kind is Kind.DATE:
        return (column >= FIRST_DAY) & (column <= LAST_DAY)
    if fact.type.kind is Kind.ENUM:
        return reduce(operator.or_, (column == code for code in fact.type.codes))
    return column.is_not_null()
