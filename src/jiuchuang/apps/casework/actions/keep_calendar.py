"""A year's notice of holidays and of the weekend days worked for them (放假调休), entered over the shipped ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.casework.models.kept import KeptNotice
from jiuchuang.apps.org.queries import Access
from jiuchuang.domain.casework.calendar import Holiday, YearArrangement
from jiuchuang.domain.casework.notice_rows import check_notice
from jiuchuang.domain.kernel.problem import Problem, Refusal

PERMISSION = "calendar.write"


@dataclass(frozen=True)
class NoticeKept:
    """The notice as entered."""

    arrangement: YearArrangement


@transaction.atomic
def keep_notice(
    *,
    access: Access,
    year: int,
    number: str,
    issued_on: date,
    holidays: Sequence[Holiday],
    at: datetime,
) -> NoticeKept | Refusal:
    """Enter the notice of a year, or the same notice again in its place. All faults at once; `holidays` is their field.

    Pages count days when they are asked for; what is kept for lists and for the clock is counted anew by
    `recount_days`, which whoever calls this enqueues, and which the clock goes on with.
    """
    if PERMISSION not in access.permissions:
        return Refusal((Problem("may-not", "您没有维护工作日历的权限"),))
    arrangement = YearArrangement(year, number.strip(), issued_on, tuple(holidays))
    problems = check_notice(arrangement)
    if problems:
        return Refusal(tuple(problems))
    plain: list[dict[str, Any]] = [
        {
            "name": one.name,
            "from": one.first_on.isoformat(),
            "to": one.last_on.isoformat(),
            "worked": [day.isoformat() for day in one.worked_on],
        }
        for one in arrangement.holidays
    ]
    said = {"issued_on": issued_on, "holidays": plain, "account": access.account.pk, "at": at}
    row = KeptNotice.objects.select_for_update().filter(year=year, number=arrangement.source).first()
    if row is None:
        KeptNotice.objects.create(year=year, number=arrangement.source, **said)
    else:
        KeptNotice.objects.filter(pk=row.pk).update(**said, edition=row.edition + 1)
    content = {
        "year": year,
        "number": arrangement.source,
        "issued_on": issued_on.isoformat(),
        "holidays": plain,
    }
    record(chain=f"calendar/{year}", kind="NoticeKept", actor=access.actor, at=at, content=content)
    return NoticeKept(arrangement)
