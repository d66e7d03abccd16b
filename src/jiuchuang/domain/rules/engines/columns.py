"""The column back end: an expression tree as a Polars expression, for populations.

The semantics are the row evaluator's, so an engine's own treatment of null is never relied on where it drops
nulls: min and max are searched comparisons, a conditional tests both the condition and its negation. Every
expression is elementwise and streams.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache, reduce
from typing import Any

import polars as pl

from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.retirement import RetirementCategory, RetirementRule
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import Kind, Type

COLUMN_TYPES: dict[Kind, pl.DataType] = {
    Kind.DATE: pl.Date(),
    Kind.BOOL: pl.Boolean(),
    Kind.ENUM: pl.String(),
    Kind.CODE: pl.String(),
}
"""What an expression of the kind yields; numbers are Int64. Codes that are computed are texts."""
COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


_TABLE_FROM, _TABLE_TO = date(1700, 1, 1), date(2300, 12, 31)
_TABLE_OFFSET = (_TABLE_FROM - date(1970, 1, 1)).days
"""Days that facts (1900–2100) can reach by the terms of rules (at most 100 years) lie well inside the table."""


def column_type(type_: Type) -> pl.DataType:
    """The Polars type of a fact's column: every number is Int64, the codes of an enum are physical numbers."""
    if type_.kind is Kind.ENUM and type_.codes:
        return pl.Enum(type_.codes)
    return result_type(type_)


def result_type(type_: Type) -> pl.DataType:
    """The Polars type of a computed value."""
    return COLUMN_TYPES.get(type_.kind, pl.Int64())


def to_column(node: Node, asof: date) -> pl.Expr:
    """The Polars expression of `node`; facts are columns of their own names, null is unknown."""
    return _BUILDERS[type(node)](node, asof)


def all_of(items: Sequence[pl.Expr]) -> pl.Expr:
    """Conjunction by Kleene logic; of nothing it is true."""
    return reduce(operator.and_, items) if items else pl.lit(True, dtype=pl.Boolean)


def any_of(items: Sequence[pl.Expr]) -> pl.Expr:
    """Disjunction by Kleene logic; of nothing it is false."""
    return reduce(operator.or_, items) if items else pl.lit(False, dtype=pl.Boolean)


def _value(node: Node, asof: date) -> pl.Expr:
    """The expression as `result_type` has it: codes as texts, since two enums cannot be compared or mixed."""
    column = to_column(node, asof)
    is_code_fact = isinstance(node, tree.Fact) and node.type.kind is Kind.ENUM
    return column.cast(pl.String) if is_code_fact else column


def _constant(node: tree.Constant, asof: date) -> pl.Expr:
    return pl.lit(node.value, dtype=result_type(node.type))


def _fact(node: tree.Fact, asof: date) -> pl.Expr:
    return pl.col(node.name)


def _all_of(node: tree.AllOf, asof: date) -> pl.Expr:
    return all_of([to_column(item, asof) for item in node.items])


def _any_of(node: tree.AnyOf, asof: date) -> pl.Expr:
    return any_of([to_column(item, asof) for item in node.items])


def _at_least(node: tree.AtLeast, asof: date) -> pl.Expr:
    items = [to_column(item, asof) for item in node.items]
    sure = reduce(operator.add, (item.fill_null(False).cast(pl.Int64) for item in items))
    possible = reduce(operator.add, (item.fill_null(True).cast(pl.Int64) for item in items))
    return pl.when(sure >= node.count).then(True).when(possible < node.count).then(False)


def _compare(node: tree.Compare, asof: date) -> pl.Expr:
    known_code = isinstance(node.right, tree.Constant) or isinstance(node.left, tree.Constant)
    side = to_column if known_code else _value
    return COMPARISONS[node.op](side(node.left, asof), side(node.right, asof))  # type: ignore[no-any-return]


def _compare_ratio(node: tree.CompareRatio, asof: date) -> pl.Expr:
    numerator, denominator = to_column(node.numerator, asof), to_column(node.denominator, asof)
    left = numerator * node.rate.type.denominator
    right = to_column(node.rate, asof) * denominator
    return pl.when(denominator > 0).then(COMPARISONS[node.op](left, right))


def _scale(node: tree.Scale, asof: date) -> pl.Expr:
    inner = to_column(node.inner, asof)
    return inner if node.factor == 1 else inner * node.factor


def _arithmetic(node: tree.Arithmetic, asof: date) -> pl.Expr:
    left, right = to_column(node.left, asof), to_column(node.right, asof)
    if node.op == "+":
        return left + right
    return left - right if node.op == "-" else left * right


def _extreme(node: tree.Extreme, asof: date) -> pl.Expr:
    better = operator.le if node.op == "min" else operator.ge

    def pick(left: pl.Expr, right: pl.Expr) -> pl.Expr:
        first = better(left, right)
        return pl.when(first).then(left).when(~first).then(right)

    return reduce(pick, (to_column(item, asof) for item in node.items))


def _choose(node: tree.Choose, asof: date) -> pl.Expr:
    condition = to_column(node.condition, asof)
    then, otherwise = _value(node.then, asof), _value(node.otherwise, asof)
    chosen = pl.when(condition).then(then).when(~condition).then(otherwise)
    return chosen if node.strict else chosen.when(then == otherwise).then(then)


def _one_of(node: tree.OneOf, asof: date) -> pl.Expr:
    inner = to_column(node.inner, asof)
    return reduce(operator.or_, (inner == code for code in node.codes))


def _month_index(day: pl.Expr) -> pl.Expr:
    return day.dt.year().cast(pl.Int64) * 12 + day.dt.month().cast(pl.Int64) - 1


def _shift(day: pl.Expr, months: pl.Expr) -> pl.Expr:
    """The clamped day `months` later, where the number of months differs from row to row."""
    index = _month_index(day) + months
    first = pl.date(index // 12, index % 12 + 1, 1)
    return first + pl.duration(days=_at_most(day.dt.day(), first.dt.month_end().dt.day()).cast(pl.Int64) - 1)


def _at_most(value: pl.Expr, ceiling: pl.Expr) -> pl.Expr:
    fits = value <= ceiling
    return pl.when(fits).then(value).when(~fits).then(ceiling)


@cache
def _calendar() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Days of the table (month counted from its start, day of the month), and its months (first day, length)."""
    days = pl.date_range(_TABLE_FROM, _TABLE_TO, eager=True).alias("day").to_frame()
    month = _month_index(pl.col("day")) - _TABLE_FROM.year * 12
    days = days.select(month=month, of_month=pl.col("day").dt.day().cast(pl.Int64))
    first = pl.date_range(_TABLE_FROM, _TABLE_TO, "1mo", eager=True).alias("first").to_frame()
    return days, first.select(
        first=pl.col("first").cast(pl.Int64), length=pl.col("first").dt.month_end().dt.day().cast(pl.Int64)
    )


@cache
def _shifted_days(months: int) -> pl.Series:
    """Every day of the table moved by `months`: a gather from it costs a fifth of the calendar arithmetic."""
    return _moved_days(pl.lit(months))


def _moved_days(months: pl.Expr) -> pl.Series:
    """Every day of the table moved by `months`, an expression of the columns of `_calendar`.

    Days that would leave the table are null; the days that facts can reach never do.
    """
    days, calendar = _calendar()
    target = pl.col("month") + months
    place = target.clip(0, calendar.height - 1)
    first, length = (pl.lit(calendar[name]).gather(place) for name in ("first", "length"))
    day = first + _at_most(pl.col("of_month"), length) - 1
    inside = target.is_between(0, calendar.height - 1)
    return days.select(pl.when(inside).then(day).cast(pl.Int32).cast(pl.Date).alias("day")).to_series()


def _add_months(node: tree.AddMonths, asof: date) -> pl.Expr:
    day = to_column(node.day, asof)
    if isinstance(node.months, tree.Constant) and isinstance(node.months.value, int):
        return _gathered(_shifted_days(node.months.value), day.cast(pl.Int32) - _TABLE_OFFSET)
    return _shift(day, to_column(node.months, asof)).cast(pl.Date)


def _add_days(node: tree.AddDays, asof: date) -> pl.Expr:
    days = to_column(node.days, asof).cast(pl.Int32)
    return (to_column(node.day, asof).cast(pl.Int32) + days).cast(pl.Date)


def _round(node: tree.Round, asof: date) -> pl.Expr:
    value = to_column(node.inner, asof)
    divisor = node.inner.type.denominator * node.unit
    size = value.abs()
    if node.mode == "half_up":
        whole = (size * 2 + divisor) // (2 * divisor)
    else:
        whole = (size if node.mode == "down" else size + divisor - 1) // divisor
    return pl.when(value < 0).then(-whole).when(value >= 0).then(whole) * node.unit


def _lookup(node: tree.Lookup, asof: date) -> pl.Expr:
    values = [item.value for item in node.values if isinstance(item, tree.Constant)]
    if _is_enum(node.key) and len(values) == len(node.values):
        by_code = dict(zip(node.codes, values, strict=True))
        table = [by_code.get(code) for code in node.key.type.codes]
        return pl.lit(pl.Series(table, dtype=result_type(node.type))).gather(_place_of(node.key, asof))
    key = to_column(node.key, asof)
    result: Any = pl
    for code, value in zip(node.codes, node.values, strict=True):
        result = result.when(key == code).then(_value(value, asof))
    return result  # type: ignore[no-any-return]


def _is_enum(node: Node) -> bool:
    """Whether the column of the node holds physical codes."""
    return isinstance(node, tree.Fact) and node.type.kind is Kind.ENUM and bool(node.type.codes)


def _place_of(node: Node, asof: date) -> pl.Expr:
    """Position of the code among the codes of its enum, from 0."""
    return to_column(node, asof).to_physical().cast(pl.UInt32)


def _retirement_on(node: tree.RetirementOn, asof: date) -> pl.Expr:
    category, rule, reformed = to_column(node.category, asof), node.rule, asof >= node.rule.known_from
    day = to_column(node.birth, asof).cast(pl.Int32) - _TABLE_OFFSET
    if _is_enum(node.category):
        table = _retirement_table(rule, node.category.type.codes, reformed)
        block = len(table) // len(node.category.type.codes)
        return _gathered(table, day + category.to_physical().cast(pl.Int32) * block)
    result: Any = pl
    for row in rule.categories:
        result = result.when(category == row.code).then(_gathered(_retirement_days(rule, row, reformed), day))
    return result  # type: ignore[no-any-return]


@cache
def _retirement_table(rule: RetirementRule, codes: tuple[str, ...], reformed: bool) -> pl.Series:
    """The tables of all codes of a category, one after the other; null for a code that the rule does not have."""
    tables = {row.code: _retirement_days(rule, row, reformed) for row in rule.categories}
    unknown = pl.Series([None], dtype=pl.Date).new_from_index(0, len(next(iter(tables.values()))))
    return pl.concat([tables.get(code, unknown) for code in codes])


def _gathered(table: pl.Series, place: pl.Expr) -> pl.Expr:
    """Values of a table of days; what would lie outside is unknown.

    A negative place would count from the end: as an unsigned number it lies outside.
    """
    return pl.lit(table).gather(place.cast(pl.UInt32, wrap_numerical=True), null_on_oob=True)


@cache
def _retirement_days(rule: RetirementRule, row: RetirementCategory, reformed: bool) -> pl.Series:
    """Legal retirement day of one category for every birth date of the table, with or without the reform."""
    age = pl.lit(row.original_age_months, dtype=pl.Int64)
    if reformed:
        start = rule.postponed_from.year * 12 + rule.postponed_from.month - 1
        late = pl.col("month") + _TABLE_FROM.year * 12 + row.original_age_months - start
        steps = _at_most(late // row.step + 1, pl.lit(row.ceiling, dtype=pl.Int64))
        age = age + pl.when(late >= 0).then(steps).otherwise(0)  # a birth date of the table is never unknown
    return _moved_days(age)


_BUILDERS: dict[type[Node], Callable[[Any, date], pl.Expr]] = {
    tree.Constant: _constant,
    tree.Fact: _fact,
    tree.AsOf: lambda node, asof: pl.lit(asof, dtype=pl.Date),
    tree.Named: lambda node, asof: to_column(node.inner, asof),
    tree.Not: lambda node, asof: ~to_column(node.inner, asof),
    tree.AllOf: _all_of,
    tree.AnyOf: _any_of,
    tree.AtLeast: _at_least,
    tree.Compare: _compare,
    tree.CompareRatio: _compare_ratio,
    tree.Scale: _scale,
    tree.Arithmetic: _arithmetic,
    tree.Extreme: _extreme,
    tree.Choose: _choose,
    tree.OneOf: _one_of,
    tree.AddMonths: _add_months,
    tree.AddDays: _add_days,
    tree.Round: _round,
    tree.Lookup: _lookup,
    tree.RetirementOn: _retirement_on,
}
