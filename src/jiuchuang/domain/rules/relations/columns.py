"""The same derivations for a whole population: group the rows by owner, once for all facts of one key column.

Each fact becomes a few elementwise columns of the rows and plain aggregates of these, so that the grouping streams;
its result has one row for each owner that has rows, with the value for a complete list and for one that is not.
Equal to the row evaluator, owner by owner.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

import polars as pl

from jiuchuang.domain.rules.derivation import (
    ALL,
    ANY,
    COUNT,
    DISTINCT,
    EARLIEST,
    MIN,
    MONTH_END,
    SUM,
    Derivation,
    MonthEnds,
    Relation,
    RelationColumn,
    calendar_days,
)
from jiuchuang.domain.rules.engines.columns import column_type, to_column
from jiuchuang.domain.rules.engines.rewrite import simplify
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import DATE, FIRST_DAY, LAST_DAY, Kind, Type, Value

COMPLETE, PARTLY = "complete", "partly"
"""Suffixes of the two result columns of a fact: of an owner whose list is complete, and of one whose list is not."""


@dataclass(frozen=True)
class _Stages:
    """One fact: columns of a row, aggregates of these, and the results of both kinds of list."""

    masks: dict[str, pl.Expr]
    sums: dict[str, pl.Expr]
    complete: pl.Expr
    partly: pl.Expr


def sound_rows(relation: Relation, names: Sequence[str], present: Sequence[str]) -> list[pl.Expr]:
    """The named columns: keys as text, others as the relation declares them.

    A value that is out of range, or no code of the column, is unknown; an empty one is what the register means by
    it; a column that the table does not have (`present` names those that it has) is unknown.
    """
    return [
        _key(name, name in present) if name in relation.ends else _sound(relation, name, name in present)
        for name in names
    ]


def _key(name: str, present: bool) -> pl.Expr:
    return (pl.col(name).cast(pl.String) if present else pl.lit(None, dtype=pl.String)).alias(name)


def _sound(relation: Relation, name: str, present: bool) -> pl.Expr:
    column = relation.columns[name]
    wanted = column_type(column.type)
    if not present:
        return pl.lit(None, dtype=wanted).alias(name)
    text = pl.col(name).cast(pl.String) if column.type.kind is Kind.ENUM else pl.col(name)
    typed = text.cast(wanted, strict=False)  # a code that the column does not have becomes null
    value: pl.Expr = pl.when(_valid(column, typed)).then(typed)
    if column.empty_means is not None:
        empty = pl.col(name).is_null()
        value = pl.when(~empty).then(value).when(empty).then(_lit(column.empty_means, column.type))
    return value.alias(name)


def _valid(column: RelationColumn, typed: pl.Expr) -> pl.Expr:
    if column.type.is_numeric:
        return (typed >= column.low) & (typed <= column.high)
    if column.type.kind is Kind.DATE:
        return (typed >= FIRST_DAY) & (typed <= LAST_DAY)
    if column.type.kind is Kind.ENUM:
        return reduce(operator.or_, (typed == code for code in column.type.codes))
    return typed.is_not_null()


def _lit(value: Value | None, type_: Type) -> pl.Expr:
    return pl.lit(value, dtype=column_type(type_))


def group(
    rows: pl.LazyFrame, end: str, derivations: Sequence[Derivation], types: Sequence[Type], asof: date
) -> pl.LazyFrame:
    """One row for each owner with rows: the key `id`, and `<fact>.complete` and `<fact>.partly` of each fact.

    `rows` has the key column, sound columns and joined facts; `types` are the facts' types.
    """
    stages = [_stages(item, f"{index}", asof) for index, item in enumerate(derivations)]
    masks = [expr.alias(name) for stage in stages for name, expr in stage.masks.items()]
    sums = [expr.alias(name) for stage in stages for name, expr in stage.sums.items()]
    grouped = rows.filter(pl.col(end).is_not_null()).select(pl.col(end).alias("id"), *masks)
    results = []
    for item, type_, stage in zip(derivations, types, stages, strict=True):
        wanted = column_type(type_)
        results.append(stage.complete.cast(wanted).alias(f"{item.fact}.{COMPLETE}"))
        results.append(stage.partly.cast(wanted).alias(f"{item.fact}.{PARTLY}"))
    return grouped.group_by("id").agg(sums).select("id", *results)


def _stages(derivation: Derivation, key: str, asof: date) -> _Stages:
    if derivation.month_ends is not None:
        return _month_end_stages(derivation, derivation.month_ends, key, asof)
    chosen = _expr(derivation.where, asof)
    masks: dict[str, pl.Expr] = {f"{key}.w": chosen}
    unknown = pl.lit(None)
    if derivation.aggregate in (COUNT, ANY):
        sums = _counted(key)
        count, perhaps = pl.col(f"{key}.n"), pl.col(f"{key}.u")
        if derivation.aggregate == COUNT:
            return _Stages(masks, sums, pl.when(~perhaps).then(count), unknown)
        found = pl.when(count > 0).then(True)
        return _Stages(masks, sums, found.when(~perhaps).then(False), found)
    assert derivation.value is not None
    value = _expr(derivation.value, asof)
    if derivation.aggregate == ALL:
        return _all_stages(derivation, key, chosen, value)
    masks = {
        f"{key}.v": pl.when(chosen).then(value),
        f"{key}.u": chosen.is_null() | (chosen & value.is_null()).fill_null(value=True),
        f"{key}.s": chosen.fill_null(value=False),
    }
    sums = {
        f"{key}.v": _of_values(derivation.aggregate)(pl.col(f"{key}.v")),
        f"{key}.u": pl.col(f"{key}.u").any(),
        f"{key}.s": pl.col(f"{key}.s").any(),
    }
    sure: pl.Expr = ~pl.col(f"{key}.u")
    result: pl.Expr = pl.col(f"{key}.v")
    if derivation.aggregate in (SUM, DISTINCT):
        return _Stages(masks, sums, pl.when(sure).then(result), unknown)
    none = _lit(derivation.when_none, derivation.value.type)
    some = sure & pl.col(f"{key}.s")
    return _Stages(masks, sums, pl.when(some).then(result).when(sure & ~some).then(none), unknown)


def _of_values(aggregate: str) -> Callable[[pl.Expr], pl.Expr]:
    """The plain aggregate of values that are null where a row is not chosen."""
    if aggregate == SUM:
        return pl.Expr.sum
    if aggregate == DISTINCT:
        return lambda value: value.n_unique().cast(pl.Int64) - value.is_null().any().cast(pl.Int64)
    return pl.Expr.min if aggregate in (MIN, EARLIEST) else pl.Expr.max


def _counted(key: str) -> dict[str, pl.Expr]:
    """How many rows are chosen, and whether one is perhaps chosen; a sum of truth values would be 32 bits wide."""
    chosen = pl.col(f"{key}.w")
    return {f"{key}.n": chosen.sum().cast(pl.Int64), f"{key}.u": chosen.is_null().any()}


def _all_stages(derivation: Derivation, key: str, chosen: pl.Expr, value: pl.Expr) -> _Stages:
    masks = {
        f"{key}.bad": (chosen & ~value).fill_null(value=False),
        f"{key}.holds": (~chosen | value).fill_null(value=False),
        f"{key}.some": chosen.fill_null(value=False),
        f"{key}.none": (~chosen).fill_null(value=False),
    }
    sums = {
        f"{key}.bad": pl.col(f"{key}.bad").any(),
        f"{key}.holds": pl.col(f"{key}.holds").all(),
        f"{key}.some": pl.col(f"{key}.some").any(),
        f"{key}.none": pl.col(f"{key}.none").all(),
    }
    sure = pl.lit(True) if derivation.when_none is True else pl.col(f"{key}.some")
    bad = pl.when(pl.col(f"{key}.bad")).then(False)
    none = pl.lit(derivation.when_none, dtype=pl.Boolean)
    complete = bad.when(pl.col(f"{key}.none")).then(none).when(pl.col(f"{key}.holds") & sure).then(True)
    return _Stages(masks, sums, complete, bad)


def _month_end_stages(derivation: Derivation, wanted: MonthEnds, key: str, asof: date) -> _Stages:
    days = wanted.days(asof)
    masks: dict[str, pl.Expr] = {}
    sums: dict[str, pl.Expr] = {}
    counts: list[pl.Expr] = []
    perhaps: list[pl.Expr] = []
    for index, day in enumerate(days):
        part = f"{key}.{index}"
        masks[f"{part}.w"] = _expr(derivation.where, asof, {MONTH_END: day})
        sums |= _counted(part)
        counts.append(pl.col(f"{part}.n"))
        perhaps.append(pl.col(f"{part}.u"))
    sure = ~reduce(operator.or_, perhaps)
    return _Stages(masks, sums, pl.when(sure).then(_over_months(wanted, counts)), pl.lit(None))


def _over_months(wanted: MonthEnds, counts: list[pl.Expr]) -> pl.Expr:
    """Counts are known and not negative here."""
    if wanted.then in ("min", "max"):
        better = operator.le if wanted.then == "min" else operator.ge

        def pick(left: pl.Expr, right: pl.Expr) -> pl.Expr:
            return pl.when(better(left, right)).then(left).otherwise(right)

        return reduce(pick, counts)
    total = reduce(operator.add, counts)
    if wanted.then == "sum":
        return total
    months = len(counts)
    half_up, up = (total * 2 + months) // (2 * months), (total + months - 1) // months
    return {"half_up": half_up, "up": up, "down": total // months}[wanted.rounding]


def _expr(node: Node, asof: date, more: dict[str, date] | None = None) -> pl.Expr:
    """The column expression with the days that follow from `asof` (and `more`) put in as literals."""
    days = {**calendar_days(asof), **(more or {})}

    def settle(item: Node) -> Node:
        if isinstance(item, tree.Fact) and item.name in days:
            return tree.Constant(DATE, days[item.name])
        return item

    return to_column(simplify(tree.rewrite(node, settle), asof), asof)
