"""Deleting what was kept for its term (个人信息保护法 第十九条): each room forgets its own, daily, on record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import MACHINE, record
from jiuchuang.apps.audit.queries import records_found
from jiuchuang.apps.org.queries import personal_data
from jiuchuang.apps.people.actions.forget_imports import forget_imports
from jiuchuang.apps.residents.actions.forget_codes import forget_codes, forget_texts
from jiuchuang.apps.screening.actions.forget_awards import forget_awards
from jiuchuang.domain.organisation.personal_data_file import Term

CHAIN = "retention"
Forget = Callable[[Term, date], int]
"""Deletes what was last used before the first day that is kept; says how much."""


def _codes(term: Term, on: date) -> int:
    return forget_codes(before=timezone.make_aware(datetime.combine(term.first_kept(on), time.min)))


def _sessions(term: Term, on: date) -> int:
    """Sessions that ended by themselves, and how jobs went."""
    call_command("prune_db_task_results", min_age_days=(on - term.first_kept(on)).days, verbosity=0)
    first = timezone.make_aware(datetime.combine(term.first_kept(on), time.min))
    return Session.objects.filter(expire_date__lt=first).delete()[0]


FORGET: Mapping[str, Forget] = {
    "sign-in-codes": _codes,
    "messages": lambda term, on: forget_texts(before=term.first_kept(on)),
    "staff-sessions": _sessions,
    "screening-results": lambda term, on: forget_awards(before=term.first_kept(on), on=on),
    "import-sheets": lambda term, on: forget_imports(before=term.first_kept(on), on=on),
}
"""Who forgets what, by the names of `packs/organisation/personal-data.yaml`."""


def forget_old(*, at: datetime) -> dict[str, int]:
    """Delete everything whose term has run out; how much of each. Only numbers go on record."""
    on = timezone.localdate(at)
    terms = personal_data().terms
    gone = {
        name: forget(terms[name], on) for name, forget in FORGET.items() if name in terms and terms[name].ends
    }
    record(chain=CHAIN, kind="Forgotten", actor=MACHINE, at=at, content=gone)
    return gone


def forget_once_a_day(*, at: datetime) -> dict[str, int] | None:
    """The same unless it was done today."""
    last = records_found(chain=CHAIN).first()
    if last is not None and timezone.localdate(last.at) >= timezone.localdate(at):
        return None
    return forget_old(at=at)
