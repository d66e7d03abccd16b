"""Legal retirement day as a dated function of birth date and category.

The figures (ages, steps, ceilings, first day) are data in `packs/national/retirement.yaml`. The reform postpones
by one month for every `step` months by which the original day lies after `postponed_from`, up to `ceiling`
months. A decision made before the reform was published knows nothing of it, so old decisions replay.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiuchuang.domain.kernel.day import add_months


@dataclass(frozen=True)
class RetirementCategory:
    """One row of the law: original age in months, one month later per `step` months, at most `ceiling` later."""

    code: str
    original_age_months: int
    step: int
    ceiling: int


@dataclass(frozen=True)
class RetirementRule:
    """The whole table; `postponed_from` is the first month of the reform, `known_from` its day of publication."""

    categories: tuple[RetirementCategory, ...]
    postponed_from: date
    known_from: date

    def category(self, code: str) -> RetirementCategory | None:
        """The row of a category, or None when the law table has none of that code."""
        return next((row for row in self.categories if row.code == code), None)


def postponement(original: date, row: RetirementCategory, postponed_from: date) -> int:
    """Months by which the reform moves an original retirement day."""
    months = (original.year - postponed_from.year) * 12 + original.month - postponed_from.month
    return 0 if months < 0 else min(row.ceiling, months // row.step + 1)


def legal_retirement_on(birth: date, code: str, rule: RetirementRule, asof: date) -> date | None:
    """The legal retirement day as known on `asof`; None when the category is not in the table."""
    row = rule.category(code)
    if row is None:
        return None
    original = add_months(birth, row.original_age_months)
    if asof < rule.known_from:
        return original
    return add_months(birth, row.original_age_months + postponement(original, row, rule.postponed_from))
