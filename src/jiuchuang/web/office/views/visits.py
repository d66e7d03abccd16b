"""The village worker's list: whom to see and why, one small form for each, and the next one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.actions.record_contact import WAYS, record_contact
from jiuchuang.apps.people.queries import subject_of
from jiuchuang.apps.people.visits.queries import VISIT, Visit, VisitPage, visit_rules, visits, who_to_visit
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.domain.registers.visiting import TERMS
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import DayField, sent
from jiuchuang.web.kit.listing import MOST_ROWS_OUT, Column, Wanted, as_excel, wants_excel
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.kit.refusals import tell

SHOWN = 50
"""Visits on one page."""
NOBODY = VisitPage((), 0, dict.fromkeys(TERMS, 0))


COLUMNS: tuple[Column[Any], ...] = (
    Column("登记编号", lambda row: row.number, "code"),
    Column("姓名（户主）", lambda row: row.name),
    Column("原因", lambda row: "；".join(reason.words for reason in row.reasons)),
    Column("单位", lambda row: row.unit),
    Column("地址", lambda row: row.address),
    Column("电话", lambda row: row.phone, "code"),
    Column("上次联系", lambda row: row.last_contact_on, "day"),
    Column("情况", lambda row: ""),
)
"""The list to take along on paper; the last column is for the pen."""


class FilterForm(forms.Form):
    """Which village, which reason."""

    unit = forms.ChoiceField(label="单位", required=False)
    reason = forms.ChoiceField(label="原因", required=False)

    def __init__(self, data: Any, access: Access) -> None:
        super().__init__(data)
        units = [("", "全部"), *((str(unit.pk), unit.name) for unit in access.units(VISIT))]
        reasons = [("", "全部"), *((key, visit_rules()[key].label) for key in TERMS)]
        for name, choices in (("unit", units), ("reason", reasons)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


class ContactForm(forms.Form):
    """How somebody was reached, when, and what there is to say."""

    way = forms.ChoiceField(label="怎样联系的", choices=list(WAYS.items()), widget=forms.RadioSelect)
    on = DayField(label="哪一天")
    note = forms.CharField(
        label="情况", max_length=500, required=False, widget=forms.Textarea({"rows": 3}),
        help_text="如：在县城打零工；想学电焊；电话打不通",
    )  # fmt: skip


@staff(VISIT)
def visit_list(request: StaffRequest) -> HttpResponse:
    """Whom to see today, the most pressing first."""
    form = FilterForm(request.GET or None, request.access)
    wrong = form.is_bound and not form.is_valid()
    if wants_excel(request) and not wrong:
        everybody = _wanted(request.access, form, 0, MOST_ROWS_OUT + 1).rows
        return as_excel(request, Wanted("走访清单", COLUMNS, "visits"), everybody)
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    found = NOBODY if wrong else _wanted(request.access, form, SHOWN * max(number - 1, 0), SHOWN)
    stretch = Paginator(range(found.total), SHOWN).get_page(number)
    if stretch.number != max(number, 1) and not wrong:  # beyond the end: the last page
        found = _wanted(request.access, form, SHOWN * (stretch.number - 1), SHOWN)
    _tell(request, found)
    page = {
        "menu": menu(request),
        "form": form,
        "rows": found.rows,
        "page": stretch,
        "total": found.total,
        "counts": [(visit_rules()[key].label, found.counts[key]) for key in TERMS],
        "on": request.access.on,
        "rules": visit_rules().values(),
        "query": urlencode({name: request.GET[name] for name in form.fields if request.GET.get(name)}),
    }
    return render(request, "office/visits.html", page, status=400 if wrong else 200)


@staff(VISIT)
def record_visit(request: StaffRequest, kind: str, number: str) -> HttpResponse:
    """One small form; when it is sent, the next one on the list opens."""
    shown = who_to_visit(request.access, kind, number)
    if shown is None:
        raise Http404
    form = ContactForm(sent(request), initial={"on": request.access.on, "way": "visit"})
    if form.is_bound and form.is_valid():
        subject: Any = subject_of(kind, number)
        outcome = record_contact(
            access=request.access, subject=subject, **form.cleaned_data, at=timezone.now()
        )
        if not isinstance(outcome, Refusal):
            messages.success(request, f"已记下与{shown.name}的联系。")
            return redirect(_following(request, shown))
        tell(form, outcome)
    page = {"menu": menu(request), "form": form, "visit": shown, "on": request.access.on}
    return render(request, "office/visit.html", page, status=422 if form.errors else 200)


def _tell(request: StaffRequest, found: VisitPage) -> None:
    """Telephones stand on the list, since it is there for calling: whose were shown is on record."""
    shown = [f"{row.kind}:{row.number}" for row in found.rows if row.phone and "*" not in row.phone]
    if shown:
        record(
            chain=f"looks/{request.access.account.pk}",
            kind="VisitListSeen",
            actor=request.access.actor,
            at=timezone.now(),
            content={"phones": shown},
        )


def _wanted(access: Access, form: FilterForm, first: int, most: int) -> VisitPage:
    said = form.cleaned_data if form.is_bound else {}
    units = [int(said["unit"])] if said.get("unit") else None
    return visits(access, units, said.get("reason") or "", first, most)


def _following(request: StaffRequest, done: Visit) -> str:
    """The next one under the same filters; the list, when all are done."""
    form = FilterForm(request.GET or None, request.access)
    rows = () if form.is_bound and not form.is_valid() else _wanted(request.access, form, 0, 2).rows
    left = [row for row in rows if (row.kind, row.number) != (done.kind, done.number)]
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    if not left:
        return reverse("office:visits") + query
    return reverse("office:visit", args=[left[0].kind, left[0].number]) + query
