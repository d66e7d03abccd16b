"""Money month by month: what the cases that exist on the day draw until their instalments end.

A one-off payment, and one that falls due by event, is drawn in the first month; a monthly one every month, a yearly
one every twelfth month, until the instalments that the schedule still allows are used up or its last day is past.
Where the schedule does not say how many, the low flow counts the one that is due now, the high flow goes on.
Ceilings by year or for life are observed over the instalments of one case; those over several cases are observed in
`shared_serving`. No new cases come in. Everything is whole fen and whole months.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

import polars as pl

from jiuchuang.domain.kernel.day import add_months
from jiuchuang.domain.rules.engines.columns import to_column
from jiuchuang.domain.rules.engines.compile import Variant
from jiuchuang.domain.rules.engines.rewrite import simplify
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.pack import Cap
from jiuchuang.domain.rules.population.screen import Screened

HORIZON = 120
"""Months that are looked ahead; a flow that has not used up the fund by then is said to last longer."""
ENDS = ("low", "high")
STEPS = {"month": 1, "year": 12}

Flow = list[int]
"""Fen drawn in each of the `HORIZON` months, the first beginning on the day of the simulation."""


@dataclass(frozen=True)
class Lasting:
    """How long a fund lasts: whole months that it covers (None: longer than is looked ahead), and what is left.

    `left_fen` is what remains after those months, and after the whole horizon where the fund is not used up.
    """

    months: int | None
    left_fen: int


def months_covered(fund_fen: int, flow: Sequence[int]) -> Lasting:
    """The most whole months whose draws together do not exceed the fund."""
    left = fund_fen
    for month, fen in enumerate(flow):
        if fen > left:
            return Lasting(month, left)
        left -= fen
    return Lasting(None, left)


def add_flows(flows: Sequence[Sequence[int]]) -> Flow:
    """Month by month together."""
    return [sum(month) for month in zip(*flows, strict=True)] if flows else [0] * HORIZON


def flow_columns(item: Screened, asof: date) -> list[pl.Expr]:
    """Instalments left (`left_low`, `left_high`); per lasting ceiling what is `available` now and its `limit`."""
    variants = item.compiled.variants
    left = [_left(item, variant, asof) for variant in variants]
    columns = {
        # not known how many: at least the one that is due now, at most as many as are looked ahead
        "left_low": reduce(_lesser, (expr.fill_null(1) for expr in left)),
        "left_high": reduce(_greater, (expr.fill_null(HORIZON) for expr in left)),
    }
    for number, (_, available, limit) in enumerate(_lasting_caps(item)):
        columns[f"available{number}"] = to_column(simplify(available, asof), asof)
        columns[f"limit{number}"] = to_column(simplify(limit, asof), asof)
    return [expr.cast(pl.Int64).alias(f"{item.key}.{name}") for name, expr in columns.items()]


def _lesser(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    return pl.when(right < left).then(right).otherwise(left)


def _greater(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    return pl.when(right > left).then(right).otherwise(left)


def _left(item: Screened, variant: Variant, asof: date) -> pl.Expr:
    """Instalments still to come, the one due now included; null where a fact or the schedule does not tell."""
    every = item.programme.schedule.every
    if every not in STEPS:
        return pl.lit(1, dtype=pl.Int64)

    def column(node: Node) -> pl.Expr:
        return to_column(simplify(node, asof), asof)

    bounds = []
    if variant.count is not None:
        count = column(variant.count)
        left = count if variant.used is None else count - column(variant.used)
        bounds.append(pl.when(left < 0).then(0).otherwise(left))
    if variant.until is not None:
        bounds.append(_instalments_until(column(variant.until), asof, STEPS[every]))
    return reduce(_least, bounds) if bounds else pl.lit(None, dtype=pl.Int64)


def _least(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """The lesser, null where either is."""
    return pl.when(right < left).then(right).when(right >= left).then(left)


def _instalments_until(until: pl.Expr, asof: date, step: int) -> pl.Expr:
    """Instalments counted from the day, every `step` months, whose day is not after the last day."""
    whole = (until.dt.year().cast(pl.Int64) - asof.year) * 12 + until.dt.month().cast(pl.Int64) - asof.month
    last_of_month = until == until.dt.month_end()
    whole = whole - ((until.dt.day() < asof.day) & ~last_of_month).cast(pl.Int64)
    return pl.when(until < asof).then(0).otherwise(whole // step + 1)


def _lasting_caps(item: Screened) -> list[tuple[Cap, Node, Node]]:
    """Ceilings by year or for life on which all readings agree: declared, available now, limit of a period."""
    found = []
    for number, cap in enumerate(item.programme.caps):
        compiled = {
            (variant.caps[number].available, variant.caps[number].limit) for variant in item.compiled.variants
        }
        if cap.period in ("year", "life") and len(compiled) == 1:
            found.append((cap, *compiled.pop()))
    return found


def flow_of(rows: pl.DataFrame, item: Screened, amount: str, end: str, asof: date) -> Flow:
    """Fen by month of these rows: `amount` is the column of one instalment in fen, `end` low or high."""
    every = item.programme.schedule.every
    if every not in STEPS:
        return [int(rows[amount].sum()), *[0] * (HORIZON - 1)]
    step, left = STEPS[every], f"{item.key}.left_{end}"
    caps = [cap for cap, _, _ in _lasting_caps(item)]
    work = rows.select(
        pay=pl.col(amount),
        left=pl.col(left),
        **{
            f"{what}{number}": pl.col(f"{item.key}.{what}{number}")
            for number in range(len(caps))
            for what in ("available", "limit")
        },
    ).filter((pl.col("pay") > 0) & (pl.col("left") > 0))
    flow = [0] * HORIZON
    for index, month in enumerate(range(0, HORIZON, step)):
        work = work.filter(pl.col("left") > index)
        if work.height == 0:
            break
        work = _new_periods(
            work, caps, add_months(asof, month - step), add_months(asof, month), first=index == 0
        )
        rooms = [pl.col(f"available{number}").fill_null(_no_room(end)) for number in range(len(caps))]
        work = work.with_columns(paid=reduce(_lesser, rooms, pl.col("pay")))
        flow[month] = int(work["paid"].sum())
        work = work.with_columns(
            [
                (pl.col(f"available{number}") - pl.col("paid")).alias(f"available{number}")
                for number in range(len(caps))
            ]
        )
    return flow


def _no_room(end: str) -> int:
    """An unknown ceiling leaves nothing to the low flow and cuts nothing from the high one."""
    return 0 if end == "low" else 2**62


def _new_periods(
    work: pl.DataFrame, caps: Sequence[Cap], before: date, day: date, *, first: bool
) -> pl.DataFrame:
    """Yearly ceilings begin anew in a new calendar year."""
    fresh = [
        pl.col(f"limit{number}").alias(f"available{number}")
        for number, cap in enumerate(caps)
        if cap.period == "year" and not first and day.year != before.year
    ]
    return work.with_columns(fresh)


def drawing(item: Screened) -> pl.Expr:
    """Cases that may draw anything at all."""
    return reduce(operator.or_, (pl.col(name).fill_null(True) for name in item.of_variants("verdict")))
