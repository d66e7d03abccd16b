"""Check every row of a workbook, in stretches; what is done stays done when the machine stops in the middle."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import MACHINE, record
from jiuchuang.apps.people.actions.upload_import import chain_of
from jiuchuang.apps.people.imports.bringing import Bringing
from jiuchuang.apps.people.imports.rows import would_write
from jiuchuang.apps.people.imports.sheets import folder, sheets
from jiuchuang.apps.people.models.imports import (
    CHECKED,
    CHECKING,
    FAULTY,
    REFUSED,
    VALID,
    WAITING,
    Import,
    ImportRow,
)
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal, errors_only
from jiuchuang.domain.registers.sheets import Column, RowRead, Sheet, match_headings, read_row, same_key
from jiuchuang.gateways.workbook.give_back import marked_workbook
from jiuchuang.gateways.workbook.kept import fetch, keep
from jiuchuang.gateways.workbook.read import SheetIn, read_workbook

STRETCH = 25
"""Rows that are checked in one transaction; others who write wait for no more than that on SQLite."""


def check_import(*, number: int, at: datetime) -> Import | Refusal:
    """Check import `number`, from where an earlier try ended. The outcome stands in the import itself."""
    upload = Import.objects.get(pk=number)
    if upload.state not in (WAITING, CHECKING):
        return upload
    sheet = sheets()[upload.kind]
    data = fetch(folder(), upload.file)
    wanted = [heading for column in sheet.columns for heading in (column.label, *column.alias)]
    page = read_workbook(data, wanted)
    if isinstance(page, Refusal):
        return _refused(upload, page.problems, at)
    columns, problems = match_headings(sheet, page.headings)
    if problems:
        return _refused(upload, problems, at)
    Import.objects.filter(pk=number).update(state=CHECKING, total=len(page.rows))
    first = _first_lines(upload)
    for stretch in _stretches(upload, page):
        _check_stretch(upload, sheet, columns, stretch, first, at)
    return _checked(upload, data, page, columns, at)


def _stretches(upload: Import, page: SheetIn) -> Iterator[Sequence[tuple[int, tuple[Any, ...]]]]:
    """The rows that are not checked yet."""
    known = set(upload.rows.values_list("line", flat=True))
    left = [row for row in page.rows if row[0] not in known]
    for first in range(0, len(left), STRETCH):
        yield left[first : first + STRETCH]


def _first_lines(upload: Import) -> dict[str, int]:
    """By what makes a row the same as another: the line on which it was said first, of the rows checked already."""
    first: dict[str, int] = {}
    for key, line in upload.rows.order_by("line").values_list("content__key", "line").iterator():
        first.setdefault(key, line)
    return first


@transaction.atomic
def _check_stretch(
    upload: Import,
    sheet: Sheet,
    columns: dict[int, Column],
    rows: Sequence[tuple[int, tuple[Any, ...]]],
    first: dict[str, int],
    at: datetime,
) -> None:
    Import.objects.select_for_update().get(pk=upload.pk)
    on = timezone.localdate(at)
    bringing = Bringing.of(upload, upload.uploaded_by, at)
    checked = []
    for line, cells in rows:
        read = read_row(sheet, columns, cells, on)
        checked.append(_row(bringing, upload, sheet, line, read, on))
    _mark_repeated(sheet, checked, first)
    if ImportRow.objects.filter(upload=upload, line__in=[row.line for row in checked]).exists():
        return  # another worker took the stretch meanwhile
    ImportRow.objects.bulk_create(checked)
    valid = sum(row.state == VALID for row in checked)
    counted = {"valid": F("valid") + valid, "faulty": F("faulty") + len(checked) - valid}
    Import.objects.filter(pk=upload.pk).update(done=F("done") + len(checked), **counted)


def _row(bringing: Bringing, upload: Import, sheet: Sheet, line: int, read: RowRead, on: date) -> ImportRow:
    """The row with the faults of its cells and, as far as the others go, those that the register finds."""
    content = {"values": dict(read.values), "facts": dict(read.facts)}
    problems = list(read.problems)
    unread = {problem.place.source for problem in problems}
    if all(column.name in read.values for column in sheet.columns if column.required):
        found = would_write(bringing, upload.kind, content)
    else:
        found = bringing.faults_of_unit(read.values)
    problems += [problem for problem in found if problem.place.source not in unread]
    key = same_key(sheet, read)
    return ImportRow(
        upload=upload,
        line=line,
        content={**content, "key": "/".join(map(str, key)) if key else ""},
        problems=[as_json(problem) for problem in problems],
        state=FAULTY if errors_only(problems) else VALID,
    )


def _mark_repeated(sheet: Sheet, rows: list[ImportRow], first: dict[str, int]) -> None:
    """A row that says the same as an earlier one of the file is faulty, and says which; `first` learns the rows."""
    for row in rows:
        key = row.content["key"]
        if key and first.setdefault(key, row.line) != row.line:
            labels = "、".join(sheet.column(name).label for name in sheet.same_by)
            message = f"与第{first[key]}行重复（{labels}相同）"
            row.problems.append(as_json(Problem("row-twice", message, Place(sheet.same_by[0]))))
            row.state = FAULTY


def _checked(upload: Import, data: bytes, page: SheetIn, columns: dict[int, Column], at: datetime) -> Import:
    """All rows are checked: the workbook with its column of faults is made, and the import can be approved."""
    results = {row.line: [from_json(each) for each in row.problems] for row in upload.rows.iterator()}
    positions = {column.name: position for position, column in columns.items()}
    try:
        marked = marked_workbook(data, page, results, positions)
    except Exception:  # whatever a writer of workbooks stumbles over in a file that a reader of them can read
        logging.getLogger(__name__).exception("import %s cannot be marked", upload.pk)
        hint = "把数据粘贴到下载的模板里再上传"
        return _refused(
            upload, [Problem("workbook-unmarked", "这个工作簿加不上核对结果", Place("file"), hint)], at
        )
    key = keep(folder(), marked)
    with transaction.atomic():
        kept = Import.objects.select_for_update().get(pk=upload.pk)
        if kept.state != CHECKING:
            return kept
        kept.state, kept.marked_file = CHECKED, key
        kept.save(update_fields=["state", "marked_file"])
        content = {"valid": kept.valid, "faulty": kept.faulty}
        record(chain=chain_of(kept), kind="import-checked", actor=MACHINE, at=at, content=content)
        return kept


@transaction.atomic
def _refused(upload: Import, problems: Sequence[Problem], at: datetime) -> Import:
    upload.state = REFUSED
    upload.problems = [as_json(problem) for problem in problems]
    upload.save(update_fields=["state", "problems"])
    content = {"problems": [problem.message for problem in problems]}
    record(chain=chain_of(upload), kind="import-refused", actor=MACHINE, at=at, content=content)
    return upload


def as_json(problem: Problem) -> dict[str, Any]:
    """A problem as an import keeps it."""
    return {**asdict(problem), "place": problem.place.source}


def from_json(kept: dict[str, Any]) -> Problem:
    """A problem out of an import."""
    return Problem(**{**kept, "place": Place(kept["place"])})
