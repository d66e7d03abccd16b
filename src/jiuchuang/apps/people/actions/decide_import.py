"""One yes or no to a checked import, by somebody who did not bring it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.actions.upload_import import ImportTaken, chain_of
from jiuchuang.apps.people.models.imports import CHECKED, REJECTED, WRITING, Import
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

APPROVE = "register.approve"


@transaction.atomic
def decide_import(
    *, access: Access, number: int, approve: bool, note: str, at: datetime
) -> ImportTaken | Refusal:
    """Approve (its valid rows are then written in the background) or reject; a rejection needs a reason."""
    upload = Import.objects.select_for_update().get(pk=number)
    problems = []
    if not access.may(APPROVE, upload.unit_id):
        problems.append(Problem("not-allowed", "您不能审批这个单位的导入", Place("number")))
    if upload.uploaded_by_id == access.account.pk:
        problems.append(Problem("own-import", "自己上传的导入要由别人审批", Place("number")))
    if upload.state != CHECKED:
        problems.append(Problem("not-checked", "这个导入现在不在待审批状态", Place("number")))
    elif approve and not upload.valid:
        problems.append(Problem("nothing-valid", "没有一行可以写入", Place("number")))
    if not approve and not note.strip():
        problems.append(Problem("note-empty", "退回要说明原因", Place("note")))
    if problems:
        return Refusal(tuple(problems))
    upload.state = WRITING if approve else REJECTED
    upload.done = 0
    upload.decided_by, upload.decided_at, upload.decision_note = access.account, at, note.strip()[:200]
    upload.save()
    what = "import-approved" if approve else "import-rejected"
    content = {"valid": upload.valid, "note": upload.decision_note}
    record(chain=chain_of(upload), kind=what, actor=access.actor, at=at, content=content)
    if approve:
        transaction.on_commit(lambda: _write_later(upload.pk))
    return ImportTaken(upload)


def _write_later(number: int) -> None:
    from jiuchuang.apps.people.jobs import write_import_job

    write_import_job.enqueue(number)
