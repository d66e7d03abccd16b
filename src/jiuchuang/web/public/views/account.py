"""Where a resident's money goes: the account in the register, and another one in its place."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from jiuchuang.apps.people.queries import accounts_of
from jiuchuang.apps.residents.actions.enter_account import enter_account
from jiuchuang.domain.kernel.masking import account_end
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.web.kit.refusals import tell
from jiuchuang.web.public.door import ResidentRequest, resident
from jiuchuang.web.public.frame import page
from jiuchuang.web.public.own_case import own_case


class AccountForm(forms.Form):
    """The account, typed twice."""

    account = forms.CharField(
        label="收款账号",
        max_length=60,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text="8至32位数字，可以带空格",
    )
    again = forms.CharField(
        label="再填一次",
        max_length=60,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )


@resident
def account(request: ResidentRequest) -> HttpResponse:
    """Enter an account for oneself, or for the firm that one acts for; `?case=` says where to go back to."""
    who = request.resident
    number = request.GET.get("case", "")
    back = own_case(request, number).case.number if number and who.proved else ""
    form = AccountForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        done = enter_account(resident=who, at=timezone.now(), **form.cleaned_data)
        if not isinstance(done, Refusal):
            told = (
                "账号已登记。已经批准的，财务核对后付款。" if done.changed else "与登记的账号相同，没有改动。"
            )
            messages.success(request, told)
            return redirect("public:case", back) if back else redirect("public:my")
        tell(form, done)
    kept = accounts_of({(who.kind, who.number)}).get((who.kind, who.number), "") if who.proved else ""
    shown = {
        "form": form,
        "who": who,
        "end": account_end(kept),
        "back": back,
        "verb": "保存",
    }
    return page(request, "public/account.html", shown, 422 if form.errors else 200)
