"""Take a workbook for a register: kept as it came, checked in the background, written after somebody else's yes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.imports.sheets import folder, sheets
from jiuchuang.apps.people.models.imports import ENDED, Import
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal
from jiuchuang.gateways.workbook.accepted import workbook_problem
from jiuchuang.gateways.workbook.kept import keep

IMPORT = "register.import"


@dataclass(frozen=True)
class ImportTaken:
    """The import, waiting for its check."""

    upload: Import


def chain_of(upload: Import) -> str:
    """Name of the chain of an import."""
    return f"import/{upload.pk}"


def upload_import(
    *, access: Access, kind: str, unit: Unit | None, file_name: str, data: bytes, at: datetime
) -> ImportTaken | Refusal:
    """Take the file `data` for the sheet `kind`; rows that name no unit of their own belong to `unit`."""
    problems = []
    if kind not in sheets():
        problems.append(Problem("sheet-unknown", f"没有“{kind}”这一类导入", Place("kind")))
    if unit is None or not access.may(IMPORT, unit.pk):
        problems.append(Problem("not-allowed", "您不能为这个单位导入", Place("unit")))
    fault = workbook_problem(data)
    if fault is not None:
        problems.append(fault)
    digest = hashlib.sha256(data).hexdigest()
    twin = Import.objects.filter(kind=kind, digest=digest).exclude(state__in=ENDED).first()
    if twin is not None:
        problems.append(_twice(twin))
    if problems:
        return Refusal(tuple(problems))
    assert unit is not None
    key = keep(folder(), data)
    try:
        with transaction.atomic():
            return _taken(access, Import(kind=kind, unit=unit, digest=digest, file=key), file_name, at)
    except IntegrityError:  # the same file by another request at this very moment
        twin = Import.objects.filter(kind=kind, digest=digest).exclude(state__in=ENDED).first()
        if twin is None:
            raise
        return Refusal((_twice(twin),))


def _taken(access: Access, upload: Import, file_name: str, at: datetime) -> ImportTaken:
    from jiuchuang.apps.people.jobs import check_import_job

    upload.file_name = file_name.replace("\\", "/").rpartition("/")[2][:200] or "未命名.xlsx"
    upload.uploaded_by, upload.uploaded_at = access.account, at
    upload.save()
    content = {
        "kind": upload.kind,
        "unit": upload.unit.code,
        "file_name": upload.file_name,
        "digest": upload.digest,
    }
    record(chain=chain_of(upload), kind="import-uploaded", actor=access.actor, at=at, content=content)
    transaction.on_commit(lambda: check_import_job.enqueue(upload.pk))
    return ImportTaken(upload)


def _twice(twin: Import) -> Problem:
    message = f"这个文件已经作为第{twin.pk}号导入上传过"
    return Problem("file-twice", message, Place("file"), "要改的话请改过内容再上传")
