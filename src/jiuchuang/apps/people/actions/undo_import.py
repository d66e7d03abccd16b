"""Take an import back: every row as it was before, but for those that somebody changed since."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import MACHINE, Actor, record
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.actions.decide_import import APPROVE
from jiuchuang.apps.people.actions.upload_import import ImportTaken, chain_of
from jiuchuang.apps.people.imports.effects import take_back
from jiuchuang.apps.people.models import Change
from jiuchuang.apps.people.models.imports import BLOCKED, UNDOING, UNDONE, WRITTEN, Import, ImportRow
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

STRETCH = 25
"""Rows that are taken back in one transaction."""


@transaction.atomic
def undo_import(*, access: Access, number: int, reason: str, at: datetime) -> ImportTaken | Refusal:
    """Begin to take a written import back; the rows follow in the background."""
    upload = Import.objects.select_for_update().get(pk=number)
    problems = []
    if not access.may(APPROVE, upload.unit_id):
        problems.append(Problem("not-allowed", "您不能撤销这个单位的导入", Place("number")))
    if upload.state != WRITTEN:
        problems.append(Problem("not-written", "只有已经写入的导入才能撤销", Place("number")))
    elif upload.forgotten_on is not None:
        message = "逐行记录已过保存期删除，不能再整批撤销"
        problems.append(Problem("import-forgotten", message, Place("number"), "请逐条更正"))
    if not reason.strip():
        problems.append(Problem("reason-empty", "撤销要说明原因", Place("reason")))
    if problems:
        return Refusal(tuple(problems))
    upload.state, upload.done = UNDOING, 0
    upload.undone_by, upload.undone_at, upload.undo_reason = access.account, at, reason.strip()[:200]
    upload.save()
    content = {"reason": upload.undo_reason}
    record(chain=chain_of(upload), kind="import-undo-begun", actor=access.actor, at=at, content=content)
    transaction.on_commit(lambda: _later(upload.pk))
    return ImportTaken(upload)


def take_back_import(*, number: int, at: datetime) -> Import:
    """Take back what is left of import `number`, the last row first."""
    while _take_back_stretch(number, at):
        pass
    return _end(number, at)


@transaction.atomic
def _take_back_stretch(number: int, at: datetime) -> bool:
    upload = Import.objects.select_for_update().get(pk=number)
    if upload.state != UNDOING:
        return False
    rows = list(ImportRow.objects.filter(upload=upload, state=WRITTEN).order_by("-line")[:STRETCH])
    for row in rows:
        why = take_back(row.effects)
        row.state, row.note = (BLOCKED, why) if why else (UNDONE, "")
        row.save(update_fields=["state", "note"])
        if not why:
            _tell(upload, row, at)
    upload.done += len(rows)
    upload.save(update_fields=["done"])
    return bool(rows)


def _tell(upload: Import, row: ImportRow, at: datetime) -> None:
    """The subject's own history (once, however many rows told of it) and its chain say that it was taken back."""
    assert upload.undone_by is not None
    source = f"撤销第{upload.pk}号导入"
    changes = Change.objects.filter(kind=row.subject_kind, number=row.subject_number)
    told = changes.filter(source=source).exists()
    for change in [] if told else changes.filter(import_number=upload.pk).order_by("-pk"):
        Change.objects.create(
            kind=change.kind,
            number=change.number,
            before=change.after,
            after=change.before,
            source=source,
            on=timezone.localdate(at),
            at=at,
            account=upload.undone_by,
        )
    content: dict[str, Any] = {"import": upload.pk, "line": row.line, "effects": row.effects}
    record(
        chain=f"register/{row.subject_kind}/{row.subject_number}",
        kind="import-undone",
        actor=Actor(upload.undone_by.pk, upload.undone_by.name),
        at=at,
        content=content,
    )


@transaction.atomic
def _end(number: int, at: datetime) -> Import:
    upload = Import.objects.select_for_update().get(pk=number)
    if upload.state != UNDOING:
        return upload
    upload.state = UNDONE
    upload.save(update_fields=["state"])
    rows = ImportRow.objects.filter(upload=upload)
    content = {
        "undone": rows.filter(state=UNDONE).count(),
        "blocked": list(rows.filter(state=BLOCKED).values_list("line", flat=True)),
    }
    record(chain=chain_of(upload), kind="import-undone", actor=MACHINE, at=at, content=content)
    return upload


def _later(number: int) -> None:
    from jiuchuang.apps.people.jobs import undo_import_job

    undo_import_job.enqueue(number)
