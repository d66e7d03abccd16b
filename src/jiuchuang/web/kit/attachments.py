"""Files that go out: always attachments, never guessed at by browsers."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def as_attachment(content: bytes, content_type: str, name: str) -> HttpResponse:
    """A download."""
    answer = HttpResponse(content, content_type=content_type)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
