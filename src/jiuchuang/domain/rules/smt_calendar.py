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
from jiuchuang.domain.rules.smt_terms import Expression

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
class _Shift:
    """`result` is the day that `apply` makes of `day` and, where it is open, of the number of `months`."""

    result: Expression
    day: Expression
    months: Expression
    fewest: Expression
    most: Expression
    apply: Callable[[date, int], date]


class Calendar:
    """Day functions of unknown days; `facts` holds what is known of their results beforehand."""

    def __init__(self, context: Any) -> None:
        self.context = context
        self.facts: list[Expression] = []
        self._shifts: list[_Shift] = []

    def add_months(self, day: Expression, months: Expression) -> Expression:
        """The day `months` after `day`; month ends clamp."""
        result = self._result(day, months, months)
        self._shifts.append(_Shift(result, day, months, months, months, add_months))
        return result

    def shift(self, day: Expression, fewest: int, most: int, apply: Callable[[date], date]) -> Expression:
        """`apply` of an unknown day, a shift by from `fewest` to `most` months that is the same all month."""
        result = self._result(day, fewest, most)
        self._shifts.append(
            _Shift(
                result,
                day,
                None,
                z3.IntVal(fewest, self.context),
                z3.IntVal(most, self.context),
                lambda start, _: apply(start),
            )
        )
        return result

    def _result(self, day: Expression, fewest: Expression, most: Expression) -> Expression:
        fewest, most = (
            z3.IntVal(end, self.context) if isinstance(end, int) else end for end in (fewest, most)
        )
        result = z3.Int(f"@shifted{len(self._shifts)}", self.context)
        length = _CYCLE_MONTHS * (result - day)
        self.facts += [
            length >= _CYCLE_DAYS * fewest - _STRAY - _CLAMPED,
            length <= _CYCLE_DAYS * most + _STRAY,
        ]
        for other in self._shifts:
            if other.day.get_id() == day.get_id():  # a longer term never ends earlier
                self.facts += [
                    z3.Implies(fewest >= other.most, result >= other.result),
                    z3.Implies(most <= other.fewest, result <= other.result),
                ]
        return result

    def corrections(self, model: Any) -> list[Expression]:
        """What is true of the months that a model touches, where the model has it otherwise."""
        return [fact for shift in self._shifts for fact in _correction(shift, model)]


def _correction(shift: _Shift, model: Any) -> list[Expression]:
    day = date.fromordinal(_number(model, shift.day))
    months = 0 if shift.months is None else _number(model, shift.months)
    if shift.apply(day, months).toordinal() == _number(model, shift.result):
        return []
    first, last = day.replace(day=1), day.replace(day=days_in_month(day.year, day.month))
    begins, ends = shift.apply(first, months).toordinal(), shift.apply(last, months).toordinal()
    moved = shift.day + (begins - first.toordinal())
    inside = [shift.day >= first.toordinal(), shift.day <= last.toordinal()]
    before, after = [shift.day < first.toordinal()], [shift.day > last.toordinal()]
    if shift.months is not None:
        inside.append(shift.months == months)
        before.append(shift.months <= months)
        after.append(shift.months >= months)
    return [
        z3.Implies(z3.And(*inside), shift.result == z3.If(moved <= ends, moved, ends)),
        z3.Implies(z3.And(*before), shift.result <= begins),
        z3.Implies(z3.And(*after), shift.result >= ends),
    ]


def _number(model: Any, expression: Expression) -> int:
    return int(model.eval(expression, model_completion=True).as_long())
