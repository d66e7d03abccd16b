"""Papers about a case: the decision letter and the correction notice, as PDF and Word."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from jiuchuang.apps.casework.queries.papers_out import correction_data, letter_data
from jiuchuang.gateways.letters.papers import CONTENT_TYPES, correction_notice, decision_letter
from jiuchuang.web.kit.attachments import as_attachment
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.window.files import took
from jiuchuang.web.window.reading import around_of


@staff("case.read")
def letter(request: StaffRequest, number: str, form: str) -> HttpResponse:
    """决定书 of a case that was decided; that it was taken is recorded."""
    around = around_of(request.access, number)
    data = letter_data(around.view) if around else None
    if data is None or form not in CONTENT_TYPES or form == "xlsx":
        raise Http404
    content = decision_letter(data, "pdf" if form == "pdf" else "docx")
    took(request, "LetterTaken", {"case": number, "form": form})
    return as_attachment(content, CONTENT_TYPES[form], f"决定书{number}.{form}")


@staff("case.read")
def correction(request: StaffRequest, number: str, form: str) -> HttpResponse:
    """补正告知书 while the answer is awaited."""
    around = around_of(request.access, number)
    data = correction_data(around.view) if around else None
    if data is None or form not in CONTENT_TYPES or form == "xlsx":
        raise Http404
    content = correction_notice(data, "pdf" if form == "pdf" else "docx")
    took(request, "LetterTaken", {"case": number, "form": form})
    return as_attachment(content, CONTENT_TYPES[form], f"补正告知书{number}.{form}")
