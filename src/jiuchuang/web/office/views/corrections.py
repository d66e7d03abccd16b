"""Putting a record right, and ending a registration, a recognition or a spell of work."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jiuchuang.apps.org.queries import Access, alive, unit_of
from jiuchuang.apps.people.actions.enter_employment import end_employment, end_reasons
from jiuchuang.apps.people.actions.recognise_hardship import end_hardship
from jiuchuang.apps.people.actions.register_unemployment import end_unemployment
from jiuchuang.apps.people.actions.state_facts import state_facts
from jiuchuang.apps.people.dossiers import open_spell
from jiuchuang.apps.people.imports.sheets import sheets
from jiuchuang.apps.people.queries import subject_for
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import DayField, form_page, sent
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.kit.refusals import tell
from jiuchuang.web.office.told_fields import ToldText
from jiuchuang.web.office.views.enter import field_of

WRITE = "register.write"
COLUMNS = {
    "person": {
        "name": "姓名", "resident_id": "身份证号", "number_evidence": "证号核验说明", "phone": "联系电话",
        "address": "住址", "account": "社会保障卡银行账号",
    },
    "employer": {
        "name": "单位名称", "credit_code": "统一社会信用代码", "number_evidence": "代码核验说明",
        "legal_person": "法定代表人", "phone": "联系电话", "address": "经营地址", "account": "基本账户账号",
    },
}  # fmt: skip
HINTS = {"number_evidence": "证件上确实如此、但校验不通过时，写明依据"}


class CorrectionForm(forms.Form):
    """Only what is filled in changes."""

    facts: list[str]

    source = forms.CharField(label="更正依据", max_length=120, help_text="如：身份证原件、本人申报、入户核实")
    on = DayField(label="从哪天起")

    def __init__(self, data: Any, access: Access, kind: str) -> None:
        super().__init__(data, initial={"on": access.on})
        for name, label in COLUMNS[kind].items():
            self.fields[name] = forms.CharField(
                label=label, required=False, max_length=400, help_text=HINTS.get(name, "不改的留空")
            )
        units = [("", "不变"), *((unit.code, unit.name) for unit in alive(access.units(WRITE), access.on))]
        self.fields["unit"] = forms.ChoiceField(label="所属单位", required=False, choices=units)
        self.facts = [column.name for column in sheets()[f"{kind}s"].columns if column.is_fact]
        for column in sheets()[f"{kind}s"].columns:
            if column.is_fact:
                field = self.fields[column.name] = field_of(column, access)
                if isinstance(field, forms.ChoiceField):
                    choices: Any = field.choices
                    field.choices = [("", "不变"), *list(choices)[1:]]

    @property
    def first_fields(self) -> list[Any]:
        """What it rests on, and the columns of the register."""
        return [field for field in self if field.name not in self.facts]

    @property
    def more_fields(self) -> list[Any]:
        """Facts."""
        return [field for field in self if field.name in self.facts]


class EndForm(forms.Form):
    """The first day on which it no longer counts, and why."""

    ended_on = DayField(label="从哪天起不再有效")
    reason = ToldText(label="原因", max_length=60)


class LeavingForm(forms.Form):
    """The day on which somebody left a job, and why."""

    ended_on = DayField(label="离职日期")
    end_reason = forms.ChoiceField(label="离职原因")

    def __init__(self, data: Any, access: Access) -> None:
        super().__init__(data, initial={"ended_on": access.on})
        field = self.fields["end_reason"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(end_reasons().items())


@staff(WRITE)
def correct(request: StaffRequest, kind: str, number: str) -> HttpResponse:
    """Put a record right, dated and with what it rests on."""
    subject = _subject(request, kind, number)
    form = CorrectionForm(sent(request), request.access, kind)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        outcome = state_facts(
            by=request.access,
            kind=kind,
            number=number,
            columns={name: said[name] for name in COLUMNS[kind] if said[name]},
            facts={name: said[name] for name in form.facts if said[name]},
            unit=unit_of(said["unit"]) if said["unit"] else None,
            source=said["source"],
            on=said["on"],
            at=timezone.now(),
        )
        if not isinstance(outcome, Refusal):
            messages.success(request, "已更正。" if outcome.changed else "填的与现在登记的相同，没有改动。")
            return redirect("office:subject", kind, number)
        tell(form, outcome)
    page = {
        "menu": menu(request),
        "form": form,
        "heading": f"更正 {subject.number}",
        "back": reverse("office:subject", args=[kind, number]),
        "number": number,
    }
    return render(request, "office/correct.html", page, status=422 if form.errors else 200)


@staff(WRITE)
def end_registration(request: StaffRequest, number: str) -> HttpResponse:
    """End a person's registration as unemployed."""
    person: Any = _subject(request, "person", number)

    def act(said: dict[str, Any]) -> object:
        return end_unemployment(by=request.access, person=person, **said, at=timezone.now())

    form = EndForm(sent(request), initial={"ended_on": request.access.on})
    then = reverse("office:subject", args=["person", number])
    return form_page(request, form, "注销失业登记", "注销", act, "失业登记已注销。", then)


@staff(WRITE)
def end_recognition(request: StaffRequest, number: str, spell: int) -> HttpResponse:
    """End a recognition."""
    row = _spell(request, number, "hardship", spell)

    def act(said: dict[str, Any]) -> object:
        return end_hardship(by=request.access, spell=row, **said, at=timezone.now())

    form = EndForm(sent(request), initial={"ended_on": request.access.on})
    then = reverse("office:subject", args=["person", number])
    return form_page(request, form, "退出困难认定", "退出", act, "已退出。", then)


@staff(WRITE)
def end_job(request: StaffRequest, number: str, spell: int) -> HttpResponse:
    """End a spell of work."""
    row = _spell(request, number, "employments", spell)

    def act(said: dict[str, Any]) -> object:
        return end_employment(by=request.access, employment=row, **said, at=timezone.now())

    then = reverse("office:subject", args=["person", number])
    form = LeavingForm(sent(request), request.access)
    return form_page(request, form, "登记离职", "登记", act, "离职已登记。", then)


def _subject(request: StaffRequest, kind: str, number: str) -> Any:
    """A record that the account may write; any other is not there for it."""
    subject = subject_for(request.access, kind, number, WRITE) if kind in COLUMNS else None
    if subject is None:
        raise Http404
    return subject


def _spell(request: StaffRequest, number: str, what: str, spell: int) -> Any:
    row = open_spell(_subject(request, "person", number), what, spell)
    if row is None:
        raise Http404
    return row
