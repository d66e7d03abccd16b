"""Forget what imports brought, once its term has run out: the file and what it said row by row."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce, TruncDate

from jiuchuang.apps.people.imports.sheets import folder
from jiuchuang.apps.people.models.imports import ENDED, WRITTEN, Import, ImportRow
from jiuchuang.gateways.workbook.kept import drop


def forget_imports(*, before: date, on: date) -> int:
    """Every import that ended before the day; how many there were. One is one transaction.

    What was written into the registers stays, with its history; the whole import cannot be undone any more.
    """
    last = Coalesce("undone_at", "decided_at", "uploaded_at")
    old = _ended().annotate(last_on=TruncDate(last)).filter(last_on__lt=before).order_by("pk")
    return sum(_forget(number, on) for number in list(old.values_list("pk", flat=True)))


def _ended() -> QuerySet[Import]:
    return Import.objects.filter(state__in=(WRITTEN, *ENDED), forgotten_on=None)


def _forget(number: int, on: date) -> bool:
    """First the rows, then the files: after a crash between them files without a row are left, never the reverse.

    False where meanwhile somebody else did it, or began to undo the import.
    """
    with transaction.atomic():
        upload = _ended().select_for_update().filter(pk=number).first()
        if upload is None:
            return False
        files = [key for key in (upload.file, upload.marked_file) if key]
        ImportRow.objects.filter(upload=upload).delete()
        upload.file = upload.marked_file = upload.file_name = ""
        upload.problems, upload.forgotten_on = [], on
        upload.save(update_fields=["file", "marked_file", "file_name", "problems", "forgotten_on"])
    for key in files:
        drop(folder(), key)
    return True
