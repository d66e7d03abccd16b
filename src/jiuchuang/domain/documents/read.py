"""Reading a document: the main path, from text as found to clauses, units, figures and targets."""

from __future__ import annotations

from jiuchuang.domain.documents.clauses import Cut, Draft, cut_clauses
from jiuchuang.domain.documents.doubts import find_doubts
from jiuchuang.domain.documents.duty_brackets import find_duty_brackets
from jiuchuang.domain.documents.hedges import read_hedges
from jiuchuang.domain.documents.metadata import read_metadata
from jiuchuang.domain.documents.model import Clause, Document, Matter, Repair
from jiuchuang.domain.documents.normalise import NormalisedText, normalise
from jiuchuang.domain.documents.quantities import read_quantities
from jiuchuang.domain.documents.references import read_references
from jiuchuang.domain.documents.repairs import propose_repairs
from jiuchuang.domain.documents.targets import read_targets
from jiuchuang.domain.documents.units import leaves_open, read_units


def read_document(raw: str) -> Document:
    """Read one policy document.

    `raw` is the text as people have it: any wrapping, spaces, bracket widths, with or without the
    web page around it. Never raises for odd input; what is doubtful is listed in `problems`.
    """
    source = normalise(raw)
    cut = cut_clauses(source)
    repairs = propose_repairs(source)
    in_sentences = not find_duty_brackets(source.text, 0, len(source.text))
    clauses = tuple(_clause(source, draft, repairs, in_sentences) for draft in cut.drafts)
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


def _clause(source: NormalisedText, draft: Draft, repairs: tuple[Repair, ...], in_sentences: bool) -> Clause:
    """Read the words of one clause; `in_sentences` where the document has no unit brackets at all."""
    begin = draft.heading[0] if draft.heading else draft.body[0]
    heading = source.text[slice(*draft.heading)] if draft.heading else None
    return Clause(
        locator=draft.locator,
        heading=heading,
        text=source.text[slice(*draft.body)],
        span=source.span(draft.start, draft.end),
        heading_span=source.span(*draft.heading) if draft.heading else None,
        text_span=source.span(*draft.body),
        units=read_units(source, begin, draft.end, in_sentences=in_sentences),
        units_open=leaves_open(source, begin, draft.end),
        quantities=read_quantities(source, begin, draft.end),
        hedges=read_hedges(source, begin, draft.end),
        references=read_references(source, begin, draft.end, repairs),
    )


def _matter(source: NormalisedText, cut: Cut) -> tuple[Matter, ...]:
    return tuple(
        Matter(piece.kind, source.text[piece.start : piece.end], source.span(piece.start, piece.end))
        for piece in cut.pieces
    )
