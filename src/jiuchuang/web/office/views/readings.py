"""The reading of a document beside its text: repairs taken or left, corrections noted, the whole confirmed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jiuchuang.apps.policy.actions.confirm_reading import LEFT, LONGEST_NOTE, confirm_reading, note_correction
from jiuchuang.apps.policy.queries.documents import document_for, notes_of, proposals_of, reading_of
from jiuchuang.apps.policy.queries.officers import CONFIRM, READ
from jiuchuang.apps.policy.queries.versions import packs
from jiuchuang.domain.documents.accepted_repairs import choices
from jiuchuang.domain.documents.model import Document as Reading
from jiuchuang.domain.documents.model import Repair
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import form_page, sent
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.kit.refusals import tell
from jiuchuang.web.office.reading_shown import clauses_shown

REASONS = {"number": "文号残缺", "date": "日期残缺", "typo": "疑似错字"}
AROUND = 12
"""Characters shown on either side of damaged words."""
KEPT = "keep"
"""What the form sends for words left as they are: an empty value would be no choice at all."""


class ConfirmForm(forms.Form):
    """A choice for each proposal of repair, and which pack encodes the document."""

    def __init__(self, data: Any, reading: Reading, known: list[tuple[str, str]], proposed: str) -> None:
        super().__init__(data, initial={"pack": proposed})
        for number, repair in enumerate(reading.repairs):
            options = [(word, f"改为“{word}”") for word in choices(repair)]
            self.fields[f"repair-{number}"] = forms.ChoiceField(
                label=f"{REASONS.get(repair.reason, '疑似残缺')}：“{repair.text}”",
                help_text=_around(reading.text, repair),
                choices=[*options, (KEPT, "保留原样")],
                widget=forms.RadioSelect,
                error_messages={"required": "请选采纳还是保留原样"},
            )
        self.fields["pack"] = forms.ChoiceField(
            label="对应的政策包",
            choices=[("", "还没有政策包"), *known],
            required=False,
            help_text="选了以后，项目页会把规则和本文件的条款并排显示",
        )


class NoteForm(forms.Form):
    """What the reading has wrong at a clause."""

    text = forms.CharField(label="更正", widget=forms.Textarea, max_length=LONGEST_NOTE)
    locator = forms.CharField(widget=forms.HiddenInput)


def _around(text: str, repair: Repair) -> str:
    start, end = repair.span.normalised
    return f"…{text[max(0, start - AROUND) : start]}【{repair.text}】{text[end : end + AROUND]}…"


@staff(READ)
def reading(request: StaffRequest, number: int) -> HttpResponse:
    """The text clause by clause, beside each what was read in it; below, the form that confirms the whole."""
    access = request.access
    document = document_for(access, number)
    if document is None:
        raise Http404
    form = None
    if document.confirmed_at is None and access.may(CONFIRM, document.unit_id):
        shown = proposals_of(document)
        known = [(item.id, f"{item.name}（{item.id}）") for item in packs(access.on)]
        names = [item.id for item in packs(access.on) if document.number and item.name == document.number]
        form = ConfirmForm(sent(request), shown, known, names[0] if names else "")
        if form.is_bound and form.is_valid():
            outcome = confirm_reading(
                access=access, document=document, at=timezone.now(), **_said(form.cleaned_data)
            )
            if not isinstance(outcome, Refusal):
                messages.success(request, "解读已确认。")
                return redirect("office:policy-document", number)
            tell(form, outcome)
    elif request.method == "POST":
        raise Http404
    found = reading_of(document)
    page = {
        "menu": menu(request),
        "document": document,
        "reading": found,
        "form": form,
        "clauses": clauses_shown(found, notes_of(document)),
        "doubts": [item for item in found.problems if item.code != "damaged-token"],
        "taken": [(proposals_of(document).repairs[at].text, word) for at, word in document.repairs],
        "pack": document.pack.split("/") if document.pack else None,
    }
    return render(
        request, "office/reading.html", page, status=422 if form is not None and form.errors else 200
    )


def _said(cleaned: dict[str, Any]) -> dict[str, Any]:
    repairs = {
        int(name.removeprefix("repair-")): LEFT if word == KEPT else word
        for name, word in cleaned.items()
        if name.startswith("repair-")
    }
    return {"repairs": repairs, "pack": cleaned["pack"]}


@staff(CONFIRM)
def note(request: StaffRequest, number: int) -> HttpResponse:
    """A correction at the clause that `?clause=` names."""
    document = document_for(request.access, number)
    if document is None or not request.access.may(CONFIRM, document.unit_id):
        raise Http404
    form = NoteForm(sent(request), initial={"locator": request.GET.get("clause", "")})
    locator = str(form["locator"].value() or "")

    def act(said: dict[str, Any]) -> object:
        return note_correction(access=request.access, document=document, at=timezone.now(), **said)

    heading = f"更正“{locator}”的解读"
    there = reverse("office:policy-document", args=[number])
    return form_page(request, form, heading, "记下", act, "已记下。", there)
