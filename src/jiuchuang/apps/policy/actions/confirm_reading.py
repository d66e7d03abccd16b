"""Confirm the reading of a document: every proposed repair taken or left, corrections noted, then the whole."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.policy.actions.upload_document import chain_of
from jiuchuang.apps.policy.models import Document, Note
from jiuchuang.apps.policy.queries.officers import CONFIRM, may_rule
from jiuchuang.domain.documents import read_document
from jiuchuang.domain.documents.accepted_repairs import choices, with_repairs
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

LEFT = ""
"""The choice that leaves the damaged words as they stand."""
LONGEST_NOTE = 500


@dataclass(frozen=True)
class ReadingConfirmed:
    """The document whose reading now counts."""

    document: Document


@dataclass(frozen=True)
class NoteWritten:
    """A correction beside a clause."""

    note: Note


@transaction.atomic
def confirm_reading(
    *, access: Access, document: Document, repairs: Mapping[int, str], pack: str = "", at: datetime
) -> ReadingConfirmed | Refusal:
    """Confirm the whole reading, once. `repairs` says for each proposal (from 0) the words taken, or `LEFT`.

    `pack` names the pack that encodes the document, if there is one: its clauses are then shown beside the rules.
    """
    document = Document.objects.select_for_update().get(pk=document.pk)
    proposals = read_document(document.text).repairs
    problems = [*_unfit(access, document)]
    for number, repair in enumerate(proposals):
        place = Place(f"repair-{number}")
        chosen = repairs.get(number)
        if chosen is None:
            problems.append(Problem("repair-open", f"“{repair.text}”还没有选：采纳还是保留原样", place))
        elif chosen != LEFT and chosen not in choices(repair):
            problems.append(Problem("repair-other", f"“{chosen}”不是建议的写法", place))
    if pack and not may_rule(access, CONFIRM):
        problems.append(Problem("pack-not-yours", "对应政策包要由县级政策专员确认", Place("pack")))
    if problems:
        return Refusal(tuple(problems))
    taken = {number: word for number, word in repairs.items() if word != LEFT and number < len(proposals)}
    metadata = read_document(with_repairs(document.text, proposals, taken)).metadata
    document.repairs = [[number, taken.get(number)] for number in range(len(proposals))]
    document.title, document.number = (metadata.title or "")[:200], (metadata.number or "")[:80]
    document.pack, document.confirmed_by, document.confirmed_at = pack, access.account, at
    document.save()
    told = {
        "document": document.pk,
        "text_sha256": hashlib.sha256(document.text.encode()).hexdigest(),
        "repairs": document.repairs,
        "pack": pack,
    }
    record(chain=chain_of(document), kind="reading-confirmed", actor=access.actor, at=at, content=told)
    return ReadingConfirmed(document)


@transaction.atomic
def note_correction(
    *, access: Access, document: Document, locator: str, text: str, at: datetime
) -> NoteWritten | Refusal:
    """Write down at a clause what the reading has wrong, in the officer's own words; before it is confirmed."""
    document = Document.objects.select_for_update().get(pk=document.pk)
    problems = [*_unfit(access, document)]
    said = " ".join(text.split())
    if not said:
        problems.append(Problem("note-empty", "请写明更正的内容", Place("text")))
    elif len(said) > LONGEST_NOTE:
        problems.append(Problem("note-long", f"最多{LONGEST_NOTE}字", Place("text")))
    if read_document(document.text).clause(locator) is None:
        problems.append(Problem("clause-unknown", f"没有“{locator}”这一条", Place("locator")))
    if problems:
        return Refusal(tuple(problems))
    note = Note.objects.create(document=document, locator=locator, text=said, by=access.account, at=at)
    told = {"document": document.pk, "clause": locator, "text": said}
    record(chain=chain_of(document), kind="correction-noted", actor=access.actor, at=at, content=told)
    return NoteWritten(note)


def _unfit(access: Access, document: Document) -> list[Problem]:
    """Not allowed, or done already."""
    problems = []
    if not access.may(CONFIRM, document.unit_id):
        problems.append(Problem("not-allowed", "您没有确认这份文件的权限", Place("document")))
    if document.confirmed_at is not None:
        problems.append(Problem("confirmed-before", "这份文件的解读已经确认", Place("document")))
    return problems
