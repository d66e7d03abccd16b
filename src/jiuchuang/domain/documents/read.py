"""Reading a document: the main path, from text as found to clauses, units, figures and targets."""

from __future__ import annotations

from jiuchuang.domain.documents.clauses import Cut, Draft, cut_clauses
from jiuchuang.domain.documents.doubts import find_doubts
from jiuchuang.domain.documents.hedges import read_hedges
from jiuchuang.domain.documents.metadata import read_metadata
from jiuchuang.domain.documents.model import Clause, Document, Matter, Repair
from jiuchuang.domain.documents.normalise import NormalisedText, normalise
from jiuchuang.domain.documents.quantities import read_quantities
from jiuchuang.domain.documents.references import read_references
from jiuchuang.domain.documents.repairs import propose_repairs
from jiuchuang.domain.documents.shared_duties import share_duties
from jiuchuang.domain.documents.targets import read_targets
from jiuchuang.domain.documents.units import DutyCustoms, duty_customs, leaves_open, read_units


def read_document(raw: str) -> Document:
    """Read one policy document.

    `raw` is the text as people have it: any wrapping, spaces, bracket widths, with or without the
    web page around it. Never raises for odd input; what is doubtful is listed in `problems`.
    """
    source = normalise(raw)
    cut = cut_clauses(source)
    repairs = propose_repairs(source)
    customs = duty_customs(source.text)
    clauses = tuple(_clause(source, draft, repairs, customs) for draft in cut.drafts)
    if not customs.in_sentences:
        clauses = share_duties(clauses)
    annex = next((clause.heading for clause in clauses if clause.locator.startswith("附件")), None)
    metadata = read_metadata(source.text, cut.pieces, annex)
    return Document(
        metadata=metadata,
        clauses=clauses,
        targets=read_targets(source, clauses),
        repairs=repairs,
        problems=find_doubts(raw, source, cut, metadata, repairs),
        matter=_matter(source, cut),
        text=source.text,
    )


def _clause(
    source: NormalisedText, draft: Draft, repairs: tuple[Repair, ...], customs: DutyCustoms
) -> Clause:
    """Read the words of one clause; its heading and its text are read apart, so that no phrase spans both."""
    parts = [part for part in (draft.heading, draft.body) if part is not None]
    return Clause(
        locator=draft.locator,
        heading=source.text[slice(*draft.heading)] if draft.heading else None,
        text=source.text[slice(*draft.body)],
        span=source.span(draft.start, draft.end),
        heading_span=source.span(*draft.heading) if draft.heading else None,
        text_span=source.span(*draft.body),
        units=read_units(source, *draft.body, customs),
        units_open=leaves_open(source, *draft.body),
        quantities=tuple(q for part in parts for q in read_quantities(source, *part)),
        hedges=tuple(h for part in parts for h in read_hedges(source, *part)),
        references=tuple(r for part in parts for r in read_references(source, *part, repairs)),
    )


def _matter(source: NormalisedText, cut: Cut) -> tuple[Matter, ...]:
    return tuple(
        Matter(piece.kind, source.text[piece.start : piece.end], source.span(piece.start, piece.end))
        for piece in cut.pieces
    )
