"""Who writes into the registers: an account with what it may do, or the machine and others that act by law alone."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from jiuchuang.apps.audit.actions.record import Actor
from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.org.queries import Access
from jiuchuang.domain.kernel.problem import Place, Problem

WRITE = "register.write"
By = Access | Actor
"""An account's access is asked whether it may; an Actor (a decided case, a job) was allowed by who called it."""
_CHINA = ZoneInfo("Asia/Shanghai")


def actor_of(by: By) -> Actor:
    """As records name them."""
    return by.actor if isinstance(by, Access) else by


def not_allowed(by: By, unit_id: int, permission: str = WRITE) -> list[Problem]:
    """Why they may not write about subjects of the unit; nothing when they may."""
    if isinstance(by, Access) and not by.may(permission, unit_id):
        return [Problem("not-allowed", "您没有办理这个单位登记事项的权限", Place("unit"))]
    return []


def not_open(unit: Unit, on: date) -> list[Problem]:
    """Nobody new is entered under a unit that was merged or closed before the day."""
    if unit.closed_on is None or unit.closed_on >= on:
        return []
    return [Problem("unit-closed", f"“{unit.name}”已经撤并", Place("unit"), "请选并入后的单位")]


def day_of(at: datetime) -> date:
    """The day on which something is written, as the calendar of the country has it."""
    return at.astimezone(_CHINA).date()


def not_yet(day: date | None, at: datetime, source: str, label: str) -> list[Problem]:
    """A day that has not come cannot be registered."""
    if day is not None and day > day_of(at):
        return [Problem("day-to-come", f"{label}晚于今天", Place(source), "请核对日期")]
    return []
