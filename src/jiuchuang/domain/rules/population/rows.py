"""Rows that a screening hands on: awards, what was paid without being due, cases one condition short, open cases.

All functions take a frame that went through `screen.screen`, `with_payments` and `with_one_short`.
"""

from __future__ import annotations

import operator
from functools import reduce

import polars as pl

from jiuchuang.domain.rules.population.missing import MissingFacts, MissingPlan
from jiuchuang.domain.rules.population.screen import Item, Screened, ScreenPlan, agreed, in_force_expr

FEN = pl.Int64()
_BITS = 30
"""Facts that are told apart at a time, one bit each: with the row's kind so far they fit into an Int64."""
_WORK = {
    "id": pl.String(),
    "region": pl.String(),
    "programme": pl.String(),
    "open": pl.String(),
    "missing": pl.List(pl.String()),
}
VERDICT, AMOUNT = "verdict", "amount"
"""What of a case in the work list is open: whether it is due at all, or how much."""
_ROW = "#row"
_UNPAID = {
    "paid": pl.lit(False, dtype=pl.Boolean),
    "paid_fen": pl.lit(None, dtype=FEN),
    "last_paid_on": pl.lit(None, dtype=pl.Date),
}


def with_payments(frame: pl.LazyFrame, payments: pl.DataFrame, plan: ScreenPlan) -> pl.LazyFrame:
    """Columns .paid, .paid_fen and .last_paid_on for every programme.

    `payments` holds id, programme, paid_fen and paid_on; payments after the screening day do not count.
    """
    counted = payments.filter(pl.col("paid_on") <= plan.asof)
    paying = set(counted["programme"].unique())
    masked, sums, absent = [], [], []
    for item in plan.programmes:
        paid, fen, last = (item.column(what) for what in _UNPAID)
        if item.programme.id not in paying:
            absent += [expr.alias(item.column(what)) for what, expr in _UNPAID.items()]
            continue
        # Masked columns and plain sums: a filter inside a group would be run group by group.
        own = pl.col("programme") == item.programme.id
        masked += [
            own.alias(paid),
            pl.when(own).then(pl.col("paid_fen").cast(FEN)).alias(fen),
            pl.when(own).then(pl.col("paid_on")).alias(last),
        ]
        sums += [pl.col(paid).any(), pl.col(fen).sum(), pl.col(last).max()]
    by_case = counted.lazy().select("id", *masked).group_by("id").agg(sums)
    joined = frame.with_columns(absent).join(by_case, on="id", how="left", maintain_order="left")
    return joined.with_columns(
        [pl.col(item.column("paid")).fill_null(value=False) for item in plan.programmes]
    )


def with_one_short(frame: pl.LazyFrame, plan: ScreenPlan) -> pl.LazyFrame:
    """Column .short for every programme: the one top-level item that is false while all else is met."""
    return frame.with_columns(
        [_one_short(item, plan).alias(item.column("short")) for item in plan.programmes]
    )


def nearly(item: Screened) -> tuple[Item, ...]:
    """Items that can be the one condition short.

    Left out: programmes of a single item (nothing else would be met), and items that rest on our own payments
    (short of "not yet paid" means paid).
    """
    return tuple(part for part in item.items if not part.on_ledger) if len(item.items) > 1 else ()


def _one_short(item: Screened, plan: ScreenPlan) -> pl.Expr:
    programme = item.programme
    no_exception = [
        ~agreed([pl.col(plan.nodes[variant.exceptions[rule.id]]) for variant in item.compiled.variants])
        for rule in programme.exceptions
    ]
    names = pl.Enum([part.id for part in item.items])
    found = pl.lit(None, dtype=names)
    for part in reversed(nearly(item)):
        others = [pl.col(other.column) for other in item.items if other is not part]
        alone = reduce(operator.and_, [~pl.col(part.column), *others, *no_exception])
        found = (
            pl.when(in_force_expr(programme, plan.asof) & alone)
            .then(pl.lit(part.id, dtype=names))
            .otherwise(found)
        )
    return found


def award_rows(frame: pl.LazyFrame, item: Screened, plan: ScreenPlan, digest: str) -> pl.LazyFrame:
    """id, region, programme, fen, fen_low, fen_high, paid, pack_sha256, on: one row for each true verdict.

    `fen` is one instalment; null where the text gives no figure, a fact of the amount is missing, or readings
    differ (then `fen_low` and `fen_high` hold the least and the greatest).
    """
    none = pl.lit(None, dtype=FEN)
    money = {"fen": "payable", "fen_low": "low", "fen_high": "high"}
    return frame.filter(pl.col(item.column("verdict"))).select(
        "id",
        "region",
        programme=pl.lit(item.programme.id),
        **{name: pl.col(item.column(what)) if item.gives_figure else none for name, what in money.items()},
        paid=pl.col(item.column("paid")),
        pack_sha256=pl.lit(digest),
        on=pl.lit(plan.asof),
    )


def not_due_rows(frame: pl.LazyFrame, item: Screened) -> pl.LazyFrame:
    """id, region, programme, paid_fen, last_paid_on, failed: paid, and not due even when our ledger is left aside.

    `failed` names the top-level conditions that are false.
    """
    failed = [
        pl.when(~pl.col(part.column)).then(pl.lit(part.id)) for part in item.items if not part.on_ledger
    ]
    return frame.filter(pl.col(item.column("paid")) & ~pl.col(item.column("due"))).select(
        "id",
        "region",
        programme=pl.lit(item.programme.id),
        paid_fen=pl.col(item.column("paid_fen")),
        last_paid_on=pl.col(item.column("last_paid_on")),
        failed=pl.concat_list(failed).list.drop_nulls() if failed else pl.lit([], dtype=pl.List(pl.String)),
    )


def one_short_rows(frame: pl.LazyFrame, item: Screened) -> pl.LazyFrame:
    """id, region, programme, condition: every case with exactly one item false and all else met."""
    return frame.filter(pl.col(item.column("short")).is_not_null()).select(
        "id",
        "region",
        programme=pl.lit(item.programme.id),
        condition=pl.col(item.column("short")).cast(pl.String),
    )


def work_rows(frame: pl.DataFrame, missing: MissingPlan) -> pl.DataFrame:
    """id, region, programme, open, missing: open verdicts, and amounts due, that facts could settle; and which facts.

    The frame needs `missing.with_parts` as well.
    """
    rows, facts = [pl.DataFrame(schema=_WORK)], MissingFacts(frame, missing)
    heads = frame.select("id", "region").with_row_index(_ROW)
    for item in missing.plan.programmes:
        own = []
        asked = facts.of(item)
        is_open = frame[item.column("verdict")].is_null()
        wanted = is_open & reduce(operator.or_, asked.values()) if asked else None
        for what, waits, names in ((VERDICT, wanted, asked), (AMOUNT, *facts.of_amount(item))):
            if waits is not None and waits.any():
                lists = _named(pl.DataFrame(names).filter(waits))
                said = [pl.lit(item.programme.id).alias("programme"), pl.lit(what).alias("open")]
                own.append(heads.filter(waits).with_columns(*said, missing=lists))
        if own:  # in the order of the table, however it is cut
            rows.append(pl.concat(own).sort(_ROW).drop(_ROW))
    return pl.concat(rows)


def _named(asked: pl.DataFrame) -> pl.Series:
    """For each row the names of its true columns. Few combinations occur, so each is put into words once."""
    lists: list[list[str]] = [[]]
    kind = pl.Series([0], dtype=pl.Int64).new_from_index(0, asked.height)
    for first in range(0, asked.width, _BITS):
        some = asked.columns[first : first + _BITS]
        bits = [
            pl.col(name).fill_null(value=False).cast(pl.Int64) * 2**place for place, name in enumerate(some)
        ]
        kind = asked.select(pl.lit(kind * 2 ** len(some)) + pl.sum_horizontal(bits)).to_series()
        found = kind.unique().sort()
        lists = [
            lists[code >> len(some)] + [name for place, name in enumerate(some) if code >> place & 1]
            for code in found
        ]
        kind = found.search_sorted(kind).cast(pl.Int64)
    return pl.Series(lists, dtype=pl.List(pl.String)).gather(kind)
