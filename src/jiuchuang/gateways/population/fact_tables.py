"""From modelled values to tables of facts: every declared fact of an entity, typed, within range, guards kept."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from jiuchuang.domain.rules.engines.columns import column_type
from jiuchuang.domain.rules.language.valuetypes import Kind
from jiuchuang.domain.rules.vocabulary import FactDeclaration, Vocabulary
from jiuchuang.gateways.population.chance import stream
from jiuchuang.gateways.population.days import NO_DAY
from jiuchuang.gateways.population.defaults import default_values

Values = Mapping[str, np.ndarray | pl.Series]
"""Modelled facts by name; days as numbers since 1970-01-01, NO_DAY where there is none."""


def fact_table(
    entity: str, modelled: Values, vocabulary: Vocabulary, size: int, seed: int, part: int, on: int
) -> pl.DataFrame:
    """One column for each fact of `entity`: the modelled one, else a default; null where the guard is not true."""
    facts = [fact for fact in vocabulary.facts.values() if fact.entity == entity]
    columns = {}
    for fact in facts:
        values = modelled.get(fact.name)
        if values is None:
            values = default_values(fact, stream(seed, part, f"default {fact.name}"), size, on)
        columns[fact.name] = _typed(fact, values)
    return keep_guards(pl.DataFrame(columns, height=size), facts)


def known_where(known: np.ndarray, values: np.ndarray) -> pl.Series:
    """A column of numbers that is unknown wherever there is nothing to know."""
    return pl.Series(values).set(pl.Series(~known), None)


def keep_guards(table: pl.DataFrame, facts: list[FactDeclaration]) -> pl.DataFrame:
    """Null for every guarded fact whose guard is not true; guards of guards first."""
    names = set(table.columns)
    waiting = {fact.name: fact.guard for fact in facts if fact.guard and {fact.name, fact.guard} <= names}
    while waiting:
        ready = [name for name, guard in waiting.items() if guard not in waiting]
        if not ready:
            raise ValueError(f"guards go round in a circle: {sorted(waiting)}")
        table = table.with_columns(
            pl.when(pl.col(waiting[name])).then(pl.col(name)).alias(name) for name in ready
        )
        waiting = {name: guard for name, guard in waiting.items() if name not in ready}
    return table


def _typed(fact: FactDeclaration, values: np.ndarray | pl.Series) -> pl.Series:
    kind = fact.type.kind
    if kind is Kind.DATE:
        days = np.asarray(values, np.int64)
        column = pl.Series(fact.name, days.astype(np.int32)).cast(pl.Date)
        return column.set(pl.Series(days == NO_DAY), None) if (days == NO_DAY).any() else column
    column = pl.Series(fact.name, values)
    if fact.type.is_numeric:
        return column.cast(pl.Int64).clip(fact.low, fact.high)
    if kind is Kind.ENUM:
        return column.cast(column_type(fact.type), strict=False)
    return column.cast(column_type(fact.type))
