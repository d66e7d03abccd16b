"""A notice of holidays as people type or paste it: one holiday a line, checked as a whole.

`国庆节 2026-10-01 2026-10-07 补班 2026-09-20 2026-10-10`: a name, the first and the last day off, and the weekend days
worked for it. Columns of a pasted table (tabs) and `至`, `、`, `，` between days are understood too.
"""

from __future__ import annotations

import re
from datetime import date

from jiuchuang.domain.casework.calendar import Holiday, YearArrangement
from jiuchuang.domain.casework.calendar_file import LONGEST_HOLIDAY
from jiuchuang.domain.kernel.day import parse_day
from jiuchuang.domain.kernel.problem import Place, Problem, legible

FIELD = "holidays"
_BETWEEN = re.compile(r"[\s、，,；;至~]+")
_WORDS = {"补班", "上班", "调休", "放假"}
_SATURDAY = 5


def read_notice_rows(text: str) -> tuple[tuple[Holiday, ...], list[Problem]]:
    """The holidays of the lines that can be read, and what is wrong with the others."""
    holidays: list[Holiday] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), start=1):
        name, *rest = [one for one in _BETWEEN.split(line.strip()) if one] or [""]
        if not name:
            continue
        days: list[date] = []
        for word in rest:
            if word in _WORDS:
                continue
            try:
                days.append(parse_day(word))
            except ValueError as fault:
                problems.append(_problem("bad-date", f"第{number}行：{legible(str(fault))}"))
        if len(days) < 2:
            message = f"第{number}行“{legible(name)}”应写首日和末日"
            problems.append(
                _problem("missing-key", message, "如：春节 2026-02-15 2026-02-23 补班 2026-02-14 2026-02-28")
            )
        else:
            holidays.append(Holiday(name, days[0], days[1], tuple(days[2:])))
    return tuple(holidays), problems


def write_notice_rows(arrangement: YearArrangement) -> str:
    """The lines that `read_notice_rows` reads."""
    lines = []
    for one in arrangement.holidays:
        words = [one.name, one.first_on.isoformat(), one.last_on.isoformat()]
        if one.worked_on:
            words += ["补班", *(day.isoformat() for day in one.worked_on)]
        lines.append(" ".join(words))
    return "\n".join(lines)


def check_notice(arrangement: YearArrangement) -> list[Problem]:
    """What cannot be in a notice: days of other years, a workday made a workday, a day both off and worked."""
    problems: list[Problem] = []
    if not arrangement.source:
        problems.append(_problem("missing-key", "请写明文号", field="number"))
    if not arrangement.holidays:
        problems.append(_problem("missing-key", "没有一个假期"))
    off: dict[date, str] = {}
    for one in arrangement.holidays:
        if one.last_on < one.first_on or (one.last_on - one.first_on).days >= LONGEST_HOLIDAY:
            message = f"“{one.name}”的起止日期不对：{one.first_on}至{one.last_on}"
            problems.append(_problem("period-order", message))
            continue
        for day in one.days_off():
            if day in off:
                message = f"{day}既在“{off[day]}”又在“{one.name}”"
                problems.append(_problem("day-twice", message))
            off.setdefault(day, one.name)
        for day in (one.first_on, one.last_on, *one.worked_on):
            early = day.year == arrangement.year - 1 and day.month == 12
            if day.year != arrangement.year and not early:
                problems.append(_problem("day-outside-year", f"“{one.name}”的{day}不在{arrangement.year}年"))
    for one in arrangement.holidays:
        for day in one.worked_on:
            if day.weekday() < _SATURDAY or day in off:
                message = f"“{one.name}”的补班日{day}不是假期之外的周末"
                problems.append(_problem("worked-day", message))
    return problems


def _problem(code: str, message: str, hint: str = "", *, field: str = FIELD) -> Problem:
    return Problem(code, message, Place(field), hint)
