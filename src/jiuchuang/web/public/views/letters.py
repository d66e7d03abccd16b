"""What a resident takes along from a case: the decision letter, and the papers that he handed in."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from jiuchuang.apps.casework.queries.papers_out import letter_data
from jiuchuang.gateways.file_store.store import read_file
from jiuchuang.gateways.letters.papers import CONTENT_TYPES, decision_letter
from jiuchuang.web.kit.attachments import as_attachment
from jiuchuang.web.public.door import ResidentRequest, resident
from jiuchuang.web.public.own_case import own_case


@resident
@require_safe
def letter(request: ResidentRequest, number: str, ending: str) -> HttpResponse:
    """决定书, as Word or PDF."""
    data = letter_data(own_case(request, number))
    if data is None or ending not in ("pdf", "docx"):
        raise Http404
    content = decision_letter(data, "pdf" if ending == "pdf" else "docx")
    return as_attachment(content, CONTENT_TYPES[ending], f"决定书{number}.{ending}")


@resident
@require_safe
def paper(request: ResidentRequest, number: str, paper: int) -> HttpResponse:
    """A paper of the case; never shown inside a page."""
    row = next((one for one in own_case(request, number).papers if one.pk == paper), None)
    if row is None:
        raise Http404
    try:
        content = read_file(Path(settings.MEDIA_ROOT), row.key)
    except FileNotFoundError as fault:
        raise Http404("文件不在了") from fault
    return as_attachment(content, row.content_type, row.file_name)
