"""The receipt of an application (受理回执): its cases with their numbers, and a code for following them."""

from __future__ import annotations

import io
from dataclasses import replace

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from jiuchuang.apps.casework.queries import calendar
from jiuchuang.apps.casework.queries.papers_out import receipt_data
from jiuchuang.apps.casework.queries.view import CaseView, case_view
from jiuchuang.apps.casework.queries.worklist import cases_for
from jiuchuang.gateways.letters.papers import CONTENT_TYPES, receipt_slip
from jiuchuang.web.kit.attachments import as_attachment
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.window.shown import due_tag


def follow_address(request: HttpRequest) -> str:
    """The address that the code on the receipt leads to."""
    return request.build_absolute_uri(reverse("public:my"))


def code_picture(address: str) -> SafeString:
    """A two-dimensional code as SVG without style or script."""
    out = io.BytesIO()
    picture = segno.make(address, error="m")
    picture.save(out, kind="svg", xmldecl=False, omitsize=True, border=2, title="二维码")
    return mark_safe(out.getvalue().decode())


def _views(request: StaffRequest, application: str) -> list[CaseView]:
    numbers = cases_for(request.access, text=application).filter(application=application)
    found = [case_view(request.access, one.number) for one in numbers.order_by("number")]
    shown = [one for one in found if one is not None]
    if not shown:
        raise Http404
    return shown


@staff("case.read")
def application(request: StaffRequest, number: str) -> HttpResponse:
    """What was handed in at once, on one page for the printer."""
    views, known = _views(request, number), calendar()
    address = follow_address(request)
    page = {
        "menu": menu(request),
        "application": number,
        "views": [(one, due_tag(one.dues[0].due_on, one.on, known) if one.dues else None) for one in views],
        "first": views[0],
        "papers": list(dict.fromkeys(paper for one in views for paper in one.state.papers)),
        "address": address,
        "code": code_picture(address),
    }
    return render(request, "window/application.html", page)


@staff("case.read")
def slip(request: StaffRequest, number: str, form: str) -> HttpResponse:
    """The receipt as PDF or Word."""
    if form not in ("pdf", "docx"):
        raise Http404
    data = receipt_data(_views(request, number), request.access.account.name)
    data = replace(data, address=follow_address(request))
    content = receipt_slip(data, "pdf" if form == "pdf" else "docx")
    return as_attachment(content, CONTENT_TYPES[form], f"受理回执{number}.{form}")
