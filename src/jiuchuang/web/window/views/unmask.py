"""A look at personal data behind the masks: for a purpose that is said, and recorded before anything is shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jiuchuang.apps.people.actions.look_at import look_at
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import sent
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.kit.refusals import tell
from jiuchuang.web.window.reading import around_of

FIELDS = {
    "name": "姓名（名称）",
    "resident_id": "公民身份号码",
    "phone": "联系电话",
    "address": "住址",
    "account": "收款账户",
}
PURPOSES = ("核对身份", "核对材料", "联系申请人", "办理支付")


class PurposeForm(forms.Form):
    """What for."""

    purpose = forms.ChoiceField(
        label="为什么要看", choices=[(one, one) for one in PURPOSES], widget=forms.RadioSelect
    )
    fields_wanted = forms.MultipleChoiceField(label="看哪几项", widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any, may: list[str]) -> None:
        super().__init__(data)
        field = self.fields["fields_wanted"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one, FIELDS[one]) for one in may]


@staff("case.read")
def unmask(request: StaffRequest, number: str) -> HttpResponse:
    """The fields that the role shows, once the purpose is recorded; what the role does not show stays hidden."""
    around = around_of(request.access, number)
    if around is None:
        raise Http404
    case, may = around.case, [one for one in FIELDS if one in around.view.sees]
    form = PurposeForm(sent(request), may)
    shown: list[tuple[str, str]] = []
    if may and form.is_bound and form.is_valid():
        wanted = form.cleaned_data["fields_wanted"]
        looked = look_at(
            request.access,
            case.subject_kind,
            case.subject_number,
            wanted,
            f"{form.cleaned_data['purpose']}（办件{number}）",
            at=timezone.now(),
            permission="case.read",
        )
        if isinstance(looked, Refusal):
            tell(form, looked)
        else:
            shown = [(FIELDS[one], looked.values[one] or "没有登记") for one in wanted]
    page = {
        "menu": menu(request),
        "form": form,
        "may": may,
        "hidden": [label for key, label in FIELDS.items() if key not in may],
        "shown": shown,
        "case": case,
        "view": around.view,
    }
    return render(request, "window/unmask.html", page, status=422 if form.errors else 200)
