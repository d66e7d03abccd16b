"""Enter how many an employer insured, month by month; a later word on a month replaces the earlier one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiuchuang.apps.people.actions.by_whom import WRITE, By, not_allowed, not_yet
from jiuchuang.apps.people.actions.keep_change import Writing, tell
from jiuchuang.apps.people.models import Employer, Headcount
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

MOST = 1_000_000
"""Most people of one employer; more is a slip of the pen."""


@dataclass(frozen=True)
class Count:
    """Insured in a month; laid off in it, None where nobody says."""

    insured: int
    laid_off: int | None = None


@dataclass(frozen=True)
class HeadcountsEntered:
    """Months that say something else than before."""

    months: tuple[date, ...]


@transaction.atomic
def enter_headcounts(
    *,
    by: By,
    employer: Employer,
    months: Mapping[date, Count],
    at: datetime,
    on: date,
    source: str = "单位填报",
    import_number: int | None = None,
    permission: str = WRITE,
) -> HeadcountsEntered | Refusal:
    """The employer's counts of the months (any day of a month stands for it); all of them, or none with every fault."""
    problems = not_allowed(by, employer.unit_id, permission)
    counts = {month.replace(day=1): count for month, count in months.items()}
    for month, count in counts.items():
        place, label = f"{month:%Y-%m}", f"{month.year}年{month.month}月"
        problems += not_yet(month, at, place, label)
        if not 0 <= count.insured <= MOST:
            problems.append(Problem("fact-range", f"{label}参保人数应在0至{MOST:,}之间", Place(place)))
        if count.laid_off is not None and not 0 <= count.laid_off <= MOST:
            problems.append(Problem("fact-range", f"{label}裁减人数应在0至{MOST:,}之间", Place(place)))
    if not counts:
        problems.append(Problem("missing", "没有填写任何一个月", Place("months")))
    if problems:
        return Refusal(tuple(problems))
    Employer.objects.select_for_update().get(pk=employer.pk)
    before = {row.month: row for row in Headcount.objects.filter(employer=employer, month__in=list(counts))}
    changed = {
        month: count
        for month, count in counts.items()
        if month not in before or _kept(before[month]) != [count.insured, count.laid_off]
    }
    for month, count in changed.items():
        Headcount.objects.update_or_create(
            employer=employer,
            month=month,
            defaults={"insured": count.insured, "laid_off": count.laid_off},
        )
    if changed:
        content = {
            f"{month:%Y-%m}": {
                "before": _kept(before[month]) if month in before else None,
                "after": [count.insured, count.laid_off],
            }
            for month, count in sorted(changed.items())
        }
        writing = Writing(by, source, on, at, import_number)
        tell(writing, "employer", employer.number, "headcounts-entered", {"months": content})
    return HeadcountsEntered(tuple(sorted(changed)))


def _kept(row: Headcount) -> list[int | None]:
    return [row.insured, row.laid_off]
