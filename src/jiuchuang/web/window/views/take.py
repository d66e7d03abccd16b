"""Taking a case at the desk (代办): find who it is for, choose what fits, ask what is missing, hand over a receipt."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.http import urlencode

from jiuchuang.apps.casework.actions.apply import Applied, Wish, apply
from jiuchuang.apps.casework.actions.keep_draft import end_draft, take_draft
from jiuchuang.apps.casework.queries.drafts import drafts_of
from jiuchuang.apps.people.queries import masks_for, search
from jiuchuang.apps.people.queries.workers import workers_of
from jiuchuang.apps.policy.queries import law_on
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.domain.rules.language.valuetypes import format_value
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.drafts import drop_asked, keep_files
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.kit.refusals import tell
from jiuchuang.web.window.fact_fields import add_questions, answers_in
from jiuchuang.web.window.files import took
from jiuchuang.web.window.taking import (
    Fit,
    chosen,
    fits,
    named_anywhere,
    proof_of,
    sheets_of,
    subject_to_take,
    targets_of,
    workers_in,
)
from jiuchuang.web.window.views.papers import ACCEPTED

PERMISSION = "case.submit-for"
KINDS = (("person", "个人"), ("employer", "单位"))
MOST_FOUND = 20
MOST_SHOWN = 200
"""Workers of an employer in the list to tick."""


class FindForm(forms.Form):
    """Who it is for."""

    kind = forms.ChoiceField(label="为谁", choices=KINDS, initial="person", widget=forms.RadioSelect)
    text = forms.CharField(
        label="证件号、姓名、电话或登记编号",
        max_length=60,
        help_text="全县任何人都可以代办：不属本单位辖区的，输入完整的公民身份号码或统一社会信用代码",
    )


@staff(PERMISSION)
def find(request: StaffRequest) -> HttpResponse:
    """Look somebody up: in one's own area by anything, in the whole county by the whole identity number."""
    form = FindForm(request.GET if "text" in request.GET else None, initial={"kind": "person"})
    rows: list[dict[str, Any]] = []
    if form.is_bound and form.is_valid():
        kind, text = form.cleaned_data["kind"], form.cleaned_data["text"]
        found = list(search(request.access, text, kind, MOST_FOUND))
        elsewhere = None if found else named_anywhere(request.access, kind, text)
        masks = masks_for(request.access, {one.unit_id for one in found})
        rows = [_row(kind, one, masks, "") for one in found]
        if elsewhere is not None:
            masks = masks_for(request.access, {elsewhere.unit_id})
            rows = [_row(kind, elsewhere, masks, proof_of(kind, elsewhere.number))]
    page = {"menu": menu(request), "form": form, "rows": rows}
    return render(request, "window/take_find.html", page, status=422 if form.errors else 200)


def _row(kind: str, subject: Any, masks: Any, proof: str) -> dict[str, Any]:
    unit = subject.unit_id
    number = subject.resident_id if kind == "person" else subject.credit_code
    address = reverse("window:take-choose", args=[kind, subject.number])
    return {
        "name": masks.show(unit, "name", subject.name) if kind == "person" else subject.name,
        "number": masks.show(unit, "resident_id", number) if kind == "person" else number,
        "phone": masks.show(unit, "phone", subject.phone),
        "unit": subject.unit.name,
        "register": subject.number,
        "address": f"{address}?{urlencode({'proof': proof})}" if proof else address,
    }


def _subject(request: StaffRequest, kind: str, number: str) -> Any:
    found = subject_to_take(request.access, kind, number, request.GET.get("proof", ""))
    if found is None:
        raise Http404
    return found


@staff(PERMISSION)
def choose(request: StaffRequest, kind: str, number: str) -> HttpResponse:
    """What the registers say fits, what nearly fits, what does not; ticked ones go on."""
    subject, on = _subject(request, kind, number), request.access.on
    workers = frozenset(request.GET.getlist("worker"))
    targets = targets_of(kind, subject, on, workers)
    sheets = sheets_of(targets, on)
    every = fits(subject, targets, sheets, law_on(on), on)
    content = {"subject": f"{kind}:{number}", "purpose": "代办", "fields": ["facts"]}
    took(request, "Looked", content)
    masks = masks_for(request.access, {subject.unit_id})
    page = {
        "menu": menu(request),
        "kind": kind,
        "subject": subject,
        "name": _name(kind, subject, masks),
        "proof": request.GET.get("proof", ""),
        "groups": [
            ("eligible", "符合条件", [one for one in every if one.decision.status == "eligible"]),
            ("unknown", "还要问几句", [one for one in every if one.decision.status == "unknown"]),
            ("ineligible", "不符合条件", [one for one in every if one.decision.status == "ineligible"]),
        ],
        "facts": _known(sheets),
        "wanted": request.GET.getlist("want"),
        "workers": _workers(kind, subject, request, workers),
    }
    return render(request, "window/take_choose.html", page)


def _workers(
    kind: str, subject: Any, request: StaffRequest, ticked: frozenset[str]
) -> list[tuple[str, str, Any, bool]]:
    """Number, name, day of beginning of those who work for an employer, and whether they are ticked."""
    if kind != "employer":
        return []
    rows = list(workers_of(subject, request.access.on)[:MOST_SHOWN])
    masks = masks_for(request.access, {row.person.unit_id for row in rows})
    return [
        (
            row.number,
            masks.show(row.person.unit_id, "name", row.person.name),
            row.started_on,
            row.number in ticked,
        )
        for row in rows
    ]


def _name(kind: str, subject: Any, masks: Any) -> str:
    shown = masks.show(subject.unit_id, "name", subject.name) if kind == "person" else subject.name
    return str(shown)


def _known(sheets: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What the registers say, each fact once, with its source."""
    vocabulary = law_on(timezone.localdate()).library.vocabulary
    found: dict[str, tuple[str, str, str]] = {}
    for sheet in sheets.values():
        for name, value in sheet.values.items():
            fact, source = vocabulary.facts[name], sheet.sources.get(name)
            words = format_value(value, fact.type, dict(fact.labels), grouped=True)
            found[name] = (fact.label, words, source.register if source else "")
    return list(found.values())


class ApplyForm(forms.Form):
    """Questions that are open, papers as files, and the key that makes a second click the same application."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, data: Any, files: Any, wanted: list[Fit], facts: Any) -> None:
        super().__init__(data, files)
        self.initial["key"] = get_random_string(24)
        self.waiting: list[Any] = []
        missing = {one.name: facts[one.name] for fit in wanted for one in fit.decision.missing}
        asked = [name for name in (data or {}) if name in facts]
        self.asked = list(dict.fromkeys([*asked, *missing]))
        add_questions(self, [facts[name] for name in self.asked])
        self.papers = list(dict.fromkeys(paper for fit in wanted for paper in fit.programme.papers))
        for number, paper in enumerate(self.papers):
            self.fields[f"file_{number}"] = forms.FileField(
                label=paper, required=False, widget=forms.ClearableFileInput({"accept": ACCEPTED})
            )

    def questions(self) -> list[forms.BoundField]:
        """Fields that ask for facts."""
        return [self[name] for name in self.asked]

    def files_wanted(self) -> list[tuple[forms.BoundField, list[Any]]]:
        """Fields of papers, each with the files that wait for it."""
        return [
            (self[f"file_{number}"], [one for one in self.waiting if one.name == paper[:120]])
            for number, paper in enumerate(self.papers)
        ]

    def files_in(self) -> list[tuple[str, Any]]:
        """The files that came, with the names of the papers."""
        sent = ((paper, self.files.get(f"file_{number}")) for number, paper in enumerate(self.papers))
        return [(paper, file) for paper, file in sent if file is not None]


@staff(PERMISSION)
def details(request: StaffRequest, kind: str, number: str) -> HttpResponse:
    """The application: what is known, what is asked, which papers; sent, or looked at again with the answers."""
    subject, on = _subject(request, kind, number), request.access.on
    keys = request.GET.getlist("want")
    law, targets = law_on(on), targets_of(kind, subject, on, workers_in(keys))
    facts = law.library.vocabulary.facts
    wanted = chosen(keys, fits(subject, targets, sheets_of(targets, on), law, on))
    if not wanted:
        messages.warning(request, "请先选择要申请的项目。")
        query = {"proof": request.GET.get("proof", "")}
        return redirect(f"{reverse('window:take-choose', args=[kind, number])}?{urlencode(query)}")
    posted, owner = request.method == "POST", f"account:{request.access.account.pk}|{kind}:{number}"
    form = ApplyForm(request.POST if posted else None, request.FILES if posted else None, wanted, facts)
    wrong = keep_files(owner, form.files_in(), timezone.now()) if posted else None
    looks = posted and (bool(request.POST.get("look")) or drop_asked(owner, request.POST))
    if posted and form.is_valid():
        answers = answers_in(form, form.asked)
        if looks:
            wanted = chosen(keys, fits(subject, targets, sheets_of(targets, on, answers), law, on))
            form = ApplyForm(request.POST.copy(), None, wanted, facts)
            form.is_valid()
        elif (
            wrong is None
            and (done := _apply(request, (kind, number), wanted, answers, form, owner)) is not None
        ):
            return done
    if wrong is not None:
        tell(form, wrong)
    form.waiting = drafts_of(owner)
    sheets = sheets_of([one.target for one in wanted], on)
    page = {
        "menu": menu(request),
        "kind": kind,
        "subject": subject,
        "name": _name(kind, subject, masks_for(request.access, {subject.unit_id})),
        "proof": request.GET.get("proof", ""),
        "wanted": wanted,
        "form": form,
        "facts": _known(sheets),
    }
    refused = posted and form.errors and not looks
    return render(request, "window/take_details.html", page, status=422 if refused else 200)


def _apply(
    request: StaffRequest, subject: tuple[str, str], wanted: list[Fit], answers: dict[str, Any], form: ApplyForm,
    owner: str,
) -> HttpResponse | None:  # fmt: skip
    at = timezone.now()
    papers = take_draft(owner=owner, names=form.papers, at=at)
    outcome = apply(
        subject=subject,
        programmes=[Wish(one.programme.id, one.target.about) for one in wanted],
        answers=answers,
        papers=papers,
        channel="window",
        actor=request.access,
        key=f"{request.access.account.pk}:{form.cleaned_data['key']}",
        at=at,
    )
    if isinstance(outcome, Refusal):
        tell(form, outcome)
        return None
    assert isinstance(outcome, Applied)
    end_draft(owner=owner, papers=papers)
    messages.success(request, f"已受理登记 {len(outcome.cases)} 件。")
    return redirect("window:application", outcome.application)
