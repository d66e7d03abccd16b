"""Workbooks into the registers: blank ones to download, one uploaded, its check followed, one yes, and taken back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.org.queries import Access, alive, unit_of
from jiuchuang.apps.people.actions.decide_import import decide_import
from jiuchuang.apps.people.actions.undo_import import undo_import
from jiuchuang.apps.people.actions.upload_import import IMPORT, ImportTaken, upload_import
from jiuchuang.apps.people.imports.queries import (
    STATES,
    TONES,
    import_shown,
    imports_for,
    marked_file,
    waiting_for_approval,
)
from jiuchuang.apps.people.imports.sheets import sheets
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.gateways.workbook.accepted import MOST_BYTES
from jiuchuang.gateways.workbook.template import template_workbook
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.forms import sent
from jiuchuang.web.kit.listing import EXCEL, Column, Link, Tag, listing
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.kit.refusals import tell
from jiuchuang.web.kit.uploads import bytes_of

READ = "register.read"


class UploadForm(forms.Form):
    """A workbook, what it is of, and where its rows belong."""

    kind = forms.ChoiceField(label="导入什么", help_text="先下载对应的模板，填好再上传")
    unit = forms.ChoiceField(label="归属单位", help_text="没有写“所属镇村”的行归到这里")
    file = forms.FileField(label="工作簿（.xlsx）", help_text="最大10兆字节，一次最多50000行")

    def __init__(self, data: Any, files: Any, access: Access, kind: str) -> None:
        super().__init__(data, files, initial={"kind": kind})
        kinds = [(key, sheet.label) for key, sheet in sheets().items()]
        units = [(unit.code, unit.name) for unit in alive(access.units(IMPORT), access.on)]
        for name, choices in (("kind", kinds), ("unit", units)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


class DecisionForm(forms.Form):
    """Yes or no, with a word about it."""

    note = forms.CharField(label="意见", max_length=200, required=False, help_text="退回时要写明原因")


class UndoForm(forms.Form):
    """Why an import is taken back."""

    reason = forms.CharField(label="撤销原因", max_length=200)


@staff(READ)
@require_GET
def imports(request: StaffRequest) -> HttpResponse:
    """Every import that the account may see."""
    may_upload = IMPORT in request.access.permissions
    waiting = waiting_for_approval(request.access)
    return listing(
        request,
        heading="批量导入",
        name="imports",
        columns=[
            Column("编号", lambda row: Link(f"第{row.pk}号", reverse("office:import", args=[row.pk]))),
            Column("内容", lambda row: sheets()[row.kind].label),
            Column("状态", lambda row: Tag(STATES[row.state], TONES.get(row.state, "info"))),
            Column("归属单位", lambda row: row.unit.name),
            Column("可写入", lambda row: row.valid, "number"),
            Column("有误", lambda row: row.faulty, "number"),
            Column("上传人", lambda row: row.uploaded_by.name),
            Column("上传时间", lambda row: row.uploaded_at, "moment"),
        ],
        rows=imports_for(request.access),
        actions=[Link("上传工作簿", reverse("office:import-upload"))] if may_upload else [],
        note=f"有{waiting}个等您审批" if waiting else "",
        nothing="还没有导入。下载模板，填好后上传，由另一个人审批后写入。",
    )


@staff(IMPORT)
def upload(request: StaffRequest) -> HttpResponse:
    """Upload a workbook; the check begins at once in the background."""
    files = request.FILES if request.method == "POST" else None
    form = UploadForm(sent(request), files, request.access, request.GET.get("kind", ""))
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        outcome = upload_import(
            access=request.access,
            kind=form.cleaned_data["kind"],
            unit=unit_of(form.cleaned_data["unit"]),
            file_name=file.name or "",
            data=bytes_of(file, MOST_BYTES),
            at=timezone.now(),
        )
        if isinstance(outcome, ImportTaken):
            messages.success(request, "已上传，正在逐行核对。")
            return redirect("office:import", outcome.upload.pk)
        tell(form, outcome)
    page = {"menu": menu(request), "form": form, "sheets": sheets().values()}
    return render(request, "office/import_upload.html", page, status=422 if form.errors else 200)


@staff(IMPORT)
@require_GET
def template(request: StaffRequest, kind: str) -> HttpResponse:
    """The blank workbook of a kind."""
    sheet = sheets().get(kind)
    if sheet is None:
        raise Http404
    return _workbook(f"{sheet.label}-模板.xlsx", template_workbook(sheet))


@staff(READ)
@require_GET
def import_(request: StaffRequest, number: int) -> HttpResponse:
    """One import: how far it is, what is wrong, what can be done."""
    return _page(request, number, DecisionForm(), UndoForm())


@staff("register.approve")
@require_POST
def decide(request: StaffRequest, number: int) -> HttpResponse:
    """Approve or reject."""
    if import_shown(request.access, number) is None:
        raise Http404
    form = DecisionForm(request.POST)
    if form.is_valid():
        outcome = decide_import(
            access=request.access,
            number=number,
            approve=request.POST.get("verdict") == "approve",
            note=form.cleaned_data["note"],
            at=timezone.now(),
        )
        if not isinstance(outcome, Refusal):
            messages.success(request, "已办理。")
            return redirect("office:import", number)
        tell(form, outcome)
    return _page(request, number, form, UndoForm())


@staff("register.approve")
@require_POST
def undo(request: StaffRequest, number: int) -> HttpResponse:
    """Take a written import back."""
    if import_shown(request.access, number) is None:
        raise Http404
    form = UndoForm(request.POST)
    if form.is_valid():
        outcome = undo_import(
            access=request.access, number=number, reason=form.cleaned_data["reason"], at=timezone.now()
        )
        if not isinstance(outcome, Refusal):
            messages.success(request, "正在撤销。")
            return redirect("office:import", number)
        tell(form, outcome)
    return _page(request, number, DecisionForm(), form)


@staff(READ)
@require_GET
def checked_workbook(request: StaffRequest, number: int) -> HttpResponse:
    """The workbook back, with its column 核对结果; who took it is on record."""
    found = marked_file(request.access, number)
    if found is None:
        raise Http404
    record(
        chain=f"exports/{request.access.account.pk}",
        kind="Exported",
        actor=request.access.actor,
        at=timezone.now(),
        content={"list": "import", "import": number},
    )
    return _workbook(*found)


def _page(request: StaffRequest, number: int, decision: forms.Form, undoing: forms.Form) -> HttpResponse:
    shown = import_shown(request.access, number)
    if shown is None:
        raise Http404
    page = {
        "menu": menu(request),
        "shown": shown,
        "upload": shown.upload,
        "form": decision if decision.errors else undoing,
        "decision": decision,
        "undoing": undoing,
        "tone": TONES.get(shown.upload.state, "info"),
    }
    wrong = bool(decision.errors or undoing.errors)
    return render(request, "office/import.html", page, status=422 if wrong else 200)


def _workbook(name: str, data: bytes) -> HttpResponse:
    answer = HttpResponse(data, content_type=EXCEL)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
