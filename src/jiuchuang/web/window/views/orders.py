"""An order for many cases: how far it has come, what came of it, what was left out and why."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render

from jiuchuang.apps.casework.queries.bulk import UNFINISHED, left_out, order_of, order_progress
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.window.choosing import PER_PAGE, address_of

DOING = {
    ("notice", "gathering"): "正在逐件核对是否可以公示",
    ("notice", "opening"): "名单已经公示，正在逐件记入办件",
    ("signing", "gathering"): "正在逐件核验、编入汇总表",
    ("hand_over", "opening"): "正在逐件提交支付",
    ("posted", "opening"): "正在逐件登记到账",
}
HEADINGS = {"notice": "编制公示", "signing": "编制汇总表", "hand_over": "提交支付", "posted": "登记到账"}


@staff("case.read")
def order(request: StaffRequest, number: int) -> HttpResponse:
    """Progress, without script: the page asks again by itself until the order is done."""
    row = order_of(request.access, number)
    if row is None:
        raise Http404
    page = {
        "menu": menu(request),
        "order": row,
        "heading": row.label or HEADINGS[row.kind],
        "doing": DOING.get((row.kind, row.stage), ""),
        "runs": row.stage in UNFINISHED,
        "progress": order_progress(row),
        "then": address_of(row),
        "left": Paginator(left_out(row), PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "window/order.html", page)
