"""Public notices: which cases wait, what the public will see of them, lists that run, objections row by row."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jiuchuang.apps.casework.queries import calendar, procedures
from jiuchuang.apps.casework.queries.bulk import unfinished_orders
from jiuchuang.apps.casework.queries.lists import (
    awaiting_notice,
    notice_list,
    notice_lists,
    notice_row,
    notice_value,
    objections_of,
)
from jiuchuang.apps.casework.queries.papers_out import notice_data
from jiuchuang.domain.casework.calendar import add_working_days
from jiuchuang.gateways.letters.data import Contact, NoticeData, NoticeLine
from jiuchuang.gateways.letters.notices import notice_sheet
from jiuchuang.gateways.letters.papers import CONTENT_TYPES
from jiuchuang.gateways.letters.papers import notice_list as notice_paper
from jiuchuang.web.kit.attachments import as_attachment
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import sent
from jiuchuang.web.kit.listing import Column, Link, Tag, listing
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.kit.official_page import official_page
from jiuchuang.web.window.choosing import PER_PAGE, ChoiceForm, Narrowing, choice, order

PUBLISH = "notice.publish"
STANDINGS = {
    "clear": ("无异议", "good"),
    "objected": ("有异议待处理", "warn"),
    "upheld": ("异议成立", "bad"),
}


def standing_of(row: Any, on: Any) -> Tag:
    """Whether a list runs, has ended, or was taken down."""
    if row.taken_down_on is not None:
        return Tag("已撤下")
    return Tag("公示中", "good") if on <= row.ends_on else Tag("期满待撤", "warn")


@staff("case.read")
def index(request: StaffRequest) -> HttpResponse:
    """Every list of one's offices, the newest first, and how many cases wait for one."""
    on = request.access.on
    actions = []
    if PUBLISH in request.access.permissions:
        waiting = awaiting_notice(request.access).count()
        actions.append(Link(f"编制公示（{waiting} 件待公示）", reverse("window:notice-new")))
    columns: tuple[Column[Any], ...] = (
        Column("公示名单", lambda row: Link(row.label, reverse("window:notice", args=[row.number]))),
        Column("编号", lambda row: row.number, "code"),
        Column("现状", lambda row: standing_of(row, on)),
        Column("公示日期", lambda row: row.opened_on, "day"),
        Column("公示截止", lambda row: row.ends_on, "day"),
        Column("发布单位", lambda row: row.unit.name),
    )
    return listing(
        request,
        heading="公示",
        columns=columns,
        rows=notice_lists(request.access),
        name="notices",
        actions=actions,
        nothing="还没有公示名单。",
    )


class NoticeForm(ChoiceForm):
    """Which cases go on one list, and what it is called."""

    label = forms.CharField(label="名单名称", max_length=120, help_text="如：2026年第3批技能提升补贴")
    nothing, gone = "请选择要公示的办件", "%s 现在不等公示，请刷新"


@staff(PUBLISH)
def new(request: StaffRequest) -> HttpResponse:
    """Choose cases, look at what the public will see (`look`), and publish."""
    every = awaiting_notice(request.access)
    narrowed = Narrowing(request.GET, every)
    waiting = narrowed.narrow(every)
    form = NoticeForm(sent(request), waiting)
    preview = None
    if form.is_bound and form.is_valid():
        if request.POST.get("step") != "publish":
            preview = official_page(notice_sheet(_draft(request, form)))
        elif (done := order(request, form, "notice", "window:notice")) is not None:
            return done
    page = {
        "menu": menu(request),
        "form": form,
        "choice": choice(request, narrowed, waiting, "finding_fen"),
        "running": unfinished_orders(request.access, "notice"),
        "preview": preview,
        "shown": min(len(form.numbers), PER_PAGE),
    }
    return render(request, "window/notice_new.html", page, status=422 if form.errors else 200)


def _draft(request: StaffRequest, form: NoticeForm) -> NoticeData:
    """The list as it would be published today; of a long one its first rows."""
    seats: list[Any] = list(form.waiting.filter(case__number__in=form.numbers[:PER_PAGE]))
    first = seats[0]
    node = procedures()[first.case.procedure, first.case.procedure_version].node(first.node)
    on = request.access.on
    ends = add_working_days(calendar(), on, node.notice_days)
    shown = [notice_row(seat.case) for seat in seats]
    organ = first.place.name if first.place else first.case.unit.name
    return NoticeData(
        id="待发布",
        organ=organ,
        matter=form.cleaned_data["label"],
        lines=tuple(NoticeLine(one.display, "", one.amount_fen) for one in shown),
        opened_on=on,
        ends_on=ends.day,
        working_days=node.notice_days,
        contact=Contact(organ),
        count=len(form.numbers),
    )


@staff("case.read")
def notice(request: StaffRequest, number: str) -> HttpResponse:
    """One list: as the public sees it, and its objections with who raised them."""
    row = notice_list(number, on=request.access.on, access=request.access)
    if row is None:
        raise Http404
    value = notice_value(row)
    whole = "all" in request.GET or len(value.rows) <= PER_PAGE
    lines = Paginator(value.rows, max(len(value.rows), 1) if whole else PER_PAGE)
    lines_page = lines.get_page(request.GET.get("page"))
    page = {
        "menu": menu(request),
        "row": row,
        "standing": standing_of(row, request.access.on),
        "lines": [(one, Tag(*STANDINGS[value.standing(one.case)])) for one in lines_page],
        "page": lines_page,
        "whole": whole,
        "objections": list(objections_of(row)),
        "paper": official_page(notice_sheet(notice_data(row))) if whole else "",
    }
    return render(request, "window/notice.html", page)


@staff("case.read")
def paper(request: StaffRequest, number: str, form: str) -> HttpResponse:
    """The list as Word or PDF."""
    row = notice_list(number, on=request.access.on, access=request.access)
    if row is None or form not in ("docx", "pdf"):
        raise Http404
    content = notice_paper(notice_data(row), "pdf" if form == "pdf" else "docx")
    return as_attachment(content, CONTENT_TYPES[form], f"公示名单{number}.{form}")
