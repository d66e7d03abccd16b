"""Payments that the county has already made, found by applying the programmes to the facts as they truly are.

Of those entitled on the day, six to seven in ten have been paid (a share fixed for each programme); one payment in a
hundred went to somebody who was not entitled, but nearly. Where a text allows several readings the county has
followed one of them. Nothing is paid under a programme that is not in force or whose amount the text leaves open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from zlib import crc32

import numpy as np
import polars as pl

from jiuchuang.domain.rules.engines.columns import to_column
from jiuchuang.domain.rules.engines.compile import CompiledProgramme, Variant, compile_programme
from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.gateways.population.chance import Bools, Ints, between, happens, stream
from jiuchuang.gateways.population.days import day_number, whole_months

_WRONG_PER_MILLE = 10
_LONGEST_BATCH = 12
"""Most monthly instalments that one payment gathers."""


@dataclass(frozen=True)
class Paid:
    """Payments of one programme: the rows of its entity's table, instalments, fen, and the days paid."""

    programme: str
    entity: str
    rows: Ints
    instalments: Ints
    fen: Ints
    paid_on: Ints

    @property
    def slug(self) -> str:
        """The programme's name within its document."""
        return self.programme.rpartition("/")[2]


def paying_programmes(library: Library, on: date) -> list[CompiledProgramme]:
    """Computable programmes in force on the day that pay a known amount."""
    chosen = []
    for programme in library.programmes():
        pays = programme.amount is not None and not programme.amount.open_words
        if programme.extent != "recorded" and pays and programme.validity.covers(on) is not False:
            chosen.append(compile_programme(programme))
    return chosen


def draw_payments(
    programmes: Iterable[CompiledProgramme],
    entity: str,
    truth: pl.DataFrame,
    since: Ints,
    seed: int,
    part: int,
    on: date,
    families: Mapping[str, str],
) -> list[Paid]:
    """Payments under the programmes of `entity`; `truth` holds all facts that they read, none missing by chance.

    `since` is the first day on which each row could have been paid. Programmes of one family (`families`: name
    without document → family) pay a row only once between them, in the order in which they come.
    """
    found: list[Paid] = []
    taken: dict[str, Bools] = {}
    for item in programmes:
        if item.programme.entity != entity or not truth.height:
            continue
        slug = item.programme.id.rpartition("/")[2]
        free = ~taken.setdefault(families.get(slug, slug), np.zeros(truth.height, np.bool_))
        paid = _pay(item, truth, since, free, stream(seed, part, f"paid {item.programme.id}"), on)
        taken[families.get(slug, slug)][paid.rows] = True
        found.append(paid)
    return found


def payment_table(paid: Iterable[Paid], ids: Mapping[str, pl.Series]) -> pl.DataFrame:
    """The payments as rows: id, entity, programme, fen, instalments, day."""
    empty = pl.DataFrame(
        schema={
            "id": pl.String, "entity": pl.String, "programme": pl.String, "paid_fen": pl.Int64, "paid_on": pl.Date,
            "instalments": pl.Int64,
        }
    )  # fmt: skip
    tables = [
        pl.DataFrame(
            {
                "id": ids[item.entity].gather(pl.Series(item.rows)),
                "entity": pl.Series([item.entity], dtype=pl.String).new_from_index(0, len(item.rows)),
                "programme": pl.Series([item.programme], dtype=pl.String).new_from_index(0, len(item.rows)),
                "paid_fen": pl.Series(item.fen, dtype=pl.Int64),
                "paid_on": pl.Series(item.paid_on.astype(np.int32)).cast(pl.Date),
                "instalments": pl.Series(item.instalments, dtype=pl.Int64),
            }
        )
        for item in paid
        if len(item.rows)
    ]
    return pl.concat([empty, *tables])


def _pay(
    compiled: CompiledProgramme,
    truth: pl.DataFrame,
    since: Ints,
    free: Bools,
    rng: np.random.Generator,
    on: date,
) -> Paid:
    """Payments of one programme to rows that are still free to be paid."""
    name, day = compiled.programme.id, day_number(on)
    variant = compiled.variants[crc32(name.encode()) % len(compiled.variants)]
    verdict, fen, met, room = _evaluate(variant, truth, on)
    months = np.minimum(whole_months(np.clip(since, 0, day), day), _LONGEST_BATCH)
    monthly = compiled.programme.schedule.every == "month"
    possible = free & ((months >= 1) if monthly else (since < day))
    entitled = np.flatnonzero((verdict == 1) & (fen > 0) & possible)
    share = 600 + crc32(name.encode()) % 101
    rows = entitled[happens(rng, share, len(entitled))]
    mistakes = int(happens(rng, _WRONG_PER_MILLE, len(rows)).sum())
    wrong = _nearly(rng, verdict, met, possible, mistakes)
    usual = int(np.median(fen[rows])) if len(rows) else 0
    amounts = np.concatenate((fen[rows], np.full(len(wrong), usual)))
    rows = np.concatenate((rows, wrong))
    most = np.minimum(months, room)[rows]
    instalments = between(rng, 1, most, len(rows)) if monthly else np.ones(len(rows), np.int64)
    earliest = np.maximum(since[rows] + np.where(monthly, 28 * instalments, 1), day - 360)
    paid_on = _weekday(between(rng, np.minimum(earliest, day), day, len(rows)))
    return Paid(name, compiled.programme.entity, rows, instalments, amounts * instalments, paid_on)


def _evaluate(variant: Variant, truth: pl.DataFrame, on: date) -> tuple[Ints, Ints, Ints, Ints]:
    """Verdict (1 yes, 0 no, -1 unknown), payable fen (0: unknown), how many conditions hold, and how many
    instalments fit under the ceilings that count what was drawn before, of each row.
    """
    assert variant.payable is not None  # chosen by paying_programmes
    leaves = [to_column(node, on).fill_null(False).cast(pl.Int64) for node in variant.leaves.values()]
    table = truth.select(
        to_column(variant.verdict, on).cast(pl.Int64).fill_null(-1).alias("verdict"),
        to_column(variant.payable, on).fill_null(0).alias("fen"),
        pl.sum_horizontal(leaves).alias("met"),
        _room(variant, on).alias("room"),
    )
    return (
        table["verdict"].to_numpy(),
        table["fen"].to_numpy(),
        table["met"].to_numpy(),
        table["room"].to_numpy(),
    )


def _room(variant: Variant, on: date) -> pl.Expr:
    """Instalments of the payable amount that fit under every ceiling with a count of what was drawn."""
    assert variant.payable is not None  # as above
    rooms = [pl.lit(_LONGEST_BATCH, dtype=pl.Int64)]
    payable = to_column(variant.payable, on)
    for cap in variant.caps:
        if cap.used is not None:
            rooms.append(pl.when(payable > 0).then(to_column(cap.available, on) // payable))
    return pl.min_horizontal(rooms).fill_null(1).clip(1)


def _nearly(rng: np.random.Generator, verdict: Ints, met: Ints, possible: Bools, size: int) -> Ints:
    """Rows that are not entitled, drawn from those who meet most conditions."""
    refused = np.flatnonzero((verdict == 0) & possible)
    if not size or not len(refused):
        return np.zeros(0, np.int64)
    nearest = refused[np.argsort(-met[refused], kind="stable")][: 20 * size]
    return np.sort(rng.choice(nearest, min(size, len(nearest)), replace=False))


def _weekday(days: Ints) -> Ints:
    """The day, or the Friday before a weekend."""
    weekday = (days + 3) % 7  # 1970-01-01 was a Thursday; Monday is 0
    return np.where(weekday >= 5, days - (weekday - 4), days)
