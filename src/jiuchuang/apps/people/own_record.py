"""What the registers hold of somebody, for himself: whole but for numbers, and who looked at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from jiuchuang.apps.org.queries import desk_of
from jiuchuang.apps.people.dossiers import FactShown, column_names, facts_by_register
from jiuchuang.apps.people.models import Employer, Look, Person
from jiuchuang.apps.people.queries import facts_of, numbers_of, subject_of
from jiuchuang.apps.people.queries.history import COLUMN_LABELS
from jiuchuang.apps.people.queries.masked import MASKS
from jiuchuang.domain.kernel.day import format_day

NUMBERS = ("resident_id", "phone", "account")
"""Columns that stay masked even for oneself: a page may be open where others see it."""
MOST_LOOKS = 100


@dataclass(frozen=True)
class LookSeen:
    """Somebody of the staff looked: when, from which desk, at what and why."""

    at: datetime
    desk: str
    fields: str
    why: str


@dataclass(frozen=True)
class OwnRecord:
    """Columns by label, facts by register, labels of facts that nobody knows, and looks, the newest first."""

    unit: str
    columns: Mapping[str, str]
    facts: Mapping[str, tuple[FactShown, ...]]
    unknown: tuple[str, ...]
    looks: tuple[LookSeen, ...]
    more_looks: bool


def own_record(kind: str, number: str, on: date) -> OwnRecord | None:
    """Of a person or a firm; None where it is not in the register."""
    subject = subject_of(kind, number)
    if not isinstance(subject, Person | Employer):
        return None
    columns = {COLUMN_LABELS.get(name, name): _shown(subject, name) for name in column_names(kind)}
    known, unknown = facts_by_register(kind, facts_of(kind, number, on))
    looked = Look.objects.filter(kind=kind, number__in=numbers_of(kind, number)).select_related("account")
    rows = list(looked.order_by("-at", "-pk")[: MOST_LOOKS + 1])
    return OwnRecord(
        subject.unit.name, columns, known, unknown, tuple(_looks(rows[:MOST_LOOKS])), len(rows) > MOST_LOOKS
    )


def _shown(subject: Any, name: str) -> str:
    value = getattr(subject, name)
    if isinstance(value, date):
        return format_day(value)
    return MASKS[name](value) if value and name in NUMBERS else value or ""


def _looks(rows: list[Look]) -> list[LookSeen]:
    desks: dict[tuple[int, date], str] = {}
    found = []
    for row in rows:
        seat = (row.account_id, timezone.localdate(row.at))
        if seat not in desks:
            desks[seat] = str(desk_of(row.account, seat[1]) or "工作人员")
        names = "、".join(COLUMN_LABELS.get(name, name) for name in row.fields)
        found.append(LookSeen(row.at, desks[seat], names, row.why))
    return found
