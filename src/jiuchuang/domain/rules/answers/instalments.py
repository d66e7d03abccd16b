"""Instalments and ceilings of one case: what each payment is, how many are left, and the most in total."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from jiuchuang.domain.kernel.day import add_months
from jiuchuang.domain.rules.answers.decision import CapResult, ScheduleResult
from jiuchuang.domain.rules.engines.compile import Variant
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.pack import Cap, Programme

Valuer = Callable[[tree.Node | None], Any]
"""The value of a tree for the case; None for no tree and for unknown."""

_MONTHS_BETWEEN = {"month": 1, "year": 12}
PROJECTION_LIMIT = 1200
"""Most instalments that are added up; a longer schedule has no total."""


def variant_caps(programme: Programme, variant: Variant, value: Valuer) -> list[CapResult]:
    """Every ceiling under one choice of readings."""
    amount = value(variant.amount)
    results = []
    for declared, cap in zip(programme.caps, variant.caps, strict=True):
        available = value(cap.available)
        results.append(
            CapResult(
                id=declared.id,
                clause=declared.citation.clause,
                per=declared.per,
                period=declared.period,
                limit_fen=value(cap.limit),
                used_fen=value(cap.used),
                available_fen=available,
                bit=None if available is None or amount is None else available < amount,
            )
        )
    return results


def agreed_caps(variants: Sequence[Sequence[CapResult]]) -> tuple[CapResult, ...]:
    """Ceilings on which all variants agree; what differs between readings stays open (None)."""
    merged = []
    for same in zip(*variants, strict=True):
        differing = [name for name in vars(same[0]) if len({getattr(cap, name) for cap in same}) > 1]
        merged.append(replace(same[0], **dict.fromkeys(differing)))
    return tuple(merged)


def variant_schedule(
    programme: Programme, variant: Variant, value: Valuer, payable: int | None, on: date
) -> ScheduleResult:
    """Instalments under one choice of readings, the first of them `payable` on the day `on`."""
    every = programme.schedule.every
    count, used = value(variant.count), value(variant.used)
    remaining = 1 if every == "once" else count
    if every != "once" and variant.used is not None and count is not None:
        remaining = None if used is None else max(0, count - used)
    total = None
    if payable is not None and remaining is not None and remaining <= PROJECTION_LIMIT:
        caps = variant_caps(programme, variant, value)
        total = _total(programme.caps, caps, every, value(variant.amount), remaining, on)
    return ScheduleResult(every, payable, remaining, value(variant.until), total)


def _total(
    declared: Sequence[Cap], caps: Sequence[CapResult], every: str, amount: int, remaining: int, on: date
) -> int | None:
    """Sum of the instalments to come if nothing changes, every ceiling observed in its own period."""
    if any(cap.available_fen is None or cap.limit_fen is None for cap in caps):
        return None
    spent: dict[tuple[str, Any], int] = {}
    total = 0
    for index in range(remaining):
        day = add_months(on, index * _MONTHS_BETWEEN.get(every, 0))
        pay = amount
        for cap in caps:
            key = (cap.id, _period(cap.period, day, index))
            first = key[1] == _period(cap.period, on, 0)
            room = cap.available_fen if first or cap.period == "life" else cap.limit_fen
            assert room is not None
            pay = min(pay, room - spent.get(key, 0))
        for cap in caps:
            key = (cap.id, _period(cap.period, day, index))
            spent[key] = spent.get(key, 0) + pay
        total += pay
    return total


def _period(period: str, day: date, index: int) -> Any:
    """What a ceiling's period means for one instalment: the year, the month, the payment itself, or life."""
    if period == "year":
        return day.year
    if period == "month":
        return day.year, day.month
    return index if period == "once" else "life"
