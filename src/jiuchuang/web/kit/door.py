"""Who may come in: every page of the office goes through `staff`, and a test walks all addresses to see it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from jiuchuang.apps.org.queries import Access

FACTOR_OF_PROVIDER = "second-factor-of-provider"
"""Set in the session of somebody whose identity provider has seen a second factor."""
View = Callable[..., HttpResponse]


class StaffRequest(HttpRequest):
    """A request of somebody who has signed in with both factors; `access` is what the account may do today."""

    access: Access


def staff(permission: str = "", temporary_too: bool = False) -> Callable[[View], View]:
    """A page for staff who have signed in with password and code and hold the permission somewhere (empty: any).

    With a password that somebody else gave, only pages that are `temporary_too` open.
    """

    def wrapper(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to("office:sign-in", request)
            if not _has_second_factor(request):
                return _to("office:second-factor", request)
            if request.user.password_is_temporary and not temporary_too:
                return redirect("office:password")
            access = Access(request.user, timezone.localdate())
            if permission and permission not in access.permissions:
                raise PermissionDenied
            known = cast(StaffRequest, request)
            known.access = access
            response = view(known, *args, **kwargs)
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return wrapper


def _has_second_factor(request: HttpRequest) -> bool:
    """A code from the phone, or an identity provider that is trusted with it."""
    return request.user.is_verified() or bool(request.session.get(FACTOR_OF_PROVIDER))  # type: ignore[union-attr]


def _to(name: str, request: HttpRequest) -> HttpResponse:
    return redirect(f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}")
