"""Take in a policy document: its text is read at once, nothing of it counts before somebody has confirmed it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.policy.models import Document, Original
from jiuchuang.apps.policy.queries.officers import CONFIRM, own_unit
from jiuchuang.domain.documents import read_document
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal, legible
from jiuchuang.gateways.text_in import text_of_upload

LARGEST = 10_000_000
"""Bytes of a document."""


@dataclass(frozen=True)
class DocumentUploaded:
    """The document that was taken in."""

    document: Document


def chain_of(document: Document) -> str:
    """The chain of records of a document."""
    return f"policy/document/{document.pk}"


@transaction.atomic
def upload_document(*, access: Access, name: str, content: bytes, at: datetime) -> DocumentUploaded | Refusal:
    """Take in a file of at most 10 MB: .txt, .docx, .pdf with a text layer, .html, checked by its content."""
    unit = own_unit(access, CONFIRM)
    if unit is None:
        return Refusal((Problem("not-allowed", "您没有上传政策文件的权限", Place("file")),))
    sha256 = hashlib.sha256(content).hexdigest()
    same = Document.objects.filter(unit=unit, sha256=sha256).first()
    if same is not None:
        message = f"这个文件已经上传过（{same}，{same.uploaded_at:%Y-%m-%d}）"
        return Refusal((Problem("uploaded-before", message, Place("file")),))
    text = text_of_upload(name, content, LARGEST, Place("file"))
    if not isinstance(text, str):
        return Refusal(tuple(text))
    metadata = read_document(text).metadata
    document = Document.objects.create(
        name=legible(name.replace("\\", "/").rpartition("/")[2], 180),
        title=(metadata.title or "")[:200],
        number=(metadata.number or "")[:80],
        unit=unit,
        sha256=sha256,
        size=len(content),
        text=text,
        uploaded_by=access.account,
        uploaded_at=at,
    )
    Original.objects.create(document=document, content=content)
    told = {"document": document.pk, "name": document.name, "sha256": sha256, "unit": unit.code}
    record(chain=chain_of(document), kind="document-uploaded", actor=access.actor, at=at, content=told)
    return DocumentUploaded(document)
