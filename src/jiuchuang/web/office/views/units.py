"""The tree of offices as it stands on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from jiuchuang.apps.org.queries import tree_on
from jiuchuang.domain.kernel.day import format_day, parse_day
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.listing import Column, Wanted, as_excel, wants_excel
from jiuchuang.web.kit.menu import menu

COLUMNS: tuple[Column[Any], ...] = (
    Column("名称", lambda row: row.name),
    Column("代码", lambda row: row.code, "code"),
    Column("类别", lambda row: row.kind),
    Column("区划", lambda row: row.region_code, "code"),
    Column("层级", lambda row: row.depth, "number"),
)


@staff("org.read")
def units(request: StaffRequest) -> HttpResponse:
    """Every office that the account may see, below one another; `?on=` asks about another day."""
    on, wrong = _day(request.GET.get("on", ""), request.access.on)
    rows = tree_on(request.access, on)
    if wants_excel(request):
        return as_excel(request, Wanted(f"{format_day(on)}的单位", COLUMNS, "units"), rows)
    return render(
        request,
        "office/units.html",
        {
            "menu": menu(request),
            "rows": rows,
            "on": on,
            "wrong": wrong,
            "may_write": "org.write" in request.access.permissions,
        },
        status=400 if wrong else 200,
    )


def _day(written: str, today: date) -> tuple[date, str]:
    if not written:
        return today, ""
    try:
        return parse_day(written), ""
    except ValueError as fault:
        return today, str(fault)
