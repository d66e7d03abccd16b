"""What is waiting for somebody, and the offices that he works for."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render

from jiuchuang.apps.casework.queries.worklist import worklist
from jiuchuang.apps.org.queries import delegated_by, grants_of
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.menu import menu


@staff()
def home(request: StaffRequest) -> HttpResponse:
    """The account's own page: its roles, where and how long."""
    own = {"grants": grants_of(request.access), "delegated": delegated_by(request.access)}
    return render(request, "office/home.html", {"menu": menu(request), "waiting": _waiting(request), **own})


def _waiting(request: StaffRequest) -> dict[str, int] | None:
    """How many cases wait for the account, and how many of them too long; None for whoever has to do with none."""
    if "case.read" not in request.access.permissions:
        return None
    seats = worklist(request.access)
    late = Count("pk", filter=Q(due_on__lt=request.access.on))
    broken = Count("case", filter=Q(case__promised_on__lt=request.access.on), distinct=True)
    return seats.order_by().aggregate(all=Count("pk"), late=late, broken=broken)
