"""Who may open a page of this door: anybody, or a resident who has signed in; a test walks all addresses to see it."""

from __future__ import annotations

from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from jiuchuang.apps.casework.queries.acting import Resident
from jiuchuang.apps.residents.actions.sign_in import stay
from jiuchuang.apps.residents.queries import SignedIn, signed_in
from jiuchuang.web.kit.door import View

ANYBODY, RESIDENT = "anybody", "resident"


def anybody(view: View) -> View:
    """A page without sign-in. It holds nothing of a person but what the visitor's own browser carries."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    opened.audience = ANYBODY  # type: ignore[attr-defined]
    return opened


SESSION = "resident"
"""Cookie of a resident who has signed in; the staff's session is another one."""


class ResidentRequest(HttpRequest):
    """A request of a resident who has signed in, `acting` for himself or for a firm."""

    resident: SignedIn
    acting: Resident


def resident(view: View) -> View:
    """A page for a resident who has signed in; whoever is not in the register yet enters himself first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = request.COOKIES.get(SESSION, "")
        known = signed_in(token, timezone.now())
        if known is None:
            asked = request.get_full_path() if request.method == "GET" else reverse("public:my")
            return redirect(f"{reverse('public:sign-in')}?{urlencode({'next': asked})}")
        stay(token=token, at=timezone.now())
        if known.is_new and request.path != reverse("public:enter"):
            return redirect("public:enter")
        asking = cast(ResidentRequest, request)
        asking.resident = known
        firm = f"employer:{known.employer}" if known.employer else ""
        asking.acting = Resident(f"person:{known.person}", known.name, firm)
        response = view(asking, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    guarded.audience = RESIDENT  # type: ignore[attr-defined]
    return guarded


def let_in(response: HttpResponse, token: str) -> HttpResponse:
    """Let the browser carry the session until it is closed."""
    response.set_cookie(SESSION, token, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response
