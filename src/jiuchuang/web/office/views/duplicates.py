"""Records that may be one, beside each other; a person says which it is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from jiuchuang.apps.casework.actions.take_apart import take_apart
from jiuchuang.apps.casework.queries.same_subject import both_have
from jiuchuang.apps.people.actions.ask_for_pairs import ask_for_pairs
from jiuchuang.apps.people.actions.judge_pair import ADJUDICATE, judge_pair
from jiuchuang.apps.people.actions.look_at import look_at
from jiuchuang.apps.people.duplicates.queries import pair_shown, pairs_for, reasons_in_words
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.listing import Column, Link, Tag, listing
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.kit.refusals import tell
from jiuchuang.web.office.told_fields import ToldChoice, ToldText

KINDS = {"person": "人员", "employer": "用人单位"}
STATES = {"open": "待认定", "same": "同一个", "different": "不是同一个"}


class FilterForm(forms.Form):
    """Which pairs."""

    state = forms.ChoiceField(label="状态", choices=list(STATES.items()), required=False)
    kind = forms.ChoiceField(label="类别", choices=[("", "全部"), *KINDS.items()], required=False)


class VerdictForm(forms.Form):
    """The same or not, which one goes on, and by what one knows."""

    verdict = ToldChoice(
        label="是不是同一个",
        choices=[("same", "是同一个，合并"), ("different", "不是同一个")],
        widget=forms.RadioSelect,
    )
    survivor = ToldChoice(
        label="保留哪一条", widget=forms.RadioSelect, required=False, help_text="合并的要选"
    )
    why = ToldText(
        label="认定依据", max_length=300, widget=forms.Textarea,
        help_text="如：电话核实、查看身份证原件、户籍系统比对",
    )  # fmt: skip

    def __init__(self, data: Any, survivors: list[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["survivor"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = survivors


class ReopenForm(forms.Form):
    """Why a verdict is taken back."""

    why = ToldText(label="撤销认定的原因", max_length=300)


@staff(ADJUDICATE)
@require_GET
def duplicates(request: StaffRequest) -> HttpResponse:
    """Pairs to be judged, the likeliest first."""
    form = FilterForm(request.GET or None)
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return listing(
        request,
        heading="疑似重复",
        name="duplicates",
        columns=[
            Column("类别", lambda row: KINDS[row.kind]),
            Column("登记编号", _link, "code"),
            Column("为什么疑似", lambda row: "；".join(reasons_in_words(row))),
            Column("状态", lambda row: Tag(STATES[row.state], "warn" if row.state == "open" else "")),
            Column("发现时间", lambda row: row.found_at, "moment"),
        ],
        rows=pairs_for(request.access, said.get("state") or "open", said.get("kind") or ""),
        filters=form,
        note="机器只提出疑问，是不是同一个由人认定。",
        template="office/duplicates.html",
        nothing="没有待认定的疑似重复。",
    )


@staff(ADJUDICATE)
@require_POST
def find(request: StaffRequest) -> HttpResponse:
    """Have the whole register searched."""
    ask_for_pairs(access=request.access, at=timezone.now())
    messages.success(request, "正在全库查找，找到的会列在这里。")
    return redirect("office:duplicates")


@staff(ADJUDICATE)
@require_GET
def duplicate(request: StaffRequest, number: int) -> HttpResponse:
    """Two records beside each other; what is seen of them whole is on record."""
    return _page(request, number, None, None)


@staff(ADJUDICATE)
@require_POST
def judge(request: StaffRequest, number: int) -> HttpResponse:
    """The verdict."""
    shown = pair_shown(request.access, number)
    if shown is None:
        raise Http404
    form = VerdictForm(request.POST, _survivors(shown))
    if form.is_valid():
        outcome = judge_pair(access=request.access, number=number, **form.cleaned_data, at=timezone.now())
        if not isinstance(outcome, Refusal):
            messages.success(request, "已认定。")
            following = pairs_for(request.access).first()
            return redirect("office:duplicate", following.pk) if following else redirect("office:duplicates")
        tell(form, outcome)
    return _page(request, number, form, None)


@staff(ADJUDICATE)
@require_POST
def reopen(request: StaffRequest, number: int) -> HttpResponse:
    """Take a verdict back."""
    if pair_shown(request.access, number) is None:
        raise Http404
    form = ReopenForm(request.POST)
    if form.is_valid():
        outcome = take_apart(
            access=request.access, number=number, why=form.cleaned_data["why"], at=timezone.now()
        )
        if not isinstance(outcome, Refusal):
            messages.success(request, "认定已撤销，可以重新认定。")
            return redirect("office:duplicate", number)
        tell(form, outcome)
    return _page(request, number, None, form)


def _link(row: Any) -> Link:
    return Link(f"{row.first} 与 {row.second}", reverse("office:duplicate", args=[row.pk]))


def _page(
    request: StaffRequest, number: int, verdict: forms.Form | None, reopening: forms.Form | None
) -> HttpResponse:
    shown = pair_shown(request.access, number)
    if shown is None:
        raise Http404
    for record in (shown.first, shown.second):
        fields = shown.seen.get(record.number, ())
        if fields:
            look_at(request.access, shown.pair.kind, record.number, fields, "疑似重复对照", at=timezone.now())
    form = verdict or reopening
    pair = shown.pair
    open_pair = pair.state == "open"
    page = {
        "menu": menu(request),
        "shown": shown,
        "shared": both_have(pair.kind, pair.first, pair.second) if open_pair else [],
        "kind": KINDS[shown.pair.kind],
        "state": STATES[shown.pair.state],
        "form": form,
        "verdict": verdict or VerdictForm(None, _survivors(shown)),
        "reopening": reopening or ReopenForm(),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "office/duplicate.html", page, status=status)


def _survivors(shown: Any) -> list[tuple[str, str]]:
    return [
        (shown.first.number, f"左边（{shown.first.number}）"),
        (shown.second.number, f"右边（{shown.second.number}）"),
    ]
