"""Notices as anybody may ask for them: running, over, or never there."""

from __future__ import annotations

from datetime import date
from typing import Literal

from jiuchuang.apps.casework.models import NoticeList


def notice_standing(number: str, on: date) -> Literal["running", "over"] | None:
    """Whether the list runs on the day, has been and is gone, or is unknown to the public (not there, not begun)."""
    row = NoticeList.objects.filter(number=number, opened_on__lte=on).first()
    if row is None:
        return None
    return "running" if row.taken_down_on is None and on <= row.ends_on else "over"
