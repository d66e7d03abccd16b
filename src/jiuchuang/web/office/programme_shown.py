"""A programme laid out for a page: its rules beside the clauses that they cite, its worked cases as they come out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiuchuang.apps.policy.queries.documents import confirmed_document, reading_of
from jiuchuang.apps.policy.queries.loaded import LoadedPack
from jiuchuang.apps.policy.queries.signatures import SignatureShown
from jiuchuang.apps.policy.queries.versions import vocabulary, worked_cases
from jiuchuang.domain.kernel.money import format_fen_grouped
from jiuchuang.domain.rules.answers.decision import STATUS_LABELS, Decision
from jiuchuang.domain.rules.answers.show import (
    EFFECT_LABELS,
    RuleRow,
    amount_lines,
    cap_lines,
    rule_rows,
    schedule_lines,
)
from jiuchuang.domain.rules.answers.wording import Words
from jiuchuang.domain.rules.checks.worked import CaseRun, run_cases
from jiuchuang.domain.rules.pack import Pack, Programme
from jiuchuang.web.office.reading_shown import Piece, anchor_of, phrase_marked

ROLE_LABELS = {**EFFECT_LABELS, "open": "原文未定"}


@dataclass(frozen=True)
class ClauseBeside:
    """A clause that the rules cite: its heading in our words, its own words where the document is at hand."""

    locator: str
    heading: str
    pieces: tuple[Piece, ...]
    phrases: tuple[str, ...]
    document: int | None
    anchor: str


@dataclass(frozen=True)
class RuleShown:
    """A line of the rules; `label` marks exceptions and what the text leaves open."""

    depth: int
    label: str
    text: str
    clause: str
    phrase: str


def rules_shown(programme: Programme) -> list[RuleShown]:
    """Conditions and exceptions as rows."""
    return [_rule(row) for row in rule_rows(programme, vocabulary())]


def _rule(row: RuleRow) -> RuleShown:
    cited = row.citation
    label = ROLE_LABELS.get(row.role, "")
    return RuleShown(row.depth, label, row.text, cited.clause if cited else "", cited.phrase if cited else "")


def money_shown(programme: Programme) -> list[str]:
    """Amount, instalments and ceilings in words."""
    words = Words(vocabulary(), {reading.id: reading for reading in programme.readings})
    lines = amount_lines(programme, words) + schedule_lines(programme, words) + cap_lines(programme, words)
    return [line.strip() for line in lines]


def clauses_beside(programme: Programme, pack: Pack) -> list[ClauseBeside]:
    """The clauses cited, the programme's own first; their words where the document was uploaded and confirmed."""
    phrases: dict[str, list[str]] = {programme.clause: []}
    rows = [row.citation for row in rule_rows(programme, vocabulary()) if row.citation]
    cited = [*rows, *(item.citation for item in programme.parameters.values())]
    cited += [reading.citation for reading in programme.readings] + [cap.citation for cap in programme.caps]
    for citation in cited:
        phrases.setdefault(citation.clause, []).append(citation.phrase)
    headings = {entry.locator: entry.heading for entry in pack.clauses}
    document = confirmed_document(pack.document.id)
    reading = reading_of(document) if document is not None else None
    shown = []
    for locator, said in phrases.items():
        clause = reading.clause(locator) if reading else None
        words = f"{clause.heading or ''}{clause.text}" if clause else ""
        shown.append(
            ClauseBeside(
                locator,
                headings.get(locator, ""),
                tuple(phrase_marked(words, said)) if words else (),
                tuple(dict.fromkeys(phrase for phrase in said if phrase)),
                document.pk if document else None,
                anchor_of(reading, locator) if reading else "",
            )
        )
    return shown


@dataclass(frozen=True)
class CaseShown:
    """A worked case as it comes out."""

    name: str
    on: date
    boundary: str
    result: str
    differences: tuple[str, ...]


def cases_shown(loaded: LoadedPack, programme_id: str) -> list[CaseShown]:
    """The worked cases of a programme, run now; `loaded` is the version without signatures, as they were worked out."""
    runs = run_cases(loaded.pack, vocabulary(), worked_cases(loaded, programme_id))
    return [_case(run) for run in runs]


def _case(run: CaseRun) -> CaseShown:
    return CaseShown(
        run.case.name, run.case.on, run.case.boundary or "", result_shown(run.decision), run.differences
    )


def result_shown(decision: Decision) -> str:
    """Status and amount of a decision in a few words; with two readings, what each gives."""
    if decision.readings:
        told = (_status(reading.status, reading.amount_fen) for reading in decision.readings)
        return "；".join(f"理解{number}：{words}" for number, words in enumerate(told, 1))
    return _status(decision.status, decision.amount_fen)


def _status(status: str, amount_fen: int | None) -> str:
    label = STATUS_LABELS[status]
    return label if amount_fen is None else f"{label}，{format_fen_grouped(amount_fen)}"


def signed_words(programme: Programme, signature: SignatureShown) -> tuple[str, str]:
    """What was signed, and what for: the question and the reading chosen, or what is supposed where the text is silent.

    Words that this version no longer has are told by the names they had.
    """
    for reading in programme.readings:
        if reading.id == signature.subject:
            says = {option.id: option.says for option in reading.options}
            return reading.question, says.get(signature.choice, signature.choice)
    supposed = {one.id: one.says for one in programme.assumptions}
    return supposed.get(signature.subject, signature.subject), ""
