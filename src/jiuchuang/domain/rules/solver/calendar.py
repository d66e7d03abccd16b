"""Months and days for the solver; days are ordinals (`date.toordinal`).

Every day function of the language keeps the order of days. So a comparison with a known day becomes a comparison
with a threshold day, found by bisection here, and the solver sees no calendar at all. Where two unknown days
meet, the result of a shift by months is a number of its own that is at first only held near its mean length;
when a model found by the solver takes it elsewhere than the real calendar does, the truth about that month is
added (`corrections`) and the solver asked again. Whatever is added holds for all days, so "impossible" is exact,
and a model without corrections is exact too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import z3

from jiuchuang.domain.kernel.day import add_months, days_in_month
from jiuchuang.domain.rules.solver.terms import Expression

EARLIEST, LATEST = date(1000, 1, 1).toordinal(), date(4000, 12, 31).toordinal()
"""Days among which a threshold is looked for: declared days are 1900 to 2100, terms at most a few centuries."""
_CYCLE_DAYS, _CYCLE_MONTHS = 146_097, 4800
"""The Gregorian calendar repeats after 400 years."""
_STRAY = 5 * _CYCLE_MONTHS
"""Month starts stray less than five days from their mean distance (4.4, by enumeration of the 400 years)."""
_CLAMPED = 3 * _CYCLE_MONTHS
"""Clamping to a month's end takes at most three days (31 January to 28 February)."""


def least_day(reached: Callable[[date], bool]) -> int:
    """Ordinal of the first day for which a condition holds that, once true, stays true; LATEST + 1 if none."""
    return least_number(lambda day: reached(date.fromordinal(day)), EARLIEST, LATEST)


def least_number(reached: Callable[[int], bool], low: int, high: int) -> int:
    """First whole number from `low` to `high` for which a rising condition holds; high + 1 if none."""
    high += 1
    while low < high:
        middle = (low + high) // 2
        if reached(middle):
            high = middle
        else:
            low = middle + 1
    return low


@dataclass(frozen=True, eq=False)
class _Term:
    """`result` is the day that ends a term of `months` counted from `day`."""

    day: Expression
    months: Expression
    result: Expression


class Calendar:
    """Terms of months from unknown days; `facts` holds what is known of their ends beforehand."""

    def __init__(self, context: Any) -> None:
        self.context = context
        self.facts: list[Expression] = []
        self._terms: list[_Term] = []

    def add_months(self, day: Expression, months: Expression) -> Expression:
        """The day `months` after `day`; month ends clamp."""
        result = z3.Int(f"@term{len(self._terms)}", self.context)
        length = _CYCLE_MONTHS * (result - day) - _CYCLE_DAYS * months
        self.facts += [length >= -_STRAY - _CLAMPED, length <= _STRAY]
        for other in self._terms:  # a term from no later a day and of no more months ends no later
            not_later = z3.And(day <= other.day, months <= other.months)
            not_earlier = z3.And(day >= other.day, months >= other.months)
            self.facts += [
                z3.Implies(not_later, result <= other.result),
                z3.Implies(not_earlier, result >= other.result),
            ]
        self._terms.append(_Term(day, months, result))
        return result

    def corrections(self, model: Any) -> list[Expression]:
        """What is true of the months that a model touches, where the model has it otherwise."""
        return [fact for term in self._terms for fact in _correction(term, model)]


def _correction(term: _Term, model: Any) -> list[Expression]:
    day, months = date.fromordinal(_number(model, term.day)), _number(model, term.months)
    if add_months(day, months).toordinal() == _number(model, term.result):
        return []
    first, last = day.replace(day=1), day.replace(day=days_in_month(day.year, day.month))
    begins, ends = add_months(first, months).toordinal(), add_months(last, months).toordinal()
    moved = term.day + (begins - first.toordinal())
    in_month = z3.And(term.day >= first.toordinal(), term.day <= last.toordinal(), term.months == months)
    before = z3.And(term.day < first.toordinal(), term.months <= months)
    after = z3.And(term.day > last.toordinal(), term.months >= months)
    return [
        z3.Implies(in_month, term.result == z3.If(moved <= ends, moved, ends)),
        z3.Implies(before, term.result <= begins),
        z3.Implies(after, term.result >= ends),
    ]


def _number(model: Any, expression: Expression) -> int:
    return int(model.eval(expression, model_completion=True).as_long())
