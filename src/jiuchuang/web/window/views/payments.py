"""Payments at the desk of finance: many cases handed over in one batch, and posted when the bank has answered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from jiuchuang.apps.casework.actions.take_payment_list import take_payment_list
from jiuchuang.apps.casework.queries.bulk import unfinished_orders
from jiuchuang.apps.casework.queries.lists import signing_list
from jiuchuang.apps.casework.queries.payments import awaiting_payment
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.gateways.letters.papers import CONTENT_TYPES
from jiuchuang.gateways.letters.payment_list import payment_list_xlsx
from jiuchuang.web.kit.attachments import as_attachment
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import sent
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.window.choosing import ChoiceForm, Narrowing, choice, order
from jiuchuang.web.window.files import took

PAY = "case.pay"
PARTS = {
    "hand_over": ("待提交支付", "提交支付", "batch"),
    "posted": ("已提交，等银行回单", "登记到账", "reference"),
}


class PaymentForm(ChoiceForm):
    """Which payments, and the number of the batch or of the bank's answer."""

    batch = forms.CharField(label="支付批次号", required=False, max_length=40)
    reference = forms.CharField(label="银行流水号", required=False, max_length=64)
    nothing, gone = "请选择办件", "%s 现在不等支付，请刷新"

    def __init__(self, data: Any, waiting: QuerySet[Any], part: str, batch: str) -> None:
        super().__init__(data, waiting)
        del self.fields["batch" if part == "posted" else "reference"]
        if part == "hand_over":
            self.initial["batch"] = batch


@staff(PAY)
def payments(request: StaffRequest) -> HttpResponse:
    """What waits for payment, in two parts: not handed over yet, and at the bank."""
    every = awaiting_payment(request.access)
    parts = {"hand_over": every.filter(batch=""), "posted": every.exclude(batch="")}
    counts = {key: rows.count() for key, rows in parts.items()}
    part = request.POST.get("step") or request.GET.get("part", "")
    if part not in PARTS:
        part = "hand_over" if counts["hand_over"] or not counts["posted"] else "posted"
    heading, verb, field = PARTS[part]
    narrowed = Narrowing(request.GET, parts[part])
    waiting = narrowed.narrow(parts[part])
    form = PaymentForm(sent(request), waiting, part, f"P{request.access.on:%Y%m%d}")
    if form.is_bound and form.is_valid():
        done = order(request, form, part, "window:payments", **{field: form.cleaned_data[field].strip()})
        if done is not None:
            return done
    page = {
        "menu": menu(request),
        "form": form,
        "field": form[field],
        "part": part,
        "heading": heading,
        "verb": verb,
        "parts": [(key, label, counts[key]) for key, (label, _, _) in PARTS.items()],
        "choice": choice(request, narrowed, waiting, "amount_fen"),
        "running": unfinished_orders(request.access, *PARTS),
    }
    return render(request, "window/payments.html", page, status=422 if form.errors else 200)


@staff(PAY)
def payment_list(request: StaffRequest, number: str) -> HttpResponse:
    """The signed list with accounts, as Excel for the bank; that it was taken is recorded twice: list and person."""
    if signing_list(request.access, number) is None:
        raise Http404
    outcome = take_payment_list(access=request.access, number=number, at=timezone.now())
    if isinstance(outcome, Refusal):
        messages.warning(request, str(outcome))
        return redirect("window:list", number)
    took(request, "PaymentListTaken", {"list": number, "rows": len(outcome.rows)})
    return as_attachment(payment_list_xlsx(outcome), CONTENT_TYPES["xlsx"], f"发放表{number}.xlsx")
