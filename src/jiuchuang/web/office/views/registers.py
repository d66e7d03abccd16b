"""Lists of persons, households and employers, and the page of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from jiuchuang.apps.casework.queries.same_subject import cases_of_subject
from jiuchuang.apps.casework.queries.worklist import cases_by_number
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.actions.look_at import look_at
from jiuchuang.apps.people.dossiers import PAGES, dossier
from jiuchuang.apps.people.queries import READ, employers_in, households_in, masks_for, persons_in
from jiuchuang.apps.people.queries.history import COLUMN_LABELS
from jiuchuang.domain.kernel.masking import mask_phone, mask_resident_id
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.listing import Column, Link, listing
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.kit.refusals import tell
from jiuchuang.web.office.views.firm_size import sizes_shown

KINDS = {"person": "人员", "household": "家庭", "employer": "用人单位"}
CASES_SHOWN = 20
WRITE, PROPOSE = "register.write", "register.propose"


class FilterForm(forms.Form):
    """Where, and who."""

    text = forms.CharField(label="查找", required=False, max_length=60)
    unit = forms.ChoiceField(label="单位", required=False)

    def __init__(self, data: Any, units: list[Any], hint: str) -> None:
        super().__init__(data)
        self.fields["text"].help_text = hint
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "全部"), *((str(unit.pk), unit.name) for unit in units)]


class LookForm(forms.Form):
    """Why somebody wants to see what is masked."""

    why = forms.CharField(label="查看事由", max_length=200, help_text="会记入查看记录")


@staff(READ)
@require_GET
def persons(request: StaffRequest) -> HttpResponse:
    """Persons whom the account may read."""
    return _list(request, "person", persons_in, "姓名开头、身份证号或电话", _person_columns)


@staff(READ)
@require_GET
def households(request: StaffRequest) -> HttpResponse:
    """Households."""
    return _list(request, "household", households_in, "户主姓名开头或户编号", _household_columns)


@staff(READ)
@require_GET
def employers(request: StaffRequest) -> HttpResponse:
    """Employers."""
    return _list(request, "employer", employers_in, "名称开头、信用代码或电话", _employer_columns)


def _list(
    request: StaffRequest,
    kind: str,
    rows_in: Callable[..., Any],
    hint: str,
    columns: Callable[[Any], list[Column[Any]]],
) -> HttpResponse:
    access = request.access
    units = list(access.units(READ))
    form = FilterForm(request.GET if {"text", "unit"} & request.GET.keys() else None, units, hint)
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    unit_id = int(said["unit"]) if said.get("unit") else None
    return listing(
        request,
        heading=KINDS[kind],
        name=kind,
        columns=columns(masks_for(access, [unit.pk for unit in units])),
        rows=rows_in(access, unit_id=unit_id, text=said.get("text") or ""),
        filters=form,
        actions=_entries(access, kind),
        nothing="没有找到。核对查找的内容，或者登记新的。",
    )


def _entries(access: Access, kind: str) -> list[Link]:
    if not {WRITE, PROPOSE} & access.permissions:
        return []
    return [Link(f"登记{KINDS[kind]}", reverse("office:enter", args=[f"{kind}s"]))]


def _link(kind: str, shown: Callable[[Any], str]) -> Callable[[Any], Link]:
    return lambda row: Link(shown(row), reverse("office:subject", args=[kind, row.number]))


def _person_columns(masks: Any) -> list[Column[Any]]:
    return [
        Column("姓名", _link("person", lambda row: masks.show(row.unit_id, "name", row.name))),
        Column("身份证号", lambda row: mask_resident_id(row.resident_id or ""), "code"),
        Column("出生日期", lambda row: row.birth_on, "day"),
        Column("电话", lambda row: mask_phone(row.phone), "code"),
        Column("所属", lambda row: row.unit.name),
        Column("最近核实", lambda row: row.checked_on, "day"),
    ]


def _household_columns(masks: Any) -> list[Column[Any]]:
    return [
        Column("户主", _link("household", lambda row: masks.show(row.unit_id, "name", row.name))),
        Column("户编号", lambda row: row.number, "code"),
        Column("住址", lambda row: masks.show(row.unit_id, "address", row.address)),
        Column("所属", lambda row: row.unit.name),
        Column("最近核实", lambda row: row.checked_on, "day"),
    ]


def _employer_columns(masks: Any) -> list[Column[Any]]:
    return [
        Column("名称", _link("employer", lambda row: row.name)),
        Column("统一社会信用代码", lambda row: row.credit_code, "code"),
        Column("法定代表人", lambda row: masks.show(row.unit_id, "name", row.legal_person)),
        Column("所属", lambda row: row.unit.name),
        Column("最近核实", lambda row: row.checked_on, "day"),
    ]


@staff(READ)
@require_GET
def subject(request: StaffRequest, kind: str, number: str) -> HttpResponse:
    """One of them: what the registers say, from where, since when; what nobody knows is said to be unknown."""
    return _page(request, kind, number, LookForm(), frozenset())


@staff(READ)
@require_POST
def look(request: StaffRequest, kind: str, number: str) -> HttpResponse:
    """Show what is masked, this once, with a purpose; the look is on record."""
    shown = dossier(request.access, kind, number)
    if shown is None:
        raise Http404
    form = LookForm(request.POST)
    if form.is_valid():
        why = form.cleaned_data["why"]
        outcome = look_at(request.access, kind, number, shown.hidden, why, at=timezone.now())
        if not isinstance(outcome, Refusal):
            return _page(request, kind, number, LookForm(), frozenset(shown.hidden))
        tell(form, outcome)
    return _page(request, kind, number, form, frozenset())


def _cases(access: Access, kind: str, number: str) -> list[Any]:
    """Cases of the subject that lie within sight of the account, the newest first."""
    numbers = list(cases_of_subject(kind, number).values_list("number", flat=True)[:CASES_SHOWN])
    found = {case.number: case for case in cases_by_number(access, numbers)} if numbers else {}
    return [found[each] for each in numbers if each in found]


def _page(
    request: StaffRequest, kind: str, number: str, form: forms.Form, unmasked: frozenset[str]
) -> HttpResponse:
    shown = dossier(request.access, kind, number, unmasked) if kind in PAGES else None
    if shown is None:
        raise Http404
    merged = shown.subject.merged_into
    if merged is not None:
        messages.info(request, f"这条登记已并入 {merged.number}。")
        return redirect("office:subject", kind, merged.number)
    allowed = request.access.permissions
    page = {
        "menu": menu(request),
        "shown": shown,
        "subject": shown.subject,
        "label": KINDS[kind],
        "cases": _cases(request.access, kind, number),
        "columns": [(COLUMN_LABELS[name], value) for name, value in shown.columns.items() if name != "name"],
        "name": shown.columns["name"],
        "list_address": reverse(f"office:{kind}s"),
        "sizes": sizes_shown(number) if kind == "employer" else [],
        "form": form,
        "hidden": [COLUMN_LABELS[name] for name in shown.hidden],
        "may_write": bool({WRITE, PROPOSE} & allowed),
        "may_end": request.access.may(WRITE, shown.subject.unit_id),
        "may_visit": "visit.record" in allowed and kind in ("person", "household"),
    }
    return render(request, f"office/{kind}.html", page, status=422 if form.errors else 200)
