"""Text that no database keeps is refused at the door: NUL in an address or a query."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse
from django.views.defaults import bad_request


class NoNul:
    """Answers 400 to U+0000 in path or query, which PostgreSQL cannot keep; forms refuse it themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer to a request without NUL."""
        written = request.path + unquote(request.META.get("QUERY_STRING", ""))
        if "\0" in written:
            return bad_request(request, ValueError("NUL"))
        return self.get_response(request)
