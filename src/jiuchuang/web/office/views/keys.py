"""Keys of other departments' systems."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from jiuchuang.apps.org import queries
from jiuchuang.apps.org.actions.keep_key import KeyIssued, end_key, issue_key
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import DayField, form_page, sent
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.kit.refusals import tell

WRITE = "account.write"


class KeyForm(forms.Form):
    """A new key."""

    purpose = forms.CharField(label="系统和用途", max_length=200, help_text="哪个部门的哪个系统，用来做什么")
    to_on = DayField(label="有效至", help_text="最长12个月")
    addresses = forms.CharField(
        label="来源地址", required=False, max_length=400, help_text="IP地址或网段，用空格隔开；空白为不限"
    )


@staff(WRITE)
def keys(request: StaffRequest, number: int) -> HttpResponse:
    """The keys of an account; a new one is shown once, on the page that answers the form."""
    account = queries.account_of(number)
    if account is None:
        raise Http404
    form, secret = KeyForm(sent(request)), ""
    if form.is_bound and form.is_valid():
        issued = issue_key(access=request.access, account=account, at=timezone.now(), **form.cleaned_data)
        if isinstance(issued, KeyIssued):
            form, secret = KeyForm(), issued.secret
        else:
            tell(form, issued)
    page = {"menu": menu(request), "account": account, "keys": queries.keys_of_account(account)}
    status = 422 if form.errors else 200
    return render(request, "office/keys.html", {**page, "form": form, "secret": secret}, status=status)


class EndForm(forms.Form):
    """Nothing to fill in: only to be sure."""


@staff(WRITE)
def end(request: StaffRequest, number: int) -> HttpResponse:
    """A key ends at once."""
    key = queries.key_numbered(number)
    if key is None:
        raise Http404
    back = reverse("office:keys", args=[key.account_id])

    def act(said: dict[str, Any]) -> object:
        return end_key(access=request.access, key=key, at=timezone.now())

    heading = f"停用密钥 {key.shown}…（{key.purpose}）"
    return form_page(request, EndForm(sent(request)), heading, "停用", act, "密钥已停用。", back)
