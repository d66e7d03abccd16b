"""Signing in: a password, then a code of six digits from the person's phone (TOTP, RFC 6238)."""

from __future__ import annotations

from typing import Any

import segno
from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp import devices_for_user
from django_otp import login as otp_login
from django_otp.plugins.otp_totp.models import TOTPDevice

from jiuchuang.apps.audit.actions.record import Actor, record
from jiuchuang.web.kit.leading_on import asked_for
from jiuchuang.web.office.demo_sign_in import demo_accounts, demo_code

SIGN_IN_CHAIN = "sign-in"


class PasswordForm(forms.Form):
    """Account and password."""

    username = forms.CharField(
        label="账号", max_length=64, widget=forms.TextInput({"autocomplete": "username"})
    )
    password = forms.CharField(
        label="密码", widget=forms.PasswordInput({"autocomplete": "current-password"}), strip=False
    )


class CodeForm(forms.Form):
    """The six digits that the phone shows now."""

    code = forms.CharField(
        label="动态码",
        help_text="手机验证器上现在显示的六位数字",
        max_length=8,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The password; the same answer for a wrong account and a wrong password."""
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        account = authenticate(request, **form.cleaned_data)
        if account is not None:
            login(request, account)
            return redirect(f"{reverse('office:second-factor')}?{urlencode({'next': asked_for(request)})}")
        form.add_error(None, "账号或密码不对。连续输错五次，半小时内不能再试。")
    page = {"form": form, "next": asked_for(request), "provider": bool(settings.OIDC_ISSUER)}
    page |= {"refused": "refused" in request.GET, "demo_accounts": demo_accounts()}
    return render(request, "office/sign_in.html", page)


@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """The code; at the first time the secret is shown as a picture for the phone and confirmed by a code."""
    if not request.user.is_authenticated:
        return redirect("office:sign-in")
    device = next(devices_for_user(request.user), None) or _new_device(request.user)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        allowed, _ = device.verify_is_allowed()
        if not allowed:
            form.add_error("code", "输错次数太多，请过一会儿再试。")
        elif device.verify_token(form.cleaned_data["code"].replace(" ", "")):
            first = not device.confirmed
            device.confirmed = True
            device.save()
            otp_login(request, device)
            _tell(request, "factor-set-up" if first else "signed-in")
            return redirect(asked_for(request) or reverse("office:home"))
        else:
            form.add_error("code", "动态码不对，请看手机上最新的一个。")
    shown = demo_code(request.user, device)
    if shown and not form.is_bound:
        form.initial["code"] = shown
    page = {"form": form, "next": asked_for(request), "demo_code": shown, **_first_time(device)}
    return render(request, "office/second_factor.html", page)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave; the session is gone."""
    if request.user.is_authenticated:
        _tell(request, "signed-out")
    logout(request)
    return redirect("office:sign-in")


def _new_device(account: Any) -> TOTPDevice:
    device, _ = TOTPDevice.objects.get_or_create(user=account, confirmed=False, defaults={"name": "手机"})
    return device


def _first_time(device: TOTPDevice) -> dict[str, Any]:
    """The secret, as picture and as text, only while the device is not confirmed."""
    if device.confirmed:
        return {}
    picture = segno.make(device.config_url).svg_inline(border=2, omitsize=True)
    secret = device.config_url.partition("secret=")[2].partition("&")[0]
    return {"picture": mark_safe(picture), "secret": secret}  # made by us out of our own address


def _tell(request: HttpRequest, kind: str) -> None:
    account = request.user
    actor = Actor(account.pk, str(account))
    address = request.META.get("REMOTE_ADDR", "")
    record(chain=SIGN_IN_CHAIN, kind=kind, actor=actor, at=timezone.now(), content={"address": address})
