"""A letter that cannot be set as PDF (a rare character without a glyph, no Chinese font) is told, with the way out."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jiuchuang.gateways.letters.fonts import NoFont
from jiuchuang.gateways.letters.pdf import Unprintable


class Unset:
    """Middleware: answers with a page in place of the PDF; Word and the printed page go on as they are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer of the page."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """The page that tells why; None for any other fault."""
        if isinstance(fault, Unprintable):
            told = [problem.message for problem in fault.refusal.problems]
        elif isinstance(fault, NoFont):
            told = [str(fault)]
        else:
            return None
        return render(request, "kit/unprintable.html", {"told": told}, status=503)
