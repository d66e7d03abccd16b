"""Batches of payments: what was handed over under each number, what the bank has answered, and the list for it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jiuchuang.apps.casework.actions.take_batch_list import take_batch_list
from jiuchuang.apps.casework.queries.batches import batch_shown, batches
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.gateways.letters.batch_list import batch_list_xlsx
from jiuchuang.gateways.letters.papers import CONTENT_TYPES
from jiuchuang.web.kit.attachments import as_attachment
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.window.choosing import PER_PAGE
from jiuchuang.web.window.files import took

PAY = "case.pay"


@staff(PAY)
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every batch of the desk, the newest first."""
    page = Paginator(batches(request.access), PER_PAGE).get_page(request.GET.get("page"))
    shown = {"menu": menu(request), "batches": [batch_shown(row) for row in page], "page": page}
    return render(request, "window/batches.html", shown)


@staff(PAY)
@require_safe
def batch_list(request: StaffRequest, key: int) -> HttpResponse:
    """The batch with accounts, as Excel for the bank; that it was taken is recorded twice: batch and person."""
    outcome = take_batch_list(access=request.access, key=key, at=timezone.now())
    if isinstance(outcome, Refusal):
        if any(one.code == "no-batch" for one in outcome.problems):
            raise Http404
        messages.warning(request, str(outcome))
        return redirect("window:batches")
    took(request, "PaymentListTaken", {"batch": outcome.number, "rows": len(outcome.rows)})
    return as_attachment(batch_list_xlsx(outcome), CONTENT_TYPES["xlsx"], f"批次{outcome.number}发放表.xlsx")
