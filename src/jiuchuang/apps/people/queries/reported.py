"""What monthly headcounts tell of an employer's last year, where its single employments do not.

A reported month is a total: twelve of them say what the rows of an incomplete register cannot. Rounding is the one that
the vocabulary prescribes for the same fact out of rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from jiuchuang.apps.people.models import Headcount
from jiuchuang.apps.people.queries.words import vocabulary
from jiuchuang.domain.kernel.money import ROUNDINGS
from jiuchuang.domain.rules.language.valuetypes import Value

BASE, LAYOFFS = "staff_base_last_year", "layoffs_last_year"
LABEL = "每月参保人数填报"
MONTHS = 12


def reported_facts(on: date, employers: Iterable[int] | None = None) -> dict[int, dict[str, Value]]:
    """By employer (primary key) what the twelve months of the year before tell; all employers when None."""
    year = date(on.year - 1, 1, 1), date(on.year - 1, 12, 31)
    rows = Headcount.objects.filter(month__range=year)
    if employers is not None:
        rows = rows.filter(employer_id__in=list(employers))
    months: dict[int, list[tuple[int, int | None]]] = {}
    for employer, insured, laid_off in rows.values_list("employer_id", "insured", "laid_off").iterator(5_000):
        months.setdefault(employer, []).append((insured, laid_off))
    return {employer: _of(counts) for employer, counts in months.items() if len(counts) == MONTHS}


def _of(counts: list[tuple[int, int | None]]) -> dict[str, Value]:
    derivation = vocabulary().derivation(BASE)
    rounding = derivation.month_ends.rounding if derivation and derivation.month_ends else "half_up"
    found: dict[str, Value] = {BASE: ROUNDINGS[rounding](sum(insured for insured, _ in counts), MONTHS)}
    laid_off = [count for _, count in counts if count is not None]
    if len(laid_off) == MONTHS:
        found[LAYOFFS] = sum(laid_off)
    return found
