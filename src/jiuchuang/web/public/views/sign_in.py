"""Residents sign in with name, number and a code by phone; and stand for their firm."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from jiuchuang.apps.casework.queries.sample_applicants import sample_applicants
from jiuchuang.apps.limits.actions.count_try import Limit
from jiuchuang.apps.people.queries import subject_of
from jiuchuang.apps.residents.actions.send_code import send_code
from jiuchuang.apps.residents.actions.sign_in import sign_in as come_in
from jiuchuang.apps.residents.actions.sign_in import sign_out as go_out
from jiuchuang.apps.residents.actions.stand_for import stand_for
from jiuchuang.apps.residents.queries import own_firms
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.web.kit.leading_on import asked_for
from jiuchuang.web.kit.limited import address_of, limited
from jiuchuang.web.kit.refusals import tell
from jiuchuang.web.public.door import SESSION, ResidentRequest, anybody, let_in, resident
from jiuchuang.web.public.frame import page
from jiuchuang.web.public.today import today

TRY = "resident-try"
"""Cookie between asking for the code and giving it: the token, and in a demonstration the code to be shown."""
PROVED, PROVED_FOR = "resident-phone", 180 * 24 * 3600
"""Cookie that says which phone was proved in this browser, as a keyed digest; seconds for which it is kept."""
ASKING = Limit("resident-code-asked", 20, 3600)
GIVING = Limit("resident-code-given", 40, 3600)


class ClaimForm(forms.Form):
    """Who one is."""

    name = forms.CharField(label="姓名", max_length=64, widget=forms.TextInput({"autocomplete": "name"}))
    resident_id = forms.CharField(
        label="身份证号码",
        help_text="18位，末位可能是X",
        max_length=24,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
    phone = forms.CharField(
        label="手机号",
        max_length=20,
        widget=forms.TextInput({"autocomplete": "tel-national", "inputmode": "tel"}),
    )


class CodeForm(forms.Form):
    """The code from the phone."""

    code = forms.CharField(
        label="验证码",
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class FirmForm(forms.Form):
    """For whom one acts."""

    credit_code = forms.CharField(
        label="统一社会信用代码", help_text="18位，在营业执照上", max_length=24,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip


@anybody
@never_cache
@sensitive_post_parameters("resident_id", "phone")
@limited(ASKING)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name, number, phone; a code goes out."""
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        known = _proved_here(request, form.cleaned_data["phone"])
        sent = send_code(**form.cleaned_data, address=address_of(request), is_known=known, at=timezone.now())
        if not isinstance(sent, Refusal):
            carried: dict[str, Any] = {"t": sent.token, "next": asked_for(request)}
            if settings.DEMO:
                carried["shown"] = sent.code
            response = redirect("public:sign-in-code")
            response.set_cookie(
                TRY, signing.dumps(carried, salt=TRY), max_age=900, httponly=True, samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )  # fmt: skip
            return response
        tell(form, sent)
    status = 422 if form.errors else 200
    context = {"form": form, "next": asked_for(request), "samples": _samples() if settings.DEMO else []}
    return page(request, "public/sign_in.html", context, status)


def _samples() -> list[dict[str, str]]:
    """Made-up residents of a demonstration, with what one has to write; never outside one."""
    found = []
    for number, matter in sample_applicants():
        person = subject_of("person", number)
        known = getattr(person, "resident_id", ""), getattr(person, "phone", "")
        if person is not None and all(known):
            found.append(
                {
                    "name": str(getattr(person, "name", "")),
                    "id": known[0],
                    "phone": known[1],
                    "matter": matter,
                }
            )
    return found


@anybody
@never_cache
@limited(GIVING)
def code(request: HttpRequest) -> HttpResponse:
    """The code; then in."""
    try:
        carried = signing.loads(request.COOKIES.get(TRY, ""), salt=TRY, max_age=900)
    except signing.BadSignature:
        return redirect("public:sign-in")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        begun = come_in(token=carried["t"], code=form.cleaned_data["code"], at=timezone.now())
        if not isinstance(begun, Refusal):
            there = reverse("public:enter") if begun.is_new else carried["next"] or reverse("public:my")
            response = let_in(redirect(there), begun.token)
            response.delete_cookie(TRY, samesite="Lax")
            if begun.phone:
                response.set_cookie(
                    PROVED, _mark(begun.phone), max_age=PROVED_FOR, httponly=True, samesite="Lax",
                    secure=settings.SESSION_COOKIE_SECURE,
                )  # fmt: skip
            return response
        tell(form, begun)
    context = {"form": form, "shown": carried.get("shown", "")}
    return page(request, "public/sign_in_code.html", context, 422 if form.errors else 200)


@anybody
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave; the session is gone."""
    go_out(token=request.COOKIES.get(SESSION, ""))
    response = redirect("public:home")
    response.delete_cookie(SESSION, samesite="Lax")
    return response


@resident
def firm(request: ResidentRequest) -> HttpResponse:
    """Act for a firm, or for oneself again."""
    chosen = request.POST.get("firm", "") if request.method == "POST" else ""
    by_code = request.method == "POST" and not chosen and "self" not in request.POST
    form = FirmForm(request.POST if by_code or chosen else None)
    form.fields["credit_code"].required = by_code
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        code = form.cleaned_data["credit_code"] if by_code else ""
        done = stand_for(resident=request.resident, credit_code=code, number=chosen, at=timezone.now())
        if not isinstance(done, Refusal):
            return redirect("public:my")
        tell(form, done)
    shown = {"form": form, "firms": own_firms(request.resident, today())}
    return page(request, "public/firm.html", shown, 422 if form.errors else 200)


def _mark(phone: str) -> str:
    return salted_hmac(PROVED, "".join(phone.split()), algorithm="sha256").hexdigest()


def _proved_here(request: HttpRequest, phone: str) -> bool:
    """Whether this phone was the last that was proved in this browser."""
    return constant_time_compare(request.COOKIES.get(PROVED, ""), _mark(phone))
