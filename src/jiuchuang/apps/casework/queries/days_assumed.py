"""How many open cases have a limit that rests on a year whose holidays are not known yet."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q

from jiuchuang.apps.casework.models import AwaitedSeat, Case
from jiuchuang.domain.casework.calendar import WorkCalendar


def resting_on(known: WorkCalendar, year: int) -> int:
    """Open cases in which something is due on a day that needs the notice of the year; 0 where it is at hand.

    The notice may reach back into the last days of December before.
    """
    first = date(year, 1, 1)
    while known.assumed_year(first - timedelta(days=1)) == year:
        first -= timedelta(days=1)
    if known.assumed_year(first) != year:
        return 0
    days = (first, date(year, 12, 31))
    seats = AwaitedSeat.objects.filter(is_open=True, due_on__range=days).values("case")
    due = Q(due_on__range=days) | Q(promised_on__range=days) | Q(pk__in=seats)
    return Case.objects.filter(due).exclude(status="ended").count()
