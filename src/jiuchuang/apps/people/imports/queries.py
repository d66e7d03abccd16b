"""Imports as the pages show them: only those of units for which the account imports or approves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.actions.check_import import from_json
from jiuchuang.apps.people.actions.decide_import import APPROVE
from jiuchuang.apps.people.actions.upload_import import IMPORT
from jiuchuang.apps.people.imports.sheets import folder, sheets
from jiuchuang.apps.people.models.imports import (
    BLOCKED,
    CHECKED,
    CHECKING,
    FAULTY,
    REFUSED,
    REJECTED,
    UNDOING,
    UNDONE,
    WAITING,
    WRITING,
    WRITTEN,
    Import,
    ImportRow,
)
from jiuchuang.domain.kernel.masking import mask_account, mask_address, mask_phone, mask_resident_id
from jiuchuang.domain.kernel.money import format_fen
from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.domain.registers.sheets import Column, Sheet
from jiuchuang.gateways.workbook.kept import fetch

STATES = {
    WAITING: "等待核对",
    CHECKING: "正在核对",
    CHECKED: "待审批",
    REFUSED: "文件读不了",
    WRITING: "正在写入",
    WRITTEN: "已写入",
    REJECTED: "已退回",
    UNDOING: "正在撤销",
    UNDONE: "已撤销",
}
TONES = {CHECKED: "warn", WRITTEN: "good", REFUSED: "bad", REJECTED: "bad", UNDONE: "", WRITING: "info"}
AT_WORK = (WAITING, CHECKING, WRITING, UNDOING)
ROWS_SHOWN = 50
MASKS: Mapping[str, Callable[[str], str]] = {
    "resident_id": mask_resident_id,
    "phone": mask_phone,
    "account": mask_account,
    "address": mask_address,
}
"""Personal columns by their type or name."""
"""Faulty rows shown on the page; the workbook has all of them."""


@dataclass(frozen=True)
class RowShown:
    """A row that is faulty or could not be taken back."""

    line: int
    problems: tuple[Problem, ...]
    note: str
    subject_kind: str
    subject_number: str


@dataclass(frozen=True)
class ImportShown:
    """An import with what the account may do about it."""

    upload: Import
    sheet: Sheet
    state: str
    at_work: bool
    percent: int
    faulty_rows: tuple[RowShown, ...]
    blocked_rows: tuple[RowShown, ...]
    preview: tuple[tuple[str, ...], ...]
    headings: tuple[str, ...]
    may_decide: bool
    may_undo: bool


def imports_for(access: Access) -> QuerySet[Import]:
    """Imports that the account may see, latest first."""
    units = access.units(IMPORT) | access.units(APPROVE)
    seen = Q(unit__in=units.values("pk")) | Q(uploaded_by=access.account)
    return Import.objects.filter(seen).select_related("unit", "uploaded_by", "decided_by").order_by("-pk")


def import_shown(access: Access, number: int) -> ImportShown | None:
    """One import; None for one that is not there for the account."""
    upload = imports_for(access).select_related("undone_by").filter(pk=number).first()
    if upload is None:
        return None
    may_approve = access.may(APPROVE, upload.unit_id)
    rows = ImportRow.objects.filter(upload=upload).order_by("line")
    sheet = sheets()[upload.kind]
    headings, preview = _preview(sheet, rows) if upload.state == CHECKED else ((), ())
    return ImportShown(
        upload=upload,
        sheet=sheet,
        state=STATES[upload.state],
        at_work=upload.state in AT_WORK,
        percent=_percent(upload),
        faulty_rows=tuple(map(_shown, rows.filter(state=FAULTY)[:ROWS_SHOWN])),
        blocked_rows=tuple(map(_shown, rows.filter(state=BLOCKED)[:ROWS_SHOWN])),
        preview=preview,
        headings=headings,
        may_decide=upload.state == CHECKED and may_approve and upload.uploaded_by_id != access.account.pk,
        may_undo=upload.state == WRITTEN and may_approve and upload.forgotten_on is None,
    )


def marked_file(access: Access, number: int) -> tuple[str, bytes] | None:
    """Name and bytes of the checked workbook, for who may see the import."""
    upload = imports_for(access).filter(pk=number).exclude(marked_file="").first()
    if upload is None:
        return None
    return f"核对结果-{upload.file_name}", fetch(folder(), upload.marked_file)


def waiting_for_approval(access: Access) -> int:
    """How many imports wait for a yes of this account."""
    units = access.units(APPROVE)
    waiting = Import.objects.filter(state=CHECKED, unit__in=units.values("pk"))
    return waiting.exclude(uploaded_by=access.account).count()


def imports_under_way(units: QuerySet[Unit]) -> int:
    """Imports of the units that are neither written nor given up, whoever asks: a number alone."""
    ended = (WRITTEN, REFUSED, REJECTED, UNDONE)
    return Import.objects.filter(unit__in=units.values("pk")).exclude(state__in=ended).count()


def _percent(upload: Import) -> int:
    whole = upload.total if upload.state in (WAITING, CHECKING) else upload.valid
    return 100 * min(upload.done, whole) // whole if whole else 0


def _shown(row: ImportRow) -> RowShown:
    problems = tuple(from_json(problem) for problem in row.problems)
    return RowShown(row.line, problems, row.note, row.subject_kind, row.subject_number)


def _preview(sheet: Sheet, rows: QuerySet[ImportRow]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The first valid rows in words, so that who approves sees what would be written; masked as on lists."""
    first = list(rows.filter(state="valid")[:10])
    used = [
        column
        for column in sheet.columns
        if any(column.name in row.content["facts" if column.is_fact else "values"] for row in first)
    ]
    lines = tuple(
        tuple(
            _in_words(column, row.content["facts" if column.is_fact else "values"].get(column.name))
            for column in used
        )
        for row in first
    )
    return tuple(column.label for column in used), lines


def _in_words(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    mask = MASKS.get(column.type) or MASKS.get(column.name)
    if mask is not None:
        return mask(str(value))
    return format_fen(value) if column.type == "yuan" else str(column.labels.get(value, value))
