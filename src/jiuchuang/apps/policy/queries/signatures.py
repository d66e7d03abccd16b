"""Signatures in words, and what either reading would give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from jiuchuang.apps.policy.models import Signature
from jiuchuang.apps.policy.queries.loaded import LoadedPack, load, shared_text, vocabulary_of
from jiuchuang.apps.policy.queries.versions import worked_cases
from jiuchuang.domain.rules.answers.decision import Decision
from jiuchuang.domain.rules.checks.worked import run_cases
from jiuchuang.domain.rules.loading.signed import READING, Signed, words_of
from jiuchuang.domain.rules.pack import DoubleReading, Programme, WorkedCase


@dataclass(frozen=True)
class SignatureShown:
    """A signature; `withdrawn_at` None while it stands."""

    id: int
    programme: str
    kind: str
    subject: str
    choice: str
    basis: str
    name: str
    on: date
    withdrawn_at: datetime | None
    withdrawn_by: str
    why_withdrawn: str


def signatures_of(programme: str) -> list[SignatureShown]:
    """All signatures of a programme, withdrawn ones too, the newest first."""
    rows = Signature.objects.filter(programme=programme).select_related("withdrawn_by").order_by("-pk")
    return [
        SignatureShown(
            id=row.pk,
            programme=row.programme,
            kind=row.kind,
            subject=row.subject,
            choice=row.choice,
            basis=row.basis,
            name=row.name,
            on=row.on,
            withdrawn_at=row.withdrawn_at,
            withdrawn_by=row.withdrawn_by.name if row.withdrawn_by else "",
            why_withdrawn=row.why_withdrawn,
        )
        for row in rows
    ]


def signature_of(number: int) -> Signature | None:
    """The signature of that number."""
    return Signature.objects.filter(pk=number).first()


@dataclass(frozen=True)
class Effect:
    """What a worked case gives under each option of a reading, in the order of the options."""

    case: WorkedCase
    decisions: tuple[Decision, ...]

    @property
    def differs(self) -> bool:
        """Whether the choice matters for this case."""
        return len({(item.status, item.amount_fen) for item in self.decisions}) > 1


def effects(unsigned: LoadedPack, programme: Programme, reading: DoubleReading) -> list[Effect]:
    """Each worked case of the programme decided under each option; `unsigned` is the version without signatures."""
    cases = worked_cases(unsigned, programme.id)
    vocabulary = vocabulary_of(shared_text())
    columns = []
    for option in reading.options:
        signed = Signed(
            programme.id, READING, reading.id, words_of(reading), option.id, "试算", "试算", "2000-01-01"
        )
        ruled = load(unsigned.pack.document.id, unsigned.files, shared_text(), (signed,))
        columns.append([run.decision for run in run_cases(ruled.pack, vocabulary, cases)])
    return [Effect(case, row) for case, row in zip(cases, zip(*columns, strict=True), strict=True)]
