"""Accounts that changed between decision and payment: finance looks at both and says on which to pay."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jiuchuang.apps.casework.actions.settle_payee import settle_payee
from jiuchuang.apps.casework.queries.names import name_shown
from jiuchuang.apps.casework.queries.payees import PayTo, pay_to, unsettled_payees
from jiuchuang.apps.people.actions.look_at import look_at
from jiuchuang.domain.kernel.masking import mask_account
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import sent
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.kit.refusals import tell
from jiuchuang.web.window.reading import around_of

PAY = "case.pay"
SHOWN = 200


class PayeeForm(forms.Form):
    """Which of the two accounts, and why; `shown` says which change the page showed."""

    pay_on = forms.ChoiceField(label="付到哪个账号", widget=forms.RadioSelect)
    reasons = forms.CharField(
        label="怎样核对的、为什么", max_length=500, widget=forms.Textarea({"rows": 3}), strip=True
    )
    shown = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any, accounts: list[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["pay_on"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = accounts


@staff(PAY)
@require_safe
def payees(request: StaffRequest) -> HttpResponse:
    """Every payment of the desk that waits for a word on its account."""
    rows = [
        (seat, name_shown(seat.case, sees_name=getattr(seat, "sees_name", False)), _ends(to))
        for seat, to in unsettled_payees(request.access, SHOWN)
    ]
    page = {"menu": menu(request), "rows": rows, "most": SHOWN}
    return render(request, "window/payees.html", page)


@staff(PAY)
def payee(request: StaffRequest, number: str) -> HttpResponse:
    """Both accounts beside each other, as far as the role sees them, and the choice."""
    around = around_of(request.access, number)
    if around is None or around.state.decision is None:
        raise Http404
    to = pay_to([around.case])[number]
    whole = "account" in around.view.sees
    if whole and not to.is_settled:
        subject = (around.case.subject_kind, around.case.subject_number)
        look_at(
            request.access, *subject, ["account"], f"核对收款账号（办件{number}）", at=timezone.now(),
            permission="case.read",
        )  # fmt: skip
    form = PayeeForm(sent(request), _accounts(to, whole=whole))
    if form.is_bound and form.is_valid():
        done = settle_payee(access=request.access, number=number, at=timezone.now(), **form.cleaned_data)
        if not isinstance(done, Refusal):
            messages.success(request, "已确认，可以提交支付。")
            return redirect("window:case", number)
        tell(form, done)
    page = {
        "menu": menu(request),
        "form": form,
        "case": around.case,
        "view": around.view,
        "to": to,
        "shown": to.shown_as(number),
        "paid_on": _shown(to.pay or "", whole=whole),
    }
    return render(request, "window/payee.html", page, status=422 if form.errors else 200)


def _accounts(to: PayTo, *, whole: bool) -> list[tuple[str, str]]:
    labels = {"kept": "决定时的账号", "now": "现在登记的账号"}
    known = {"kept": to.kept, "now": to.now}
    return [(key, f"{label}：{_shown(known[key] or '', whole=whole)}") for key, label in labels.items()]


def _shown(account: str, *, whole: bool) -> str:
    if not account:
        return "没有登记"
    return account if whole else mask_account(account)


def _ends(to: PayTo) -> tuple[str, str]:
    """Both accounts by their last four digits: enough for a list."""
    return _shown(to.kept or "", whole=False), _shown(to.now, whole=False)
