"""One form for each sheet of the registers: what a workbook has as columns, a form has as fields."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jiuchuang.apps.org.queries import Access, alive, unit_of
from jiuchuang.apps.people.actions.enter_row import PROPOSE, RowProposed, enter_row
from jiuchuang.apps.people.imports.sheets import sheets
from jiuchuang.apps.people.queries import subject_for
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.domain.registers.sheets import Column, Sheet, read_row
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import sent
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.kit.refusals import tell
from jiuchuang.web.office.told_fields import ToldChoice, ToldText

READ, WRITE = "register.read", "register.write"
SUBJECTS = {"person", "employer", "household"}


class RowForm(forms.Form):
    """The columns of a sheet as fields, but for those that are `known`; the check is that of the workbook."""

    def __init__(self, data: Any, sheet: Sheet, access: Access, known: dict[str, str]) -> None:
        super().__init__(data)
        self.sheet, self.known = sheet, known
        for column in sheet.columns:
            if column.name not in known:
                self.fields[column.name] = field_of(column, access)

    @property
    def first_fields(self) -> list[Any]:
        """Fields of the register itself."""
        facts = {column.name for column in self.sheet.columns if column.is_fact}
        return [field for field in self if field.name not in facts]

    @property
    def more_fields(self) -> list[Any]:
        """Facts, which few people know all of."""
        return [field for field in self if field not in self.first_fields]

    def cells(self) -> list[str]:
        """What was typed, in the order of the sheet's columns; the unit goes another way."""
        return [
            self.known.get(column.name, "") or str(self.cleaned_data.get(column.name) or "")
            if column.name != "unit"
            else ""
            for column in self.sheet.columns
        ]


@staff(READ)
def enter(request: StaffRequest, kind: str) -> HttpResponse:
    """A new row of a sheet."""
    return _page(request, _sheet(request, kind), {}, "", "")


@staff(READ)
def enter_for(request: StaffRequest, kind: str, subject_kind: str, number: str) -> HttpResponse:
    """A row about a known person or firm."""
    sheet = _sheet(request, kind)
    subject = subject_for(request.access, subject_kind, number) if subject_kind in SUBJECTS else None
    if subject is None:
        raise Http404
    known = _known(sheet, subject_kind, subject)
    if known is None:
        messages.error(request, "这条登记没有证件号码，请先更正。")
        return redirect("office:subject", subject_kind, number)
    return _page(request, sheet, known, subject_kind, number)


def _sheet(request: StaffRequest, kind: str) -> Sheet:
    if not {WRITE, PROPOSE} & request.access.permissions:
        raise PermissionDenied
    sheet = sheets().get(kind)
    if sheet is None:
        raise Http404
    return sheet


def _page(
    request: StaffRequest, sheet: Sheet, known: dict[str, str], subject_kind: str, number: str
) -> HttpResponse:
    form = RowForm(sent(request), sheet, request.access, known)
    if form.is_bound and form.is_valid():
        columns = dict(enumerate(sheet.columns))
        read = read_row(sheet, columns, form.cells(), request.access.on)
        written = form.cleaned_data.get("unit")
        outcome = enter_row(
            access=request.access,
            kind=sheet.kind,
            unit=unit_of(written) if written else None,
            read=read,
            at=timezone.now(),
        )
        if not isinstance(outcome, Refusal):
            return _done(request, sheet, outcome, subject_kind, number)
        tell(form, outcome)
    page = {
        "menu": menu(request),
        "form": form,
        "sheet": sheet,
        "proposes": WRITE not in request.access.permissions,
        "back": reverse("office:subject", args=[subject_kind, number]) if number else "",
        "number": number,
    }
    return render(request, "office/enter.html", page, status=422 if form.errors else 200)


def _done(request: StaffRequest, sheet: Sheet, outcome: Any, subject_kind: str, number: str) -> HttpResponse:
    if isinstance(outcome, RowProposed):
        messages.success(request, "已提交，等待审批。")
        return redirect("office:import", outcome.upload.pk)
    messages.success(request, f"{sheet.label}已登记。")
    for problem in outcome.warnings:
        messages.warning(request, problem.message)
    if outcome.kind in SUBJECTS:
        return redirect("office:subject", outcome.kind, outcome.number)
    return redirect("office:subject", subject_kind, number) if number else redirect("office:persons")


def _known(sheet: Sheet, subject_kind: str, subject: Any) -> dict[str, str] | None:
    """Columns that the subject itself fills; None when it has no number to be found by."""
    names = {column.name for column in sheet.columns}
    if subject_kind == "person":
        known = {"person": subject.resident_id, "resident_id": subject.resident_id, "name": subject.name}
    elif subject_kind == "employer":
        known = {"credit_code": subject.credit_code, "employer_name": subject.name}
        if sheet.kind == "employers":
            known["name"] = subject.name
    else:
        known = {"head": subject.head.resident_id if subject.head else None}
    found = {name: value for name, value in known.items() if name in names}
    return {name: str(value) for name, value in found.items()} if all(found.values()) else None


def field_of(column: Column, access: Access) -> forms.Field:
    """A field for the column; it takes everything, since the check tells all faults in plain words."""
    options: dict[str, Any] = {
        "label": column.label, "required": column.required, "help_text": column.hint,
    }  # fmt: skip
    if column.name == "unit":
        units = alive(access.units(WRITE if WRITE in access.permissions else PROPOSE), access.on)
        choices = [(unit.code, unit.name) for unit in units]
        return ToldChoice(label=column.label, choices=choices)
    if column.type == "truth":
        return ToldChoice(**options, choices=[("", "不详"), ("是", "是"), ("否", "否")])
    if column.type == "choice":
        return ToldChoice(**options, choices=[("", "请选择"), *column.labels.items()])
    if column.type == "day":
        return ToldText(**options, widget=forms.TextInput({"type": "date"}))
    if column.type == "month":
        return ToldText(**options, widget=forms.TextInput({"type": "month"}))
    if column.type in ("count", "phone"):
        return ToldText(**options, widget=forms.TextInput({"inputmode": "numeric"}))
    return ToldText(**options, max_length=200)
