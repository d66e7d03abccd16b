"""Who may open a page of this door: anybody, or a resident who has signed in; a test walks all addresses to see it."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from jiuchuang.web.kit.door import View

ANYBODY, RESIDENT = "anybody", "resident"


def anybody(view: View) -> View:
    """A page without sign-in. It holds nothing of a person but what the visitor's own browser carries."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    opened.audience = ANYBODY  # type: ignore[attr-defined]
    return opened
