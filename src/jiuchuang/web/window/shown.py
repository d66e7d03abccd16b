"""How cases look in lists: due days in words and colour, states, names as far as the account may read them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.urls import reverse

from jiuchuang.apps.casework.queries.worklist import APPEAL
from jiuchuang.domain.casework.calendar import WorkCalendar, working_days_between
from jiuchuang.domain.casework.events import OUTCOME_LABELS
from jiuchuang.domain.rules.answers.decision import STATUS_LABELS
from jiuchuang.web.kit.listing import Link, Tag

SOON = 2
"""Working days left from which on a due day is told in yellow."""
CASE_STATUS = {"open": ("在办", "info"), "correcting": ("待补正", "warn"), "ended": ("已办结", "")}
FINDING_TONES = {"eligible": "good", "ineligible": "bad", "unknown": "warn", "not_in_force": "bad"}
OUTCOME_TONES = {"approved": "good", "refused": "bad", "declined": "bad", "lapsed": "bad"}
CHANNELS = {
    "public": "网上",
    "window": "窗口",
    "screening": "免申即享",
    "api": "接口",
    "demo": "演示",
}


def due_tag(due_on: date | None, on: date, calendar: WorkCalendar) -> Tag | None:
    """Red when over, yellow from SOON working days on, green before that; always in words too."""
    if due_on is None:
        return None
    if due_on < on:
        late = working_days_between(calendar, due_on, on).days
        return Tag(f"超期{late}天" if late else "已到期", "bad")
    left = working_days_between(calendar, on, due_on).days
    if due_on == on or left == 0:
        return Tag("今天到期", "warn")
    return Tag(f"还有{left}天", "warn" if left <= SOON else "good")


def promise_tag(case: Any, on: date, calendar: WorkCalendar) -> Tag | None:
    """How the promise for the whole case stands; nothing without one, and while its clock stands still."""
    return due_tag(case.promised_on, on, calendar)


def due_by(on: date, calendar: WorkCalendar) -> Callable[[Any], Tag | None]:
    """The same for rows with `due_on`."""
    return lambda row: due_tag(None if _ended(row) else row.due_on, on, calendar)


def _ended(row: Any) -> bool:
    return getattr(row, "status", "") == "ended"


def case_tag(case: Any) -> Tag:
    """Where a case stands: how it ended, or that it is under way."""
    if case.outcome:
        return Tag(OUTCOME_LABELS.get(case.outcome, case.outcome), OUTCOME_TONES.get(case.outcome, ""))
    label, tone = CASE_STATUS.get(case.status, (case.status, ""))
    return Tag(label, tone)


def finding_tag(status: str) -> Tag | None:
    """What the machine found, in two words."""
    return Tag(STATUS_LABELS.get(status, status), FINDING_TONES.get(status, "")) if status else None


def step_shown(row: Any) -> str | Tag:
    """The step of a seat and who sits there; in red where somebody has spoken against what the office does."""
    if row.node_kind == APPEAL:
        return Tag(row.node_label, "bad")
    step = row.node_label + (f"·{row.seat_label}" if row.seat else "")
    return Tag(f"{step}·异议待处理", "bad") if row.mark else step


def case_link(case: Any) -> Link:
    """The case by its number."""
    return Link(case.number, reverse("window:case", args=[case.number]))
