"""Documents in conflict: what the order of precedence says, both clauses side by side, and the officers' ruling."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jiuchuang.apps.policy.actions.rule_precedence import (
    propose_ruling,
    sign_ruling,
    withdraw_ruling,
)
from jiuchuang.apps.policy.actions.with_reason import LONGEST_BASIS
from jiuchuang.apps.policy.queries import law_on
from jiuchuang.apps.policy.queries.conflicts import (
    OPEN,
    Conflict,
    conflict_on,
    conflicts_on,
    ruling_numbered,
    rulings_between,
)
from jiuchuang.apps.policy.queries.officers import READ, SIGN, may_rule
from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.domain.rules.pack import Programme
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import DayField, form_page, sent
from jiuchuang.web.kit.listing import Column, Link, listing
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.kit.refusals import tell
from jiuchuang.web.office.conflict_shown import address_between, address_of, state_shown
from jiuchuang.web.office.programme_shown import clauses_beside, money_shown, rules_shown

LEVELS = {"nation": "国家", "province": "省级", "city": "市级", "county": "县级"}


class RulingForm(forms.Form):
    """Which applies, from when, and why."""

    prevails = forms.ChoiceField(label="适用哪一份文件", widget=forms.RadioSelect)
    from_on = DayField(label="自哪天起", help_text="须在两份文件同时施行的期间内")
    basis = forms.CharField(
        label="依据",
        widget=forms.Textarea,
        max_length=LONGEST_BASIS,
        help_text=f"最多{LONGEST_BASIS}字：上级答复、会议纪要、法规条文等",
    )

    def __init__(self, data: Any, conflict: Conflict) -> None:
        super().__init__(data, initial={"from_on": conflict.overlap.period.first})
        field, item = self.fields["prevails"], conflict.overlap
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (programme.id, f"{document.name} {programme.clause}")
            for programme, document in zip((item.first, item.second), item.documents, strict=True)
        ]


class WithdrawForm(forms.Form):
    """Why a ruling is taken back."""

    why = forms.CharField(label="理由", widget=forms.Textarea, max_length=LONGEST_BASIS)


@staff(READ)
def conflicts(request: StaffRequest) -> HttpResponse:
    """Every two documents with the same matter in force today, those that wait for a ruling first."""
    found = conflicts_on(request.access.on)
    columns: list[Column[Conflict]] = [
        Column("事项", lambda one: Link(one.overlap.first.title, address_of(one))),
        Column("一份文件", lambda one: _document(one, 0)),
        Column("另一份文件", lambda one: _document(one, 1)),
        Column("地区", lambda one: one.overlap.region, "code"),
        Column("状态", state_shown),
        Column("适用", lambda one: _named(one, one.prevails) or "—"),
    ]
    waiting = sum(one.state == OPEN for one in found)
    return listing(
        request,
        heading="文件冲突",
        columns=columns,
        rows=found,
        name="文件冲突",
        note=f"同一事项在同一地区有两份文件同时施行。按原文写明、上级机关、特别规定、新的规定的次序适用；"
        f"次序分不出的由政策专员裁定，裁定前系统不作认定。今天待裁定{waiting}件。",
    )


def _document(conflict: Conflict, number: int) -> str:
    document = conflict.overlap.documents[number]
    programme = (conflict.overlap.first, conflict.overlap.second)[number]
    return f"{document.name} {programme.clause}"


@staff(READ)
def conflict(request: StaffRequest, region: str, slug: str, name: str, other: str) -> HttpResponse:
    """Both programmes side by side, the order's answer, what was ruled, and the form that proposes a ruling."""
    found = conflict_on(f"{region}/{slug}/{name}", other, request.access.on)
    if found is None:
        raise Http404
    form = None
    if may_rule(request.access, SIGN) and found.proposed is None:
        form = RulingForm(sent(request), found)
        if form.is_bound and form.is_valid():
            first, second = found.overlap.key
            outcome = propose_ruling(
                access=request.access, first=first, second=second, at=timezone.now(), **form.cleaned_data
            )
            if not isinstance(outcome, Refusal):
                messages.success(request, "已提出，另一名政策专员签署后生效。")
                return redirect(address_of(found))
            tell(form, outcome)
    elif request.method == "POST":
        raise Http404
    return _page(request, found, form)


def _page(request: StaffRequest, found: Conflict, form: forms.Form | None) -> HttpResponse:
    item = found.overlap
    law = law_on(request.access.on)
    rows = rulings_between(*item.key)
    page = {
        "menu": menu(request),
        "conflict": found,
        "state": state_shown(found),
        "open": found.state == OPEN,
        "period": _days(item.period),
        "sides": [
            _side(found, programme, law.pack_of(programme.id)) for programme in (item.first, item.second)
        ],
        "order": item.order,
        "form": form,
        "rulings": [(row, _named(found, row.prevails)) for row in rows],
        "proposed": found.proposed,
        "proposed_for": _named(found, found.proposed.prevails) if found.proposed else "",
        "own": found.proposed is not None and found.proposed.proposed_by_id == request.access.account.pk,
        "may_sign": may_rule(request.access, SIGN),
    }
    return render(
        request, "office/conflict.html", page, status=422 if form is not None and form.errors else 200
    )


def _days(period: Period) -> str:
    first = f"自{period.first:%Y-%m-%d}" if period.first else ""
    return f"{first}至{period.last:%Y-%m-%d}" if period.last else f"{first}起"


def _side(found: Conflict, programme: Programme, pack: Any) -> dict[str, Any]:
    document = pack.document
    return {
        "programme": programme,
        "document": document,
        "level": LEVELS[document.level],
        "applies": found.prevails == programme.id,
        "address": reverse("office:policy-programme", args=programme.id.split("/")),
        "clauses": clauses_beside(programme, pack)[:1],
        "rules": rules_shown(programme),
        "money": money_shown(programme) if programme.extent != "recorded" else [],
    }


def _named(found: Conflict, programme: str) -> str:
    item = found.overlap
    pairs = zip(item.key, item.documents, strict=True)
    return next((entry.name for key, entry in pairs if key == programme), programme)


@staff(SIGN)
def sign(request: StaffRequest, number: int) -> HttpResponse:
    """The second hand, from the page of the conflict."""
    ruling = ruling_numbered(number)
    if ruling is None or request.method != "POST" or not may_rule(request.access, SIGN):
        raise Http404
    outcome = sign_ruling(access=request.access, ruling=ruling, at=timezone.now())
    if isinstance(outcome, Refusal):
        for problem in outcome.problems:
            messages.error(request, problem.message)
    else:
        messages.success(request, "已签署，此后的认定按裁定办理；此前的认定不变。")
    return redirect(address_between(ruling.first, ruling.second))


@staff(SIGN)
def withdraw(request: StaffRequest, number: int) -> HttpResponse:
    """Take a ruling back, with the reason."""
    ruling = ruling_numbered(number)
    if ruling is None or ruling.withdrawn_at is not None or not may_rule(request.access, SIGN):
        raise Http404

    def act(said: dict[str, Any]) -> object:
        return withdraw_ruling(access=request.access, ruling=ruling, at=timezone.now(), **said)

    form, back = WithdrawForm(sent(request)), reverse("office:policy-conflicts")
    return form_page(request, form, "撤回裁定", "撤回", act, "已撤回。", back)
