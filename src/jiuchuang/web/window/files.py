"""Files that go out: always attachments, never guessed at by browsers, and recorded where they hold personal data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.gateways.file_store.store import read_file
from jiuchuang.web.kit.door import StaffRequest


def as_attachment(content: bytes, content_type: str, name: str) -> HttpResponse:
    """A download."""
    answer = HttpResponse(content, content_type=content_type)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def stored_file(request: StaffRequest, number: str, paper: Any) -> bytes:
    """The content of a paper out of the store. That somebody took it stands in the chain of their looks."""
    try:
        content = read_file(Path(settings.MEDIA_ROOT), paper.key)
    except FileNotFoundError as fault:
        raise Http404("文件不在了") from fault
    took(request, "PaperTaken", {"case": number, "paper": paper.pk, "sha256": paper.sha256})
    return content


def took(request: StaffRequest, kind: str, content: dict[str, Any]) -> None:
    """Record that the account took something with personal data out."""
    account = request.access.account.pk
    record(
        chain=f"looks/{account}", kind=kind, actor=request.access.actor, at=timezone.now(), content=content
    )
