"""Behind a reverse proxy the browser's address is the one that the proxy names; nobody else is believed."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class NamedByTheProxy:
    """Puts the last address of `X-Forwarded-For` that is no proxy of ours in place of the proxy's own.

    Whatever a browser wrote into the header stands before what our proxy appended, and is not read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request as coming from the browser."""
        proxies = settings.PROXIES
        named = [
            item.strip() for item in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if item.strip()
        ]
        while named and request.META.get("REMOTE_ADDR", "") in proxies:
            request.META["REMOTE_ADDR"] = named.pop()
        return self.get_response(request)
