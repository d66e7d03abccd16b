"""What every page of this door has around it: whose site it is, large letters, who has signed in."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe

from jiuchuang.apps.residents.queries import Host, host_on
from jiuchuang.web.public.today import today

LARGE = "large"
"""Cookie of those who want large letters (长者模式)."""


def host_of(request: HttpRequest) -> Host | None:
    """Whose site it is; asked of the database once a request."""
    if not hasattr(request, "host_known"):
        request.host_known = host_on(today())  # type: ignore[attr-defined]
    return request.host_known  # type: ignore[attr-defined]


def region_of(request: HttpRequest) -> str:
    """The administrative division of the host; empty before an office was founded."""
    host = host_of(request)
    return host.region_code if host else ""


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """A page in the frame."""
    around = {
        "host": host_of(request),
        "large": request.COOKIES.get(LARGE) == "1",
        "here": request.get_full_path(),
        "known": getattr(request, "resident", None),
    }
    return render(request, template, {**around, **(context or {})}, status=status)


def set_large(response: HttpResponse, wanted: bool) -> HttpResponse:
    """Let the browser remember whether letters are to be large, for a year."""
    if wanted:
        response.set_cookie(
            LARGE, "1", max_age=365 * 24 * 3600, samesite="Lax", httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    else:
        response.delete_cookie(LARGE, samesite="Lax")
    return response


def qr(request: HttpRequest, path: str) -> SafeString:
    """The address of a page as a picture to be photographed; nothing of a person may stand in `path`."""
    picture = segno.make(request.build_absolute_uri(path), error="m").svg_inline(border=2, omitsize=True)
    return mark_safe(picture)
