"""Payments at the desk of finance: many cases handed over in one batch, and posted when the bank has answered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from jiuchuang.apps.casework.actions.take_payment_list import take_payment_list
from jiuchuang.apps.casework.queries.batches import batch_shown, batches, free_batch_number
from jiuchuang.apps.casework.queries.bulk import unfinished_orders
from jiuchuang.apps.casework.queries.lists import signing_list
from jiuchuang.apps.casework.queries.names import name_shown
from jiuchuang.apps.casework.queries.payable import payables
from jiuchuang.apps.casework.queries.payments import awaiting_payment, total_fen
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.gateways.letters.papers import CONTENT_TYPES
from jiuchuang.gateways.letters.payment_list import payment_list_xlsx
from jiuchuang.web.kit.attachments import as_attachment
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import sent
from jiuchuang.web.kit.listing import MOST_ROWS_OUT, Column, Wanted, as_excel, wants_excel
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.window.choosing import Narrowing, choice, order
from jiuchuang.web.window.files import took
from jiuchuang.web.window.payment_choice import ACCOUNT_TAGS, PaymentForm, Sum, payment_rows

PAY = "case.pay"
PARTS = {
    "hand_over": ("待提交支付", "提交支付", "batch"),
    "posted": ("已提交，等银行回单", "登记到账", "reference"),
}
LOOK = "look"
"""The button that only adds up what is chosen."""
BATCHES_BESIDE = 20
"""Batches at the bank that stand on the page itself."""


@staff(PAY)
def payments(request: StaffRequest) -> HttpResponse:
    """What waits for payment, in two parts: not handed over yet, and at the bank; with what it comes to."""
    every = awaiting_payment(request.access)
    parts = {"hand_over": every.filter(batch=""), "posted": every.exclude(batch="")}
    counts = {key: rows.count() for key, rows in parts.items()}
    part = request.POST.get("part") or request.POST.get("step") or request.GET.get("part", "")
    if part not in PARTS:
        part = "hand_over" if counts["hand_over"] or not counts["posted"] else "posted"
    heading, verb, field = PARTS[part]
    narrowed = Narrowing(request.GET, parts[part])
    waiting = narrowed.narrow(parts[part])
    if wants_excel(request):
        return _as_excel(request, heading, waiting)
    number = (
        free_batch_number(f"P{request.access.on:%Y%m%d}", access=request.access)
        if part == "hand_over"
        else ""
    )
    form = PaymentForm(sent(request), waiting, part, number)
    chosen = None
    if form.is_bound and form.is_valid():
        if request.POST.get("step") == LOOK:
            chosen = Sum(len(form.numbers), form.chosen_fen)
        else:
            done = order(request, form, part, "window:payments", **{field: form.cleaned_data[field].strip()})
            if done is not None:
                return done
    shown = choice(request, narrowed, waiting, "amount_fen")
    at_bank = batches(request.access, at_bank=True)[:BATCHES_BESIDE] if part == "posted" else ()
    page = {
        "menu": menu(request),
        "form": form,
        "field": form[field],
        "part": part,
        "heading": heading,
        "verb": verb,
        "parts": [(key, label, counts[key]) for key, (label, _, _) in PARTS.items()],
        "choice": shown,
        "rows": payment_rows(shown, form),
        "total": Sum(shown.count, total_fen(waiting)),
        "chosen": chosen,
        "batches": [batch_shown(row) for row in at_bank],
        "query": _query(request, part),
        "running": unfinished_orders(request.access, *PARTS),
    }
    return render(request, "window/payments.html", page, status=422 if form.errors else 200)


def _query(request: StaffRequest, part: str) -> str:
    """The address of the same list as Excel."""
    query = request.GET.copy()
    query.pop("page", None)
    query["part"], query["format"] = part, "xlsx"
    return query.urlencode()


def _as_excel(request: StaffRequest, heading: str, waiting: QuerySet[Any]) -> HttpResponse:
    """The list as every other list, without accounts: those are in the lists for the bank alone."""
    columns: tuple[Column[Any], ...] = (
        Column("办件编号", lambda one: one[0].case.number, "code"),
        Column("申请人", lambda one: name_shown(one[0].case, sees_name=one[0].sees_name)),
        Column("事项", lambda one: one[0].case.matter),
        Column("属地", lambda one: one[0].case.unit.name),
        Column("金额", lambda one: one[0].case.amount_fen, "money"),
        Column("决定日期", lambda one: one[0].case.decided_on, "day"),
        Column("批次", lambda one: one[0].batch, "code"),
        Column("办理期限", lambda one: one[0].due_on, "day"),
        Column("收款账号", lambda one: ACCOUNT_TAGS[one[1].state] or "已登记"),
    )
    rows = list(payables(waiting, MOST_ROWS_OUT + 1))
    return as_excel(request, Wanted(heading=heading, columns=columns, name=heading), rows)


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
