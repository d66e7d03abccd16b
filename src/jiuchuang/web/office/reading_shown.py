"""A reading laid out for a page: each clause with its words marked, and beside it what was read in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from jiuchuang.apps.policy.queries.documents import NoteShown
from jiuchuang.domain.documents import Document
from jiuchuang.domain.documents.model import Clause, Quantity, Role, Span, Target

ROLES = {Role.LEAD: "牵头", Role.SUPPORT: "配合", Role.RESPONSIBLE: "责任"}
KINDS = {
    "money": "金额",
    "rate": "比例",
    "count": "数量",
    "duration": "期限",
    "date": "日期",
    "frequency": "频次",
}
COMPARED = {
    "exactly": "",
    "at_least": "不少于，含本数",
    "more_than": "超过，不含本数",
    "at_most": "不超过，含本数",
    "less_than": "低于，不含本数",
    "about": "约",
    "range": "区间",
    "none": "",
}


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `kind` says what it was read as, empty for plain words."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class ClauseShown:
    """A clause with what was read in it, each as short lines of words."""

    anchor: str
    locator: str
    depth: int
    heading: tuple[Piece, ...]
    pieces: tuple[Piece, ...]
    units: tuple[str, ...]
    quantities: tuple[str, ...]
    targets: tuple[str, ...]
    hedges: str
    references: tuple[str, ...]
    notes: tuple[NoteShown, ...] = field(default=())

    @property
    def is_silent(self) -> bool:
        """Whether it has words in which nothing was read."""
        return bool(self.pieces) and not (
            self.units or self.quantities or self.targets or self.hedges or self.references
        )


def clauses_shown(reading: Document, notes: Sequence[NoteShown]) -> list[ClauseShown]:
    """Every clause in the order of the document."""
    return [_clause(number, clause, reading, notes) for number, clause in enumerate(reading.clauses)]


def anchor_of(reading: Document, locator: str) -> str:
    """Where a clause stands on the page of the reading; empty where it has no such clause."""
    found = (number for number, clause in enumerate(reading.clauses) if clause.locator == locator)
    number = next(found, None)
    return "" if number is None else f"clause-{number}"


def _clause(number: int, clause: Clause, reading: Document, notes: Sequence[NoteShown]) -> ClauseShown:
    return ClauseShown(
        anchor=f"clause-{number}",
        locator=clause.locator,
        depth=min(clause.locator.count("/"), 3),
        heading=tuple(marked(clause, reading, clause.heading_span)) if clause.heading_span else (),
        pieces=tuple(marked(clause, reading, clause.text_span)),
        units=tuple(_units(clause)),
        quantities=tuple(dict.fromkeys(_quantity(item) for item in clause.quantities)),
        targets=tuple(_target(target) for target in reading.targets if target.clause == clause.locator),
        hedges="、".join(dict.fromkeys(hedge.word for hedge in clause.hedges)),
        references=tuple(
            dict.fromkeys(item.number or item.title or item.as_written for item in clause.references)
        ),
        notes=tuple(note for note in notes if note.locator == clause.locator),
    )


def marked(clause: Clause, reading: Document, within: Span) -> Iterable[Piece]:
    """The heading or the words of a clause in pieces, with what was read marked; of two that overlap the first."""
    start, end = within.normalised
    spans = [(*item.span.normalised, "figure") for item in clause.quantities]
    spans += [(*item.span.normalised, "unit") for item in clause.units]
    spans += [(*item.span.normalised, "hedge") for item in clause.hedges]
    spans += [(*item.span.normalised, "damaged") for item in reading.repairs]
    at = start
    for first, past, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        if first < at or past > end or first == past:
            continue
        if first > at:
            yield Piece(reading.text[at:first])
        yield Piece(reading.text[first:past], kind)
        at = past
    if at < end:
        yield Piece(reading.text[at:end])


def _units(clause: Clause) -> Iterable[str]:
    """The units of each role in one line, in the order of the clause."""
    for role in dict.fromkeys(unit.role for unit in clause.units):
        names = dict.fromkeys(unit.name for unit in clause.units if unit.role is role)
        yield f"{ROLES[role]}：{'、'.join(names)}"


def _quantity(item: Quantity) -> str:
    compared = COMPARED[item.comparison.value]
    told = [KINDS[item.kind.value], *([compared] if compared else [])]
    told += [
        words
        for words in (item.period, item.per and f"每{item.per.removeprefix('每')}", item.deadline)
        if words
    ]
    return " · ".join([item.text, *told])


def _target(target: Target) -> str:
    when = target.deadline or target.period or ""
    figure = "" if target.value is None and target.low is None else f"：{target.text}"
    soft = "（力争）" if target.tentative else ""
    return f"{target.indicator}{figure}{f'（{when}）' if when else ''}{soft}"


def phrase_marked(text: str, phrases: Iterable[str]) -> list[Piece]:
    """A clause's words with the deciding phrases of rules marked where they stand."""
    found = sorted(
        {
            (text.find(phrase), text.find(phrase) + len(phrase))
            for phrase in phrases
            if phrase and phrase in text
        }
    )
    pieces, at = [], 0
    for first, past in found:
        if first < at:
            continue
        pieces += [Piece(text[at:first]), Piece(text[first:past], "phrase")]
        at = past
    return [piece for piece in [*pieces, Piece(text[at:])] if piece.text]
