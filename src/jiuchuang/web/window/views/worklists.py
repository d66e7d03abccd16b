"""Lists of cases: what waits for the account (待办), what it took in (我经办的), and all that it may see."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse

from jiuchuang.apps.casework.queries import calendar
from jiuchuang.apps.casework.queries.handled import handled_by
from jiuchuang.apps.casework.queries.names import name_shown
from jiuchuang.apps.casework.queries.newest_findings import with_findings
from jiuchuang.apps.casework.queries.worklist import APPEAL, CONTESTED, cases_for, pointed_at, worklist
from jiuchuang.domain.casework.calendar import WorkCalendar, add_working_days
from jiuchuang.domain.casework.events import OUTCOME_LABELS
from jiuchuang.domain.casework.procedure import KIND_LABELS
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.listing import Column, Link, listing
from jiuchuang.web.window.reading import line_of
from jiuchuang.web.window.shown import (
    CASE_STATUS,
    SOON,
    case_link,
    case_tag,
    due_by,
    finding_tag,
    promise_tag,
    step_shown,
)

READ = "case.read"
ANY = ("", "全部")
DUE = (
    ANY,
    ("late", "已超期"),
    ("soon", f"{SOON}个工作日内到期"),
    ("later", "还早或不限时"),
    ("promise", "超过承诺办结时限"),
    ("contested", "有异议或申诉"),
)
RARE = ("contested",)
"""Counted above a list only where there are any."""
STEPS = (*KIND_LABELS.items(), (APPEAL, "申诉、复议"))
OPINIONS = ("review", "co_sign")


class WorkFilter(forms.Form):
    """What a worklist can be narrowed to; `due` is set by the counts above it too."""

    text = forms.CharField(label="编号或姓名", required=False, max_length=60)
    matter = forms.ChoiceField(label="事项", required=False)
    step = forms.ChoiceField(label="环节", required=False, choices=(ANY, *STEPS))
    due = forms.ChoiceField(label="期限", required=False, choices=DUE)

    def __init__(self, data: Any, matters: list[str]) -> None:
        super().__init__(data)
        field = self.fields["matter"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ANY, *((one, one) for one in matters)]


def _work(
    request: StaffRequest, rows: QuerySet[Any], known: WorkCalendar
) -> tuple[QuerySet[Any], WorkFilter]:
    matters = sorted(set(rows.order_by().values_list("case__matter", flat=True)))
    form = WorkFilter(request.GET, matters)
    said = form.cleaned_data if form.is_valid() else {}
    text = said.get("text", "").strip()
    if text:
        rows = rows.filter(pointed_at(text, "case__"))
    if said.get("matter"):
        rows = rows.filter(case__matter=said["matter"])
    if said.get("step"):
        rows = rows.filter(node_kind=said["step"])
    if said.get("due"):
        rows = rows.filter(_due(said["due"], request.access.on, known))
    return rows, form


def _due(which: str, on: date, known: WorkCalendar) -> Q:
    soon = add_working_days(known, on, SOON).day
    late = Q(due_on__lt=on)
    near = Q(due_on__gte=on, due_on__lte=soon)
    rest = Q(due_on__isnull=True) | Q(due_on__gt=soon)
    broken = Q(case__promised_on__lt=on)
    return {"late": late, "soon": near, "later": rest, "promise": broken, "contested": CONTESTED}[which]


def _counts(rows: QuerySet[Any], on: date, known: WorkCalendar) -> list[dict[str, object]]:
    found = rows.order_by().aggregate(
        **{which: Count("pk", filter=_due(which, on, known)) for which, _ in DUE if which}
    )
    told = [which for which in found if found[which] or which not in RARE]
    return [{"which": which, "label": label, "count": found[which]} for which, label in DUE if which in told]


@staff(READ)
def todo(request: StaffRequest) -> HttpResponse:
    """Seats that the account may take, overdue ones first."""
    known, every = calendar(), worklist(request.access)
    rows, form = _work(request, every, known)
    columns: tuple[Column[Any], ...] = (
        Column("期限", due_by(request.access.on, known)),
        Column("办件编号", lambda row: case_link(row.case), "code"),
        Column("申请人", lambda row: name_shown(row.case, sees_name=row.sees_name)),
        Column("事项", lambda row: row.case.matter),
        Column("环节", step_shown),
        Column("核验", lambda row: finding_tag(row.case.finding_status)),
        Column("金额", lambda row: row.case.finding_fen, "money"),
        Column("属地", lambda row: row.case.unit.name),
        Column("承诺办结", lambda row: promise_tag(row.case, request.access.on, known)),
    )
    actions = []
    if "case.submit-for" in request.access.permissions:
        actions.append(Link("受理新申请", reverse("window:take")))
    return listing(
        request,
        heading="待办",
        columns=columns,
        rows=rows,
        filters=form,
        name="worklist",
        actions=actions,
        nothing="现在没有等您办的事项。",
        template="window/worklist.html",
        more={"counts": _counts(every, request.access.on, known)},
    )


@staff("case.opinion")
def opinions(request: StaffRequest) -> HttpResponse:
    """A department's desk: what waits for its opinion, with what was found in a line, one click from the form."""
    known = calendar()
    every = worklist(request.access).filter(node_kind__in=OPINIONS)
    rows, form = _work(request, every, known)
    rows = with_findings(rows)
    del form.fields["step"]
    columns: tuple[Column[Any], ...] = (
        Column("期限", due_by(request.access.on, known)),
        Column("办件编号", lambda row: case_link(row.case), "code"),
        Column("申请人", lambda row: name_shown(row.case, sees_name=row.sees_name)),
        Column("事项", lambda row: row.case.matter),
        Column("核验", lambda row: finding_tag(row.case.finding_status)),
        Column("金额", lambda row: row.case.finding_fen, "money"),
        Column("一句话", lambda row: line_of(row.found) if row.found else ""),
        Column("我方席位", lambda row: row.seat_label or row.node_label),
        Column("办理", _to_opinion),
    )
    return listing(
        request,
        heading="待出意见",
        columns=columns,
        rows=rows,
        filters=form,
        name="opinions",
        nothing="现在没有等您出意见的事项。",
        template="window/worklist.html",
        more={"counts": _counts(every, request.access.on, known)},
    )


def _to_opinion(row: Any) -> Link:
    address = reverse("window:verb", args=[row.case.number, "give_opinion"])
    return Link("出意见", f"{address}?node={row.node}&seat={row.seat}&from=opinions")


class CaseFilter(forms.Form):
    """What a list of cases can be narrowed to."""

    text = forms.CharField(label="编号或姓名", required=False, max_length=60)
    status = forms.ChoiceField(
        label="状态",
        required=False,
        choices=(
            ANY,
            *((key, label) for key, (label, _) in CASE_STATUS.items()),
            ("late", "超期在办"),
            ("promise", "超过承诺办结时限"),
        ),
    )
    outcome = forms.ChoiceField(label="结果", required=False, choices=(ANY, *OUTCOME_LABELS.items()))
    unit = forms.ChoiceField(label="属地", required=False)

    def __init__(self, data: Any, units: QuerySet[Any]) -> None:
        super().__init__(data)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ANY, *((str(one.pk), one.name) for one in units)]


def _cases(request: StaffRequest, heading: str, name: str, mine: bool) -> HttpResponse:
    access, known = request.access, calendar()
    form = CaseFilter(request.GET, access.units(READ))
    said = form.cleaned_data if form.is_valid() else {}
    late, broken = said.get("status") == "late", said.get("status") == "promise"
    rows = cases_for(
        access,
        text=said.get("text", ""),
        status="" if late or broken else said.get("status", ""),
        outcome=said.get("outcome", ""),
        unit_id=int(said["unit"]) if said.get("unit") else None,
        overdue_on=access.on if late else None,
        promise_broken_on=access.on if broken else None,
    )
    if mine:
        rows = rows.filter(handled_by(access))
    columns: tuple[Column[Any], ...] = (
        Column("办件编号", case_link, "code"),
        Column("申请人", lambda row: name_shown(row, sees_name=row.sees_name)),
        Column("事项", lambda row: row.matter),
        Column("状态", case_tag),
        Column("核验", lambda row: finding_tag(row.finding_status)),
        Column("批准金额", lambda row: row.amount_fen, "money"),
        Column("属地", lambda row: row.unit.name),
        Column("开办", lambda row: row.opened_on, "day"),
        Column("期限", due_by(access.on, known)),
        Column("承诺办结", lambda row: promise_tag(row, access.on, known)),
    )
    return listing(request, heading=heading, columns=columns, rows=rows, filters=form, name=name)


@staff(READ)
def mine(request: StaffRequest) -> HttpResponse:
    """Cases that the account took in or had a hand in."""
    return _cases(request, "我经办的", "my-cases", mine=True)


@staff(READ)
def every(request: StaffRequest) -> HttpResponse:
    """All cases within sight."""
    return _cases(request, "全部办件", "cases", mine=False)
