"""Write the valid rows of an approved import, in stretches: each row and its mark in one transaction.

When the machine stops in the middle, the rows of the open stretch are as if never touched, and the next try goes on
with them: nothing is lost, nothing written twice.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuchuang.apps.audit.actions.record import MACHINE, record
from jiuchuang.apps.people.actions.check_import import as_json
from jiuchuang.apps.people.actions.upload_import import chain_of
from jiuchuang.apps.people.duplicates.find import find_pairs
from jiuchuang.apps.people.imports.bringing import Bringing
from jiuchuang.apps.people.imports.rows import write_row
from jiuchuang.apps.people.models.imports import FAULTY, VALID, WRITING, WRITTEN, Import, ImportRow
from jiuchuang.domain.kernel.problem import Refusal

SUBJECTS = {"persons": "person", "employers": "employer"}
"""Sheets whose rows are compared with the register for duplicates."""
STRETCH = 25
"""Rows that are written in one transaction."""


def write_import(*, number: int, at: datetime) -> Import:
    """Write what is left of import `number`."""
    while _write_stretch(number, at):
        pass
    upload = _end(number, at)
    if upload.kind in SUBJECTS:
        rows = ImportRow.objects.filter(upload=upload, state=WRITTEN)
        find_pairs(kind=SUBJECTS[upload.kind], at=at, numbers=rows.values_list("subject_number", flat=True))
    return upload


@transaction.atomic
def _write_stretch(number: int, at: datetime) -> bool:
    """Write the next rows; False when none is left. Two workers wait for each other at the import's own row."""
    upload = Import.objects.select_for_update().get(pk=number)
    if upload.state != WRITING:
        return False
    rows = list(ImportRow.objects.filter(upload=upload, state=VALID).order_by("line")[:STRETCH])
    assert upload.decided_by is not None
    bringing = Bringing.of(upload, upload.uploaded_by, at)
    for row in rows:
        _write_one(bringing, upload.kind, row)
    if rows:
        _tell(upload, rows, at)
    upload.done += len(rows)
    upload.save(update_fields=["done"])
    return bool(rows)


def _tell(upload: Import, rows: list[ImportRow], at: datetime) -> None:
    """Which rows became which records, in the import's chain."""
    written = [[row.line, row.subject_kind, row.subject_number] for row in rows if row.state == WRITTEN]
    faulty = [row.line for row in rows if row.state == FAULTY]
    content = {"written": written, "faulty": faulty}
    record(chain=chain_of(upload), kind="rows-written", actor=MACHINE, at=at, content=content)


def _write_one(bringing: Bringing, kind: str, row: ImportRow) -> None:
    outcome = write_row(bringing, kind, row.content)
    if isinstance(outcome, Refusal):
        row.state = FAULTY
        row.problems = [as_json(problem) for problem in outcome.problems]
    else:
        row.state, row.effects = WRITTEN, outcome.effects
        row.subject_kind, row.subject_number = outcome.kind, outcome.number
    row.save()


@transaction.atomic
def _end(number: int, at: datetime) -> Import:
    upload = Import.objects.select_for_update().get(pk=number)
    if upload.state != WRITING:
        return upload
    rows = ImportRow.objects.filter(upload=upload)
    upload.state = WRITTEN
    upload.valid, upload.faulty = rows.filter(state=WRITTEN).count(), rows.filter(state=FAULTY).count()
    upload.save()
    content = {"written": upload.valid, "faulty": upload.faulty, "digest": upload.digest}
    record(chain=chain_of(upload), kind="import-written", actor=MACHINE, at=at, content=content)
    return upload
