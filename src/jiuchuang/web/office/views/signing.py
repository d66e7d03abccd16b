"""Signing a reading with the effect of each beside it, signing an assumption, taking a signature back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from jiuchuang.apps.policy.actions.sign_words import (
    sign_assumption,
    sign_reading,
    withdraw_signature,
)
from jiuchuang.apps.policy.actions.with_reason import LONGEST_BASIS
from jiuchuang.apps.policy.queries import versions
from jiuchuang.apps.policy.queries.loaded import LoadedPack
from jiuchuang.apps.policy.queries.officers import SIGN, may_rule
from jiuchuang.apps.policy.queries.signatures import effects, signature_of
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.domain.rules.loading.signed import ASSUMPTION, READING, signable
from jiuchuang.domain.rules.pack import Assumption, DoubleReading, Programme
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import form_page, sent
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.kit.refusals import tell
from jiuchuang.web.office.programme_shown import result_shown

_BASIS = f"最多{LONGEST_BASIS}字：会议纪要、上级答复、法规条文等"


class ReadingForm(forms.Form):
    """One of the readings and the ground."""

    choice = forms.ChoiceField(label="采用哪一种理解", widget=forms.RadioSelect)
    basis = forms.CharField(label="依据", widget=forms.Textarea, max_length=LONGEST_BASIS, help_text=_BASIS)

    def __init__(self, data: Any, reading: DoubleReading) -> None:
        super().__init__(data)
        field = self.fields["choice"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(option.id, option.says) for option in reading.options]


class BasisForm(forms.Form):
    """The ground alone."""

    basis = forms.CharField(label="依据", widget=forms.Textarea, max_length=LONGEST_BASIS, help_text=_BASIS)


class WithdrawForm(forms.Form):
    """Why a signature is taken back."""

    why = forms.CharField(label="理由", widget=forms.Textarea, max_length=LONGEST_BASIS)


def _wanted(
    request: StaffRequest, pack_id: str, name: str, kind: str, subject: str
) -> tuple[Programme, DoubleReading | Assumption, LoadedPack, str]:
    """What is to be signed, in the version that `?version=` names or that holds today; else 404."""
    named = request.GET.get("version", "")
    digest = named or versions.base_digest(pack_id, request.access.on)
    loaded = versions.version(pack_id, digest) if digest else None
    base = versions.version(pack_id, digest, signed=False) if digest else None
    programme = loaded.pack.programme(f"{pack_id}/{name}") if loaded else None
    item = signable(programme).get((kind, subject)) if programme else None
    if programme is None or item is None or base is None or not may_rule(request.access, SIGN):
        raise Http404
    return programme, item, base, named


@staff(SIGN)
def sign_a_reading(request: StaffRequest, region: str, slug: str, name: str, subject: str) -> HttpResponse:
    """Both readings with what each gives in every worked case, and the form that rules for one."""
    pack_id = f"{region}/{slug}"
    programme, item, base, named = _wanted(request, pack_id, name, READING, subject)
    assert isinstance(item, DoubleReading)
    form = ReadingForm(sent(request), item)
    if form.is_bound and form.is_valid():
        outcome = sign_reading(
            access=request.access,
            programme=programme.id,
            reading=subject,
            at=timezone.now(),
            digest=named,
            **form.cleaned_data,
        )
        if not isinstance(outcome, Refusal):
            messages.success(request, "已签认，此后的认定按这一种理解。")
            return redirect(_back(region, slug, name, named))
        tell(form, outcome)
    found = effects(base, programme, item)
    rows = [
        {"case": one.case, "differs": one.differs, "results": [result_shown(each) for each in one.decisions]}
        for one in sorted(found, key=lambda one: not one.differs)
    ]
    page = {
        "menu": menu(request),
        "programme": programme,
        "reading": item,
        "form": form,
        "rows": rows,
        "differing": sum(one.differs for one in found),
        "back": _back(region, slug, name, named),
    }
    return render(request, "office/sign_reading.html", page, status=422 if form.errors else 200)


@staff(SIGN)
def sign_an_assumption(
    request: StaffRequest, region: str, slug: str, name: str, subject: str
) -> HttpResponse:
    """What the pack assumes, and the ground on which an officer answers for it."""
    programme, item, _, named = _wanted(request, f"{region}/{slug}", name, ASSUMPTION, subject)
    assert isinstance(item, Assumption)

    def act(said: dict[str, Any]) -> object:
        return sign_assumption(
            access=request.access,
            programme=programme.id,
            assumption=subject,
            at=timezone.now(),
            digest=named,
            **said,
        )

    heading = f"签认假定：{item.says}"
    form = BasisForm(sent(request))
    return form_page(request, form, heading, "签认", act, "已签认。", _back(region, slug, name, named))


@staff(SIGN)
def withdraw(request: StaffRequest, number: int) -> HttpResponse:
    """Take a signature back, with the reason."""
    signature = signature_of(number)
    if signature is None or signature.withdrawn_at is not None or not may_rule(request.access, SIGN):
        raise Http404
    region, slug, name = signature.programme.split("/")

    def act(said: dict[str, Any]) -> object:
        return withdraw_signature(access=request.access, signature=signature, at=timezone.now(), **said)

    form = WithdrawForm(sent(request))
    return form_page(request, form, "撤回签认", "撤回", act, "已撤回。", _back(region, slug, name, ""))


def _back(region: str, slug: str, name: str, named: str) -> str:
    address = reverse("office:policy-programme", args=[region, slug, name])
    return f"{address}?{urlencode({'version': named})}" if named else address
