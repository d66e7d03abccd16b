"""What is waiting for somebody, and the offices that he works for."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from jiuchuang.apps.org.queries import grants_of
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.menu import menu


@staff()
def home(request: StaffRequest) -> HttpResponse:
    """The account's own page: its roles, where and how long."""
    return render(request, "office/home.html", {"menu": menu(request), "grants": grants_of(request.access)})
