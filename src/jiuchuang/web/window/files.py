"""Files of cases that go out of the house: that somebody took them is recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.gateways.file_store.store import read_file
from jiuchuang.web.kit.door import StaffRequest


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
