"""Uploaded documents and their readings, for the account that asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import QuerySet

from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.policy.models import Document, Note
from jiuchuang.apps.policy.queries.officers import READ
from jiuchuang.domain.documents import Document as Reading
from jiuchuang.domain.documents import read_document
from jiuchuang.domain.documents.accepted_repairs import with_repairs


@dataclass(frozen=True)
class NoteShown:
    """A correction with who wrote it."""

    locator: str
    text: str
    by: str
    at: datetime


def documents_for(access: Access) -> QuerySet[Document]:
    """Documents of the units where the account may read policy, the newest first."""
    rows = Document.objects.filter(unit__in=access.units(READ)).defer("text")
    return rows.select_related("uploaded_by", "confirmed_by")


def document_for(access: Access, number: int) -> Document | None:
    """One of them."""
    rows = Document.objects.filter(unit__in=access.units(READ))
    return rows.select_related("uploaded_by", "confirmed_by", "unit").filter(pk=number).first()


def reading_of(document: Document) -> Reading:
    """The reading of the text as uploaded, or once confirmed of the text with the repairs accepted."""
    return _read(text_of(document))


def proposals_of(document: Document) -> Reading:
    """The reading of the text as uploaded, with all proposals of repair."""
    return _read(document.text)


def text_of(document: Document) -> str:
    """The text as uploaded, with the repairs that were accepted."""
    taken = {number: word for number, word in document.repairs if word is not None}
    return with_repairs(document.text, _read(document.text).repairs, taken) if taken else document.text


@lru_cache(maxsize=16)
def _read(text: str) -> Reading:
    return read_document(text)


def notes_of(document: Document) -> list[NoteShown]:
    """Corrections in the order in which they were written."""
    rows = Note.objects.filter(document=document).select_related("by")
    return [NoteShown(row.locator, row.text, row.by.name, row.at) for row in rows]


def original_of(document: Document) -> bytes:
    """The file as it was uploaded."""
    return bytes(document.original.content)


def confirmed_document(pack: str) -> Document | None:
    """The document behind a pack whose reading was confirmed last; None where there is none."""
    rows = Document.objects.filter(pack=pack, confirmed_at__isnull=False)
    return rows.order_by("-confirmed_at").first()


def confirmed_reading(pack: str) -> Reading | None:
    """Its reading."""
    document = confirmed_document(pack)
    return reading_of(document) if document is not None else None


def document_of_pack(access: Access, pack: str) -> Document | None:
    """The same document for an account, if it may read it."""
    document = confirmed_document(pack)
    return document_for(access, document.pk) if document is not None else None
