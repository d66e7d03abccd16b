"""Opening, moving and merging offices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from jiuchuang.apps.org.actions.call_off_move import call_off_move, faults_of_calling_off
from jiuchuang.apps.org.actions.merge_unit import faults_of_merging, merge_unit
from jiuchuang.apps.org.actions.place_unit import faults_of_moving, faults_of_opening, move_unit, open_unit
from jiuchuang.apps.org.actions.restore_unit import faults_of_restoring, restore_unit
from jiuchuang.apps.org.mergers.queries import may_change, merger_of, planned_move
from jiuchuang.apps.org.queries import Access, office_pack, unit_of
from jiuchuang.domain.kernel.problem import Problem, Refusal
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import DayField, form_page, sent
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.kit.refusals import tell
from jiuchuang.web.office.unit_choices import (
    NONE_YET,
    choices_for_merger,
    choices_for_move,
    choose,
    unit_choices,
)
from jiuchuang.web.office.unit_facts import (
    Fact,
    facts_of_calling_off,
    facts_of_merger,
    facts_of_move,
    facts_of_restoring,
)

WRITE = "org.write"
WORDS = ("code", "name", "kind", "region_code")


class OpenForm(forms.Form):
    """A new unit. Whatever is wrong with it is told together with what is empty."""

    name = forms.CharField(label="名称", max_length=120)
    code = forms.CharField(label="单位代码", max_length=32)
    kind = forms.ChoiceField(label="类别")
    region_code = forms.CharField(label="行政区划代码", max_length=12)
    parent = forms.ChoiceField(label="上级单位")
    on = DayField(label="设立日期")

    def __init__(self, data: Any, access: Access) -> None:
        super().__init__(data, initial={"on": access.on})
        self.access = access
        choose(self, "kind", [NONE_YET, *((key, kind.label) for key, kind in office_pack().kinds.items())])
        choose(self, "parent", [NONE_YET, *unit_choices(access, access.on)])

    def clean(self) -> dict[str, Any]:
        """What the action will say, though it cannot be asked while a field is empty: all faults at once."""
        words = {name: str(self.cleaned_data.get(name, "")) for name in WORDS}
        parent = unit_of(self.cleaned_data.get("parent", ""))
        for problem in faults_of_opening(self.access, parent, self.cleaned_data.get("on"), **words):
            if problem.place.source not in self.errors:
                tell(self, Refusal((problem,)))
        return self.cleaned_data


class MoveForm(forms.Form):
    """Below which unit, and from which day on."""

    parent = forms.ChoiceField(label="新的上级单位")
    on = DayField(label="自哪天起", help_text="最早自今天起；这一天之前一切照旧")

    def __init__(self, data: Any, access: Access, unit: Any) -> None:
        super().__init__(data, initial={"on": access.on})
        choose(self, "parent", choices_for_move(access, unit))


class MergeForm(forms.Form):
    """Into which unit, and from which day on."""

    into = forms.ChoiceField(label="并入哪个单位")
    on = DayField(label="自哪天起", help_text="最早自今天起；这一天之前一切照旧，之后工作归并入的单位")

    def __init__(self, data: Any, access: Access, unit: Any) -> None:
        super().__init__(data, initial={"on": access.on})
        choose(self, "into", choices_for_merger(access, unit))


class SureForm(forms.Form):
    """That what hangs on the unit was looked at."""

    sure = forms.BooleanField(label="我已核对以上各项", error_messages={"required": "请先核对，再勾选"})


class ReasonForm(SureForm):
    """Why something is taken back; it goes into the records."""

    field_order = ("reason", "sure")
    reason = forms.CharField(
        label="为什么恢复", max_length=200, widget=forms.Textarea({"rows": 2}), help_text="记入审计记录"
    )

    def __init__(self, data: Any, planned: bool) -> None:
        super().__init__(data)
        if planned:
            self.fields["reason"].label = "为什么取消"


@staff(WRITE)
def open_(request: StaffRequest) -> HttpResponse:
    """A new unit below another."""
    access = request.access

    def act(said: dict[str, Any]) -> object:
        return open_unit(access=access, **{**said, "parent": unit_of(said["parent"])}, at=timezone.now())

    return form_page(
        request, OpenForm(sent(request), access), "新设单位", "新设", act, "已新设。", "office:units"
    )


@staff(WRITE)
def move(request: StaffRequest, code: str) -> HttpResponse:
    """From a day on below another unit, once what hangs on it was looked at."""
    access, unit = request.access, _unit(request, code)
    change = Change(
        heading=f"调整“{unit.name}”的隶属",
        verb="调整",
        done="已调整。",
        faults=lambda parent, on: faults_of_moving(access, unit, parent, on),
        facts=lambda parent, on: facts_of_move(unit, parent, on, access.on),
        act=lambda parent, on: move_unit(access=access, unit=unit, parent=parent, on=on, at=timezone.now()),
    )
    return _looked_at(request, MoveForm(sent(request), access, unit), "parent", change)


@staff(WRITE)
def merge(request: StaffRequest, code: str) -> HttpResponse:
    """Closed, its work going on in another unit, once what hangs on it was looked at."""
    access, unit = request.access, _unit(request, code)
    change = Change(
        heading=f"撤并“{unit.name}”",
        verb="撤并",
        done="已撤并。弄错了可以在下面恢复。",
        faults=lambda into, on: faults_of_merging(access, unit, into, on),
        facts=lambda into, on: facts_of_merger(unit, into, on, access.on),
        act=lambda into, on: merge_unit(access=access, unit=unit, into=into, on=on, at=timezone.now()),
        danger=True,
    )
    return _looked_at(request, MergeForm(sent(request), access, unit), "into", change)


@staff(WRITE)
def restore(request: StaffRequest, code: str) -> HttpResponse:
    """A merger is taken back, with a reason."""
    access, unit = request.access, _unit(request, code)
    merger = merger_of(unit)
    if merger is None:
        raise Http404
    planned = merger.on > access.on
    return _taken_back(
        request,
        verb="取消撤并" if planned else "恢复",
        unit=unit,
        form=ReasonForm(sent(request), planned),
        facts=facts_of_restoring(merger, access.on),
        cannot=faults_of_restoring(access, merger),
        act=lambda reason: restore_unit(access=access, unit=unit, reason=reason, at=timezone.now()),
    )


@staff(WRITE)
def call_off(request: StaffRequest, code: str) -> HttpResponse:
    """A move that has not begun is called off, with a reason."""
    access, unit = request.access, _unit(request, code)
    plan = planned_move(unit, access.on)
    if plan is None:
        raise Http404
    return _taken_back(
        request,
        verb="取消调整",
        unit=unit,
        form=ReasonForm(sent(request), planned=True),
        facts=facts_of_calling_off(plan),
        cannot=faults_of_calling_off(access, plan),
        act=lambda reason: call_off_move(access=access, unit=unit, reason=reason, at=timezone.now()),
    )


def _taken_back(
    request: StaffRequest,
    *,
    verb: str,
    unit: Any,
    form: forms.Form,
    facts: list[Fact],
    cannot: list[Problem],
    act: Callable[[str], object],
) -> HttpResponse:
    """One page: what comes of it, why, and the tick."""
    if form.is_bound and form.is_valid():
        outcome = act(form.cleaned_data["reason"])
        if not isinstance(outcome, Refusal):
            messages.success(request, f"已{verb}“{unit.name}”。")
            return redirect("office:units")
        tell(form, outcome)
    page = {
        "menu": menu(request),
        "heading": f"{verb}“{unit.name}”",
        "verb": verb,
        "back": "不恢复了" if verb == "恢复" else "不取消了",
        "facts": facts,
        "form": form,
        "cannot": cannot,
    }
    return render(request, "office/unit_look.html", page, status=422 if form.errors else 200)


@dataclass(frozen=True)
class Change:
    """A change of the tree by the other unit and the day: what speaks against it, what hangs on it, the deed."""

    heading: str
    verb: str
    done: str
    faults: Callable[[Any, date], list[Problem]]
    facts: Callable[[Any, date], list[Fact]]
    act: Callable[[Any, date], object]
    danger: bool = False


def _looked_at(request: StaffRequest, form: forms.Form, field: str, change: Change) -> HttpResponse:
    """Two pages at one address: which unit and when; what hangs on it, to be looked at before anything happens."""
    page: dict[str, object] = {"menu": menu(request), "heading": change.heading}
    if form.is_bound and form.is_valid():
        other, on = unit_of(form.cleaned_data[field]), form.cleaned_data["on"]
        faults = change.faults(other, on)
        sure = SureForm(request.POST if "looked" in request.POST else None)
        outcome: object = Refusal(tuple(faults)) if faults else None
        if not faults and sure.is_valid():
            outcome = change.act(other, on)
            if not isinstance(outcome, Refusal):
                messages.success(request, change.done)
                return redirect("office:units")
        if isinstance(outcome, Refusal):
            tell(form, outcome)
        elif "again" not in request.POST:
            page |= {
                "facts": change.facts(other, on),
                "form": sure,
                "carried": form,
                "verb": change.verb,
                "danger": change.danger,
            }
            return render(request, "office/unit_look.html", page, status=422 if sure.errors else 200)
    page |= {"form": form, "verb": "下一步：核对"}
    return render(request, "kit/form.html", page, status=422 if form.errors else 200)


def _unit(request: StaffRequest, code: str) -> Any:
    """A unit that the account may change; any other is not there for it."""
    unit = unit_of(code)
    if unit is None or not may_change(request.access, unit):
        raise Http404
    return unit
