"""A page that shows every part of the kit once, for whoever builds pages and for the checks of accessibility."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import DayField
from jiuchuang.web.kit.listing import Column, Link, Tag, Wanted, draw
from jiuchuang.web.kit.menu import menu


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="名称", help_text="与证件一致")
    on = DayField(label="日期")
    kind = forms.ChoiceField(label="类别", choices=[("a", "甲类"), ("b", "乙类")])
    note = forms.CharField(label="说明", widget=forms.Textarea, required=False)


SAMPLE_ROWS = (
    ("样例一", 123456, date(2026, 3, 2), Tag("在办", "info")),
    ("样例二", None, date(2026, 3, 3), Tag("待补正", "warn")),
    ("样例三", 0, date(2026, 3, 4), Tag("已办结", "good")),
    ("样例四", 50000, date(2026, 3, 5), Tag("超期", "bad")),
)
COLUMNS = (
    Column[tuple[str, int | None, date, Tag]]("名称", lambda row: Link(row[0], "#main")),
    Column[tuple[str, int | None, date, Tag]]("金额", lambda row: row[1], "money"),
    Column[tuple[str, int | None, date, Tag]]("日期", lambda row: row[2], "day"),
    Column[tuple[str, int | None, date, Tag]]("状态", lambda row: row[3]),
)


@staff()
def parts(request: StaffRequest) -> HttpResponse:
    """The parts, with sample texts."""
    wanted = Wanted(heading="样例清单", columns=COLUMNS, name="parts", actions=(Link("新增", "#main"),))
    return render(
        request,
        "kit/parts.html",
        {
            "menu": menu(request),
            "form": SampleForm({"name": "", "on": "x", "kind": "a"}),
            "listing": wanted,
            "page": draw(request, wanted, SAMPLE_ROWS),
        },
    )
