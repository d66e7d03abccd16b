"""Count the days of open cases anew after the calendar has changed, so that lists and the clock go by the new one.

What a newer version of this software draws otherwise comes the same way: its migration marks the cases AGAIN.
Each case is one transaction and marked with the calendar that it was counted by: broken off anywhere, the next run
goes on with those that are not, and a case that went on meanwhile is counted already.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jiuchuang.apps.casework.actions.keep_lists import keep_for_lists
from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.casework.queries.events import state_of
from jiuchuang.apps.casework.queries.kept import calendar, calendar_mark, procedures

AGAIN = "again"
TO_COUNT = Q(status__in=("open", "correcting")) | Q(calendar=AGAIN)


def recount_days(*, at: datetime, most: int | None = None) -> int:
    """Count what was counted by another calendar than that of now, at most so many cases; how many there were."""
    on, mark = timezone.localdate(at), calendar_mark(calendar())
    counted = 0
    # each mark by its own question, which the index answers; no case is skipped when the first ones are done
    for old in _other_marks(mark):
        rows = Case.objects.filter(TO_COUNT, calendar=old).order_by("pk").values_list("pk", flat=True)
        for key in list(rows[: None if most is None else most - counted]):
            counted += _recount(key, mark, on)
        if most is not None and counted >= most:
            break
    return counted


def _other_marks(mark: str) -> list[str]:
    marks = Case.objects.filter(TO_COUNT).order_by().values_list("calendar", flat=True).distinct()
    return sorted(one for one in marks if one != mark)


@transaction.atomic
def _recount(key: int, mark: str, on: date) -> int:
    case = Case.objects.select_for_update(of=("self",)).select_related("unit").get(pk=key)
    state = state_of(case.number)
    if case.calendar == mark or state is None:
        return 0
    keep_for_lists(case, state, procedures()[case.procedure, case.procedure_version], on)
    return 1
