"""The row evaluator of relations: one owner, its rows, one fact. This defines what a derivation means.

A list of rows is *complete* when whoever supplies it says that nothing is missing: then an empty list means zero.
A list that is not complete may lack rows, so only what more rows cannot change is known. Unknown is never zero.

Of each row `where` is true (chosen), false (not chosen) or unknown (perhaps chosen):

- *count*, *distinct*: known when the list is complete and no row is perhaps chosen; distinct also needs the value
  of every chosen row. Counts at several month ends are each taken so, then their least, greatest, sum or average.
- *any*: true with one chosen row, whatever else is missing; false when the list is complete and every row is
  certainly not chosen; else unknown.
- *all*: false with one chosen row whose value is false; else, of a complete list: `when_none` when every row is
  certainly not chosen; true when a row is chosen (or `when_none` is true) and each row is either certainly not
  chosen or has a true value; else unknown.
- *sum*: known when the list is complete, no row is perhaps chosen and the value of every chosen row is known.
- *min*, *max*, *earliest*, *latest*: as sum, and `when_none` when every row is certainly not chosen.

A row whose key is empty belongs to nobody of the register (an employer outside the county).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiuchuang.domain.kernel.money import ROUNDINGS
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
    calendar_days,
)
from jiuchuang.domain.rules.engines.evaluate import Facts, evaluate
from jiuchuang.domain.rules.language.valuetypes import Value


@dataclass(frozen=True)
class Related:
    """The rows of one owner: columns, keys and joined facts by name, None or left out where unknown."""

    rows: tuple[Facts, ...]
    complete: bool


@dataclass(frozen=True)
class Gathered:
    """A fact out of rows: its value (None: unknown), rows listed, rows chosen, and rows perhaps chosen."""

    value: Value | None
    listed: int
    chosen: int
    perhaps: int


def gather(derivation: Derivation, related: Related, asof: date) -> Gathered:
    """The fact of one owner on the day `asof`; rows of counts at month ends are told of the last month end."""
    days = calendar_days(asof)
    if derivation.month_ends is not None:
        return _at_month_ends(derivation, derivation.month_ends, related, asof)
    chosen = _chosen(derivation, related, asof, days)
    value = _value(derivation, related, chosen, asof, days)
    return Gathered(value, len(chosen), chosen.count(True), chosen.count(None))


def _chosen(
    derivation: Derivation, related: Related, asof: date, days: Mapping[str, date]
) -> list[bool | None]:
    return [evaluate(derivation.where, {**row, **days}, asof) for row in related.rows]


def _at_month_ends(derivation: Derivation, wanted: MonthEnds, related: Related, asof: date) -> Gathered:
    counts: list[int | None] = []
    chosen: list[bool | None] = []
    for day in wanted.days(asof):
        chosen = _chosen(derivation, related, asof, {**calendar_days(asof), MONTH_END: day})
        counts.append(None if not related.complete or None in chosen else chosen.count(True))
    value = _over_months(wanted, counts)
    return Gathered(value, len(chosen), chosen.count(True), chosen.count(None))


def _over_months(wanted: MonthEnds, counts: list[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    if len(known) < len(counts):
        return None
    if wanted.then == "average":
        return ROUNDINGS[wanted.rounding](sum(known), len(known))
    return sum(known) if wanted.then == "sum" else min(known) if wanted.then == "min" else max(known)


def _value(
    derivation: Derivation,
    related: Related,
    chosen: list[bool | None],
    asof: date,
    days: Mapping[str, date],
) -> Value | None:
    aggregate = derivation.aggregate
    if aggregate == ANY:
        return True if True in chosen else False if related.complete and None not in chosen else None
    assert derivation.value is not None or aggregate == COUNT
    values = (
        [evaluate(derivation.value, {**row, **days}, asof) for row in related.rows]
        if derivation.value is not None
        else []
    )
    if aggregate == ALL:
        return _all(derivation, related, list(zip(chosen, values, strict=True)))
    if not related.complete or None in chosen:
        return None
    if aggregate == COUNT:
        return chosen.count(True)
    given = [value for is_chosen, value in zip(chosen, values, strict=True) if is_chosen]
    return None if None in given else _of_known(derivation, given)


def _all(derivation: Derivation, related: Related, rows: list[tuple[bool | None, Any]]) -> Value | None:
    if (True, False) in rows:
        return False
    if not related.complete:
        return None
    if all(chosen is False for chosen, _ in rows):
        return derivation.when_none
    holds = all(chosen is False or value is True for chosen, value in rows)
    sure = derivation.when_none is True or any(chosen for chosen, _ in rows)
    return True if holds and sure else None


def _of_known(derivation: Derivation, given: list[Any]) -> Value | None:
    """The value of rows that are all certain and known."""
    total: Value
    if derivation.aggregate == SUM:
        total = sum(given)
        return total
    if derivation.aggregate == DISTINCT:
        return len(set(given))
    if not given:
        return derivation.when_none
    total = min(given) if derivation.aggregate in (MIN, EARLIEST) else max(given)
    return total
