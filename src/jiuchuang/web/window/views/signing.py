"""Lists to sign (汇总表): drawn up out of decisions that wait, rows taken out, signed as a whole."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jiuchuang.apps.casework.actions.draw_up_list import draw_up_list, except_row
from jiuchuang.apps.casework.actions.sign_list import sign_list
from jiuchuang.apps.casework.jobs import decide_signed_list
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
from jiuchuang.domain.kernel.money import capital_amount, format_fen
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import form_page, sent
from jiuchuang.web.kit.listing import Column, Link, Tag, listing
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.kit.refusals import tell
from jiuchuang.web.window.matters import MatterForm
from jiuchuang.web.window.shown import case_link, finding_tag
from jiuchuang.web.window.verb_form import words

DRAW_UP, SIGN = "list.draw-up", "list.sign"
MOST_AT_ONCE = 500
"""Rows of one list; a form of more fields is not taken by the server, and a person does not check more."""
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


class DrawForm(forms.Form):
    """Which cases are put on one list."""

    label = forms.CharField(label="汇总表名称", max_length=120, help_text="如：2026年3月技能提升补贴")
    cases = forms.MultipleChoiceField(label="办件", widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any, numbers: list[str]) -> None:
        super().__init__(data)
        field = self.fields["cases"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one, one) for one in numbers]
        field.error_messages["required"] = "请选择要编入的办件"
        field.error_messages["invalid_choice"] = "%(value)s 现在不等审批，请刷新"


@staff(DRAW_UP)
def new(request: StaffRequest) -> HttpResponse:
    """Tick decisions that wait; those that the rules do not carry are left out, and told."""
    waiting = awaiting_signature(request.access).order_by("case__matter", "case__number")
    narrowed = MatterForm(request.GET, waiting)
    seats = list(narrowed.narrow(waiting)[:MOST_AT_ONCE])
    posted = request.method == "POST"
    form = DrawForm(request.POST if posted else None, [seat.case.number for seat in seats])
    if posted and form.is_valid():
        done = draw_up_list(access=request.access, at=timezone.now(), **form.cleaned_data)
        if not isinstance(done, Refusal):
            for one in done.left_out:
                messages.warning(request, f"没有编入：{one.message}")
            messages.success(
                request, f"汇总表已编制，{done.row.rows} 件，合计{format_fen(done.row.total_fen)}。"
            )
            return redirect("window:list", done.row.number)
        tell(form, done)
    picked = set(request.POST.getlist("cases"))
    masks = masks_for(request.access, {seat.case.unit_id for seat in seats})
    page = {
        "menu": menu(request),
        "form": form,
        "narrowed": narrowed,
        "waiting": narrowed.narrow(waiting).count(),
        "seats": [
            (
                seat,
                name_shown(seat.case, sees_name=masks.sees(seat.case.unit_id, "name")),
                finding_tag(seat.case.finding_status),
                "" if seat.case.finding_fen is None else format_fen(seat.case.finding_fen),
                seat.case.number in picked if posted else seat.case.finding_status == "eligible",
            )
            for seat in seats
        ],
    }
    return render(request, "window/list_new.html", page, status=422 if form.errors else 200)


def _list(request: StaffRequest, number: str) -> Any:
    row = signing_list(request.access, number)
    if row is None:
        raise Http404
    return row


@staff("case.read")
def show(request: StaffRequest, number: str) -> HttpResponse:
    """One list: totals by matter, rows with what became of them, progress while it is being decided."""
    row = _list(request, number)
    progress = progress_of(row)
    outcomes = list(outcomes_of(row))
    masks = masks_for(request.access, {one.case.unit_id for one in outcomes})
    reasons = {one.case: one for one in signed_value(row).rows}
    done = progress["decided"] + progress["refused"]
    page = {
        "menu": menu(request),
        "row": row,
        "state": Tag(*STATES[row.state]),
        "total": format_fen(row.total_fen),
        "capital": capital_amount(row.total_fen) if row.total_fen else "",
        "totals": [(matter, count, format_fen(fen)) for matter, count, fen in totals_of(row)],
        "progress": progress,
        "done": done,
        "all": done + progress["pending"],
        "rows": [
            (
                one,
                case_link(one.case),
                name_shown(one.case, sees_name=masks.sees(one.case.unit_id, "name")),
                "" if one.amount_fen is None else format_fen(one.amount_fen),
                Tag(*ROWS[one.state]),
                reasons.get(one.case.number),
                row.departures.get(one.case.number, ""),
            )
            for one in outcomes
        ],
        "payments": row.state == "done" and "case.pay" in request.access.permissions,
        "may_sign": row.state == "drawn" and SIGN in request.access.permissions,
        "may_except": row.state == "drawn" and bool(request.access.permissions & {DRAW_UP, SIGN}),
    }
    return render(request, "window/list.html", page)


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
        "total": format_fen(row.total_fen),
        "capital": capital_amount(row.total_fen) if row.total_fen else "",
        "totals": [(matter, count, format_fen(fen)) for matter, count, fen in totals_of(row)],
        "excepted": progress_of(row)["excepted"],
    }
    return render(request, "window/list_sign.html", page, status=422 if form.errors else 200)
