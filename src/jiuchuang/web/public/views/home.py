"""The first page, and the switch to large letters."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from jiuchuang.web.kit.leading_on import asked_for
from jiuchuang.web.public.answers_kept import read_said
from jiuchuang.web.public.door import anybody
from jiuchuang.web.public.frame import page, set_large


@anybody
def home(request: HttpRequest) -> HttpResponse:
    """What people come for."""
    return page(request, "public/home.html", {"said": read_said(request)})


@anybody
@require_POST
def large(request: HttpRequest) -> HttpResponse:
    """Large letters from now on, or usual ones again; back to the page that was open."""
    there = asked_for(request) or reverse("public:home")
    return set_large(redirect(there), request.POST.get("wanted") == "1")
