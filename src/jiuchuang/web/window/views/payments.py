"""Payments at the desk of finance: many cases handed over in one batch, and posted when the bank has answered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import get_random_string

from jiuchuang.apps.casework.actions.act import act
from jiuchuang.apps.casework.actions.take_payment_list import take_payment_list
from jiuchuang.apps.casework.queries.lists import signing_list
from jiuchuang.apps.casework.queries.payments import awaiting_payment, batches_of
from jiuchuang.domain.kernel.money import format_fen
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.gateways.letters.papers import CONTENT_TYPES
from jiuchuang.gateways.letters.payment_list import payment_list_xlsx
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.window.files import as_attachment, took
from jiuchuang.web.window.shown import name_of

PAY = "case.pay"
MOST_AT_ONCE = 200


class BatchForm(forms.Form):
    """Ticked cases, and what is done with all of them."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    cases = forms.MultipleChoiceField(label="办件", widget=forms.CheckboxSelectMultiple)
    step = forms.ChoiceField(choices=(("hand_over", "提交支付"), ("posted", "登记到账")))
    batch = forms.CharField(label="支付批次号", required=False, max_length=40)
    reference = forms.CharField(label="银行流水号", required=False, max_length=64)

    def __init__(self, data: Any, numbers: list[str], batch: str) -> None:
        super().__init__(data)
        self.initial.update(key=get_random_string(24), batch=batch)
        field = self.fields["cases"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one, one) for one in numbers]
        field.error_messages["required"] = "请选择办件"
        field.error_messages["invalid_choice"] = "%(value)s 现在不等支付，请刷新"

    def clean(self) -> dict[str, Any]:
        """A batch needs its number, an answer of the bank its reference."""
        cleaned = super().clean() or {}
        needed = {"hand_over": ("batch", "请写支付批次号"), "posted": ("reference", "请写银行流水号")}
        field, message = needed.get(cleaned.get("step", ""), ("", ""))
        if field and not cleaned.get(field):
            self.add_error(field, message)
        return cleaned


@staff(PAY)
def payments(request: StaffRequest) -> HttpResponse:
    """What waits for payment: in two parts, not handed over yet and at the bank."""
    seats: list[Any] = list(awaiting_payment(request.access)[:MOST_AT_ONCE])
    nodes = {seat.case.number: seat.node for seat in seats}
    form = BatchForm(
        request.POST if request.method == "POST" else None, list(nodes), f"P{request.access.on:%Y%m%d}"
    )
    if form.is_bound and form.is_valid() and _pay(request, form, nodes):
        return redirect("window:payments")
    batches = batches_of(nodes)
    rows = [
        (
            seat,
            name_of(seat.case, seat.sees_name),
            "" if seat.case.amount_fen is None else format_fen(seat.case.amount_fen),
            batches.get(seat.case.number, ""),
        )
        for seat in seats
    ]
    page = {
        "menu": menu(request),
        "form": form,
        "parts": [
            ("hand_over", "待提交支付", "提交支付", "batch", [row for row in rows if not row[3]]),
            ("posted", "已提交，等银行回单", "登记全部到账", "reference", [row for row in rows if row[3]]),
        ],
        "picked": set(request.POST.getlist("cases")),
    }
    return render(request, "window/payments.html", page, status=422 if form.errors else 200)


def _pay(request: StaffRequest, form: BatchForm, nodes: dict[str, str]) -> bool:
    """Each case by itself; what a case refuses is told, and the others go on."""
    said, done = form.cleaned_data, 0
    verb = "hand_over" if said["step"] == "hand_over" else "confirm_payment"
    fields: dict[str, Any] = {"batch": said["batch"]}
    if verb == "confirm_payment":
        fields = {"posted": True, "reference": said["reference"], "reason": ""}
    for number in said["cases"]:
        outcome = act(
            access=request.access,
            number=number,
            verb=verb,
            fields={**fields, "node": nodes[number]},
            key=f"{said['key'] or fields}:{verb}:{number}"[:200],
            at=timezone.now(),
        )
        if isinstance(outcome, Refusal):
            form.add_error(None, f"{number}：{outcome}")
        else:
            done += 1
    if done:
        messages.success(request, f"{done} 件已办理。")
    return not form.errors


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
