"""Lists to sign (汇总表): drawn up out of decisions that wait, rows taken out, signed as a whole."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jiuchuang.apps.casework.actions.draw_up_list import except_row
from jiuchuang.apps.casework.actions.sign_list import sign_list
from jiuchuang.apps.casework.jobs import decide_signed_list
from jiuchuang.apps.casework.queries.bulk import unfinished_orders
from jiuchuang.apps.casework.queries.lists import (
    awaiting_signature,
    outcomes_of,
    progress_of,
    signed_value,
    signing_list,
    signing_lists,
    totals_of,
)
from jiuchuang.apps.casework.queries.names import name_shown
from jiuchuang.apps.people.queries import masks_for
from jiuchuang.domain.kernel.money import capital_amount, format_fen_grouped
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import form_page, sent
from jiuchuang.web.kit.listing import Column, Link, Tag, listing
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.window.choosing import PER_PAGE, ChoiceForm, Narrowing, choice, order
from jiuchuang.web.window.shown import case_link
from jiuchuang.web.window.verb_form import words

DRAW_UP, SIGN = "list.draw-up", "list.sign"
STATES = {"drawn": ("待签批", "warn"), "signed": ("签批中", "info"), "done": ("已签批", "good")}
ROWS = {
    "pending": ("待决定", ""),
    "decided": ("已决定", "good"),
    "refused": ("未能决定", "bad"),
    "excepted": ("已剔出", "warn"),
}


@staff("case.read")
def index(request: StaffRequest) -> HttpResponse:
    """Every list within sight, the newest first."""
    actions = []
    if DRAW_UP in request.access.permissions:
        waiting = awaiting_signature(request.access).count()
        actions.append(Link(f"编制汇总表（{waiting} 件待审批）", reverse("window:list-new")))
    columns: tuple[Column[Any], ...] = (
        Column("汇总表", lambda row: Link(row.label, reverse("window:list", args=[row.number]))),
        Column("编号", lambda row: row.number, "code"),
        Column("现状", lambda row: Tag(*STATES[row.state])),
        Column("件数", lambda row: row.rows, "number"),
        Column("合计", lambda row: row.total_fen, "money"),
        Column("编制", lambda row: row.drawn_at, "moment"),
        Column("签批", lambda row: row.signed_at, "moment"),
    )
    return listing(
        request,
        heading="汇总表",
        columns=columns,
        rows=signing_lists(request.access),
        name="signing-lists",
        actions=actions,
        nothing="还没有汇总表。",
    )


class SigningForm(ChoiceForm):
    """Which cases are put on one list, and what it is called."""

    label = forms.CharField(label="汇总表名称", max_length=120, help_text="如：2026年3月技能提升补贴")
    nothing, gone = "请选择要编入的办件", "%s 现在不等审批，请刷新"


@staff(DRAW_UP)
def new(request: StaffRequest) -> HttpResponse:
    """Choose decisions that wait; those that the rules do not carry are left out, and told."""
    every = awaiting_signature(request.access)
    narrowed = Narrowing(request.GET, every)
    waiting = narrowed.narrow(every)
    form = SigningForm(sent(request), waiting)
    if form.is_bound and form.is_valid():
        done = order(request, form, "signing", "window:list")
        if done is not None:
            return done
    page = {
        "menu": menu(request),
        "form": form,
        "choice": choice(request, narrowed, waiting, "finding_fen"),
        "running": unfinished_orders(request.access, "signing"),
    }
    return render(request, "window/list_new.html", page, status=422 if form.errors else 200)


def _list(request: StaffRequest, number: str) -> Any:
    row = signing_list(request.access, number)
    if row is None:
        raise Http404
    return row


@staff("case.read")
def show(request: StaffRequest, number: str) -> HttpResponse:
    """One list: totals by matter, rows with what became of them, progress while it is being decided.

    Rows by pages; with `?all=1` whole, for printing; with `?format=xlsx` whole as Excel.
    """
    row = _list(request, number)
    outcomes = outcomes_of(row)
    reasons = {one.case: one.reasons for one in signed_value(row).rows}
    told = {**reasons, **row.departures}
    if request.GET.get("format") == "xlsx":
        return listing(
            request,
            heading=row.label,
            columns=_columns(request, outcomes, told),
            rows=outcomes,
            name=f"汇总表{number}",
        )
    progress = progress_of(row)
    every = sum(progress.values())
    shown = Paginator(outcomes, max(every, 1) if "all" in request.GET else PER_PAGE).get_page(
        request.GET.get("page")
    )
    masks = masks_for(request.access, {one.case.unit_id for one in shown})
    done = progress["decided"] + progress["refused"]
    page = {
        "menu": menu(request),
        "row": row,
        "state": Tag(*STATES[row.state]),
        **_sums(row),
        "progress": progress,
        "done": done,
        "all": done + progress["pending"],
        "page": shown,
        "rows": [
            (
                one,
                case_link(one.case),
                name_shown(one.case, sees_name=masks.sees(one.case.unit_id, "name")),
                "" if one.amount_fen is None else format_fen_grouped(one.amount_fen),
                Tag(*ROWS[one.state]),
                row.departures.get(one.case.number, ""),
            )
            for one in shown
        ],
        "payments": row.state == "done" and "case.pay" in request.access.permissions,
        "may_sign": row.state == "drawn" and SIGN in request.access.permissions,
        "may_except": row.state == "drawn" and bool(request.access.permissions & {DRAW_UP, SIGN}),
    }
    return render(request, "window/list.html", page)


def _sums(row: Any) -> dict[str, Any]:
    """The total in figures and in capitals, and by matter."""
    return {
        "total": format_fen_grouped(row.total_fen),
        "capital": capital_amount(row.total_fen) if row.total_fen else "",
        "totals": [(matter, count, format_fen_grouped(fen)) for matter, count, fen in totals_of(row)],
    }


def _columns(request: StaffRequest, outcomes: Any, told: dict[str, str]) -> tuple[Column[Any], ...]:
    """The rows as Excel has them, masked as on the page."""
    masks = masks_for(request.access, outcomes.order_by().values_list("case__unit", flat=True).distinct())
    return (
        Column("序", lambda one: one.position, "number"),
        Column("办件编号", lambda one: one.case.number, "code"),
        Column("申请人", lambda one: name_shown(one.case, sees_name=masks.sees(one.case.unit_id, "name"))),
        Column("事项", lambda one: one.case.matter),
        Column("属地", lambda one: one.case.unit.name),
        Column("金额", lambda one: one.amount_fen, "money"),
        Column("现状", lambda one: ROWS[one.state][0]),
        Column("说明", lambda one: one.reasons or told.get(one.case.number, "")),
    )


class ExceptForm(forms.Form):
    """Why a row is taken out."""

    reason = words("剔出的理由", rows=2)


@staff("case.read")
def take_out(request: StaffRequest, number: str, case: str) -> HttpResponse:
    """Take one row out of a list that is not signed."""
    _list(request, number)
    access = request.access

    def act(said: dict[str, Any]) -> object:
        return except_row(access=access, number=number, case=case, reason=said["reason"], at=timezone.now())

    then = reverse("window:list", args=[number])
    return form_page(
        request, ExceptForm(sent(request)), f"剔出 {case}", "剔出", act, "已剔出，其余照常。", then
    )


class SignForm(forms.Form):
    """The signature: count and total as they were shown."""

    total_fen = forms.IntegerField(widget=forms.HiddenInput)
    sure = forms.BooleanField(
        label="我已核对件数、合计和剔出的行", error_messages={"required": "请先核对，再勾选"}
    )


@staff(SIGN)
def sign(request: StaffRequest, number: str) -> HttpResponse:
    """Count and total once more, then sign; every case is decided in the background."""
    row = _list(request, number)
    form = SignForm(sent(request), initial={"total_fen": row.total_fen})
    if form.is_bound and form.is_valid():
        with transaction.atomic():
            done = sign_list(
                access=request.access,
                number=number,
                expected_total_fen=form.cleaned_data["total_fen"],
                at=timezone.now(),
            )
            if not isinstance(done, Refusal):
                transaction.on_commit(lambda: decide_signed_list.enqueue(number))
        if not isinstance(done, Refusal):
            messages.success(request, "已签批，正在逐件作出决定。")
            return redirect("window:list", number)
        for problem in done.problems:
            form.add_error(
                None, problem.message + (f"（{problem.suggestion}）" if problem.suggestion else "")
            )
        form.data = {**form.data.dict(), "total_fen": row.total_fen}  # type: ignore[attr-defined]
    page = {
        "menu": menu(request),
        "row": row,
        "form": form,
        **_sums(row),
        "excepted": progress_of(row)["excepted"],
    }
    return render(request, "window/list_sign.html", page, status=422 if form.errors else 200)
