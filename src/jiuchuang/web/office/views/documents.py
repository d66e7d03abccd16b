"""Policy documents: the list, a new one, its original and its task table."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from jiuchuang.apps.policy.actions.upload_document import LARGEST, DocumentUploaded, upload_document
from jiuchuang.apps.policy.queries.documents import document_for, documents_for, original_of, reading_of
from jiuchuang.apps.policy.queries.officers import CONFIRM, READ
from jiuchuang.gateways.task_table import task_table_docx, task_table_xlsx
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import form_page, sent
from jiuchuang.web.kit.listing import EXCEL, Column, Link, Tag, listing

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TABLES = {"xlsx": (task_table_xlsx, EXCEL), "docx": (task_table_docx, WORD)}


class UploadForm(forms.Form):
    """A document as a file."""

    file = forms.FileField(
        label="政策文件",
        help_text=f"可用 .txt、.docx、.html 和带文字层的 .pdf，最大 {LARGEST // 1_000_000} MB。"
        "上传后先出解读，确认了才算数。",
        allow_empty_file=True,
    )


@staff(READ)
def documents(request: StaffRequest) -> HttpResponse:
    """Every document that the account may read, the newest first."""
    may_upload = CONFIRM in request.access.permissions
    columns: list[Column[Any]] = [
        Column("文件", lambda row: Link(str(row), reverse("office:policy-document", args=[row.pk]))),
        Column("文号", lambda row: row.number),
        Column("解读", lambda row: Tag("已确认", "good") if row.confirmed_at else Tag("待确认", "warn")),
        Column("上传人", lambda row: row.uploaded_by.name),
        Column("上传时间", lambda row: row.uploaded_at, "moment"),
    ]
    return listing(
        request,
        heading="政策文件",
        columns=columns,
        rows=documents_for(request.access),
        name="政策文件",
        actions=[Link("上传文件", reverse("office:policy-document-upload"))] if may_upload else [],
        nothing="还没有上传文件。",
    )


@staff(CONFIRM)
def upload(request: StaffRequest) -> HttpResponse:
    """A new document; when it is in, its reading opens."""
    taken: list[DocumentUploaded] = []

    def act(said: dict[str, Any]) -> object:
        file = said["file"]
        content = file.read(LARGEST + 1)
        outcome = upload_document(access=request.access, name=file.name, content=content, at=timezone.now())
        if isinstance(outcome, DocumentUploaded):
            taken.append(outcome)
        return outcome

    form = UploadForm(sent(request), request.FILES if request.method == "POST" else None)
    answer = form_page(
        request, form, "上传政策文件", "上传", act, "已上传，请核对解读。", "office:policy-documents"
    )
    return redirect("office:policy-document", taken[0].document.pk) if taken else answer


@staff(READ)
def original(request: StaffRequest, number: int) -> HttpResponse:
    """The file as it was uploaded, always as something to save, never shown inside the site."""
    document = document_for(request.access, number)
    if document is None:
        raise Http404
    answer = HttpResponse(original_of(document), content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = content_disposition_header(True, document.name) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@staff(READ)
def tasks(request: StaffRequest, number: int, ending: str) -> HttpResponse:
    """The task table (重点任务分工表) of the reading as Excel or Word."""
    document = document_for(request.access, number)
    if document is None or ending not in _TABLES:
        raise Http404
    table, kind = _TABLES[ending]
    answer = HttpResponse(table(reading_of(document)), content_type=kind)
    name = f"重点任务分工表-{document.pk}.{ending}"
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer
