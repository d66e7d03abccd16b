"""The calendar of working days: a year at a time, with the days moved (调休), and notices entered here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from jiuchuang.apps.casework.actions.keep_calendar import keep_notice
from jiuchuang.apps.casework.jobs import recount
from jiuchuang.apps.casework.queries.days_assumed import resting_on
from jiuchuang.apps.casework.queries.kept import calendar, kept_notices
from jiuchuang.domain.casework.calendar import WorkCalendar, YearArrangement
from jiuchuang.domain.casework.notice_rows import FIELD, check_notice, read_notice_rows, write_notice_rows
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import DayField, form_page, sent
from jiuchuang.web.kit.listing import Column, Link, Tag, listing
from jiuchuang.web.kit.menu import menu

WRITE = "calendar.write"
NOTICE_IS_USUALLY_OUT = 11
"""Month in which the next year's notice usually is out."""
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class YearRow:
    """A year in the list; `notices` empty where none is at hand."""

    year: int
    notices: tuple[YearArrangement, ...]
    is_kept: bool


def gaps(known: WorkCalendar, today: date) -> list[int]:
    """Years whose notice is wanted already: this one, and the next from November on."""
    wanted = [today.year] + ([today.year + 1] if today.month >= NOTICE_IS_USUALLY_OUT else [])
    return [year for year in wanted if year not in known.years]


@staff(WRITE)
def index(request: StaffRequest) -> HttpResponse:
    """Every year with its notices, newest first; what is missing stands above."""
    known, here = calendar(), {year for year, _ in kept_notices()}
    missing = gaps(known, request.access.on)
    rows = [
        YearRow(year, tuple(one for one in known.arrangements if one.year == year), year in here)
        for year in sorted({*known.years, *missing}, reverse=True)
    ]
    columns = (
        Column[YearRow](
            "年份",
            lambda row: (
                Link(f"{row.year}年", reverse("window:calendar-year", args=[row.year]))
                if row.notices
                else Link(f"{row.year}年：录入通知", f"{reverse('window:calendar-enter')}?year={row.year}")
            ),
        ),
        Column[YearRow]("通知文号", lambda row: "、".join(one.source for one in row.notices)),
        Column[YearRow](
            "成文日期", lambda row: max((one.issued_on for one in row.notices), default=None), "day"
        ),
        Column[YearRow]("放假天数", lambda row: _days_off(row) if row.notices else None, "number"),
        Column[YearRow]("补班天数", lambda row: _worked(row) if row.notices else None, "number"),
        Column[YearRow]("来源", _where_from),
    )
    actions = [Link("录入放假通知", reverse("window:calendar-enter"))]
    note = (
        " ".join(_told_missing(known, year) for year in missing)
        + "期限旁都注明是推算；录入通知后自动重算，已经办的不变。通知一般在11月由国务院办公厅发布，不要自行推测。"
        if missing
        else ""
    )
    return listing(
        request, heading="工作日历", columns=columns, rows=rows, name="calendar", actions=actions, note=note
    )


def _told_missing(known: WorkCalendar, year: int) -> str:
    """That a year is missing, and how many open cases already reach into it."""
    many = resting_on(known, year)
    reaching = f"，现有{many}件在办件的期限落在其中" if many else "，现在没有在办件的期限落在其中"
    return f"还没有{year}年的放假调休安排，落在{year}年的期限暂按周一至周五推算{reaching}。"


def _days_off(row: YearRow) -> int:
    return len({day for one in row.notices for holiday in one.holidays for day in holiday.days_off()})


def _worked(row: YearRow) -> int:
    return len({day for one in row.notices for holiday in one.holidays for day in holiday.worked_on})


def _where_from(row: YearRow) -> Tag:
    if not row.notices:
        return Tag("待录入", "warn")
    return Tag("本县录入", "info") if row.is_kept else Tag("随软件提供")


@dataclass(frozen=True)
class DayShown:
    """A day in the picture of a month; `tone`: off, worked, weekend or plain."""

    number: int
    tone: str
    words: str


@staff(WRITE)
def year(request: StaffRequest, number: int) -> HttpResponse:
    """One year: its notices as tables, and every month day by day."""
    known = calendar()
    notices = [one for one in known.arrangements if one.year == number]
    if not notices:
        raise Http404
    months = [(month, _month(known, notices, number, month)) for month in range(1, 13)]
    page = {"menu": menu(request), "year": number, "notices": notices, "months": months, "weekdays": WEEKDAYS}
    return render(request, "window/calendar_year.html", page)


def _month(
    known: WorkCalendar, notices: list[YearArrangement], number: int, month: int
) -> list[list[DayShown | None]]:
    """Weeks from Monday to Sunday; None outside the month."""
    names = {
        day: one.name
        for notice in notices
        for one in notice.holidays
        for day in (*one.days_off(), *one.worked_on)
    }
    first = date(number, month, 1)
    cells: list[DayShown | None] = [None] * first.weekday()
    day = first
    while day.month == month:
        works, weekend = known.is_working_day(day), day.weekday() >= 5
        tone = (
            ("worked" if weekend else "plain")
            if works
            else ("weekend" if weekend and day not in names else "off")
        )
        mark = {"worked": "班", "off": "休"}.get(tone, "")
        cells.append(DayShown(day.day, tone, mark))
        day += timedelta(days=1)
    cells += [None] * (-len(cells) % 7)
    return [cells[place : place + 7] for place in range(0, len(cells), 7)]


class NoticeForm(forms.Form):
    """A notice as it is typed or pasted."""

    year = forms.IntegerField(label="年份", min_value=2000, max_value=2100)
    number = forms.CharField(
        label="文号", max_length=60, help_text="如：国办发明电〔2025〕7号；同一文号再次录入即更正"
    )
    issued_on = DayField(label="成文日期")
    holidays = forms.CharField(
        label="假期",
        widget=forms.Textarea({"rows": 9}),
        help_text="一行一个假期，可从表格粘贴，如：春节 2026-02-15 2026-02-23 补班 2026-02-14 2026-02-28",
    )

    def clean(self) -> dict[str, Any]:
        """The lines as holidays, each fault told with its line."""
        cleaned = super().clean() or {}
        if "holidays" in cleaned:
            read, problems = read_notice_rows(cleaned["holidays"])
            if problems and read and "year" in cleaned:  # what can be read is judged in the same answer
                known = YearArrangement(cleaned["year"], "—", date.min, read)
                problems += [one for one in check_notice(known) if one.place.source == FIELD]
            for problem in problems:
                hint = f"（{problem.suggestion}）" if problem.suggestion else ""
                self.add_error(FIELD, f"{problem.message}{hint}")
            cleaned["read"] = read
        return cleaned


@staff(WRITE)
def enter(request: StaffRequest) -> HttpResponse:
    """Enter a notice; `?year=` and `?number=` begin with one that is at hand."""
    access = request.access

    def act(said: dict[str, Any]) -> object:
        wanted = {key: said[key] for key in ("year", "number", "issued_on")}
        with transaction.atomic():
            done = keep_notice(access=access, holidays=said["read"], at=timezone.now(), **wanted)
            if not isinstance(done, Refusal):
                transaction.on_commit(recount.enqueue)
        return done

    form = NoticeForm(sent(request), initial=_begin_with(request))
    return form_page(
        request,
        form,
        "录入放假通知",
        "录入",
        act,
        "已录入。在办件的期限按新日历计算。",
        reverse("window:calendar"),
    )


def _begin_with(request: StaffRequest) -> dict[str, object]:
    known = calendar()
    year, number = request.GET.get("year", ""), request.GET.get("number", "")
    for one in known.arrangements:
        if str(one.year) == year and one.source == number:
            return {
                "year": one.year,
                "number": one.source,
                "issued_on": one.issued_on,
                "holidays": write_notice_rows(one),
            }
    missing = gaps(known, request.access.on)
    if year.isascii() and year.isdecimal() and int(year) in missing:
        return {"year": int(year)}
    return {"year": missing[0] if missing else max(known.years, default=request.access.on.year) + 1}
