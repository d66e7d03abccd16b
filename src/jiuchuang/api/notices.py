"""Public notices that run today, exactly as the public sees them: no key, nothing unmasked, gone when they are over."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from jiuchuang.api.door import TooMany
from jiuchuang.api.faults import Faults
from jiuchuang.apps.casework.queries.lists import notice_list, notice_value, running_notices
from jiuchuang.apps.limits.actions.count_try import Limit, count_try

router = Router(tags=["公示"], auth=None)
READERS = Limit("api-notices", most=120, seconds=60)
MOST = 200
NoticeNumber = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9-]+$")]


class NoticeOut(Schema):
    """A running notice."""

    number: str
    label: str
    organ: str
    opened_on: date
    ends_on: date


class NoticeRowOut(Schema):
    """A published row: masked words, and the amount in fen (null where no money is paid)."""

    case: str
    display: str
    amount_fen: int | None


class NoticeRowsOut(NoticeOut):
    """A running notice with its rows."""

    rows: list[NoticeRowOut]


REFUSED = {404: Faults, 422: Faults, 429: Faults}


@router.get("", response={200: list[NoticeOut], **REFUSED})
def notices(request: HttpRequest) -> Any:
    """What runs today, the newest first."""
    _count(request)
    return [_shown(row) for row in running_notices(timezone.localdate()).select_related("unit")[:MOST]]


@router.get("/{number}", response={200: NoticeRowsOut, **REFUSED})
def notice(request: HttpRequest, number: NoticeNumber) -> Any:
    """One running notice with its rows."""
    _count(request)
    today = timezone.localdate()
    row = notice_list(number, on=today)
    if row is None:
        raise Http404
    rows = [
        {"case": one.case, "display": one.display, "amount_fen": one.amount_fen}
        for one in notice_value(row).shown_rows(today)
    ]
    return {**_shown(row), "rows": rows}


def _count(request: HttpRequest) -> None:
    wait = count_try(READERS, str(request.META.get("REMOTE_ADDR", "")), timezone.now())
    if wait:
        raise TooMany(wait)


def _shown(row: Any) -> dict[str, Any]:
    return {
        "number": row.number,
        "label": row.label,
        "organ": row.unit.name,
        "opened_on": row.opened_on,
        "ends_on": row.ends_on,
    }
