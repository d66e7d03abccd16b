"""`packs/calendar/<year>.yaml` into a calendar of working days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from jiuchuang.domain.casework.calendar import Holiday, WorkCalendar, YearArrangement
from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.domain.kernel.yaml_record import Record
from jiuchuang.domain.kernel.yaml_source import read_yaml

LONGEST_HOLIDAY = 31
"""Days; anything longer is a slip of the pen in a date."""


def read_calendar(files: Mapping[str, str]) -> tuple[WorkCalendar, list[Problem]]:
    """The arrangements of `files` (path → text); every fault with its place. A file with faults is left out."""
    arrangements: list[YearArrangement] = []
    problems: list[Problem] = []
    seen: dict[int, str] = {}
    for path in sorted(files):
        data, found = read_yaml(files[path], path)
        if data is not None:
            record = Record(data, "工作日安排", ("year", "notices"), found, Place(path, 1, 1))
            read = _read_year(record)
            year = record.raw("year")
            if year in seen:
                record.fault("year-twice", f"{year}年已在 {seen[year]} 中")
            seen.setdefault(year, path)
            if not found:
                arrangements += read
        problems += found
    return WorkCalendar(tuple(arrangements)), problems


def _read_year(record: Record) -> list[YearArrangement]:
    year = record.raw("year")
    if not isinstance(year, int) or isinstance(year, bool):
        record.fault("bad-year", "year 应为四位年份", record.at("year"))
        return []
    read = []
    for item, place in record.items("notices"):
        notice = Record(item, "放假通知", ("number", "issued_on", "holidays"), record.problems, place)
        issued_on = notice.day("issued_on")
        if issued_on is None:
            notice.fault("missing-key", "放假通知缺少 issued_on（成文日期）")
            continue
        holidays = [
            holiday
            for one, spot in notice.items("holidays")
            if (holiday := _read_holiday(one, spot, year, notice))
        ]
        if not holidays:
            notice.fault("missing-key", "放假通知没有写假期 holidays")
        read.append(YearArrangement(year, notice.text("number"), issued_on, tuple(holidays)))
    if not record.items("notices"):
        record.fault("missing-key", "没有放假通知 notices")
    return read


def _read_holiday(item: Any, place: Place, year: int, notice: Record) -> Holiday | None:
    record = Record(item, "假期", ("name", "from", "to", "worked"), notice.problems, place)
    name, first, last = record.text("name"), record.day("from"), record.day("to")
    if first is None or last is None:
        record.fault("missing-key", f"假期“{name}”应写 from 和 to")
        return None
    if last < first or (last - first).days >= LONGEST_HOLIDAY:
        record.fault("period-order", f"假期“{name}”的起止日期不对：{first} 至 {last}", record.at("to"))
        return None
    worked = []
    for day, spot in record.items("worked"):
        if not isinstance(day, date):
            record.fault("bad-date", "worked 应为日期，如 2026-02-14", spot)
        elif day.weekday() < 5 or first <= day <= last:
            record.fault("worked-day", f"{day} 不是假期之外的周末，不能作为补班日", spot)
        else:
            worked.append(day)
    for day in (first, last, *worked):
        early = day.year == year - 1 and day.month == 12
        if day.year != year and not early:
            record.fault("day-outside-year", f"{day} 不在{year}年", place)
    return Holiday(name, first, last, tuple(worked))
