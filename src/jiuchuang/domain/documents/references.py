"""Other documents a clause names: 《title》（number）, numbers alone, damaged numbers."""

from __future__ import annotations

import re

from jiuchuang.domain.documents.document_names import NUMBER, agency_word, canonical_number
from jiuchuang.domain.documents.model import Reference, Repair
from jiuchuang.domain.documents.normalise import NormalisedText

_TITLE = re.compile(r"《(?P<title>[^《》]+(?:《[^《》]*》[^《》]*)*)》")
_AFTER_TITLE = re.compile(r"(?:（[^（）]{1,6}）)?（(?P<number>[^（）]{4,40})）?")


def read_references(
    source: NormalisedText, start: int, end: int, repairs: tuple[Repair, ...]
) -> tuple[Reference, ...]:
    """The documents named in `[start, end)`, in order; a damaged number is given with `damaged` set.

    `number` is then the proposal of the repair, for a person to confirm.
    """
    text = source.text
    found: list[Reference] = []
    covered: list[tuple[int, int]] = []
    for title in _TITLE.finditer(text, start, end):
        stop, number, damaged = title.end(), None, False
        bracket = _AFTER_TITLE.match(text, title.end(), end)
        if bracket is not None:
            number, damaged = _number(source, bracket.start("number"), bracket.end("number"), repairs)
            stop = bracket.end() if number is not None else stop
        covered.append((title.start(), stop))
        found.append(
            Reference(
                title["title"], number, text[title.start() : stop], damaged, source.span(title.start(), stop)
            )
        )
    for match in NUMBER.finditer(text, start, end):
        begin = match.start() + len(match["agency"]) - len(agency_word(match["agency"]))
        if not _inside(begin, covered):
            number = canonical_number(
                text[begin : match.end("agency")], text[match.end("agency") : match.end()]
            )
            written = text[begin : match.end()]
            found.append(Reference(None, number, written, False, source.span(begin, match.end())))
            covered.append((begin, match.end()))
    for repair in repairs:
        begin, stop = repair.span.normalised
        if repair.reason == "number" and start <= begin < end and not _inside(begin, covered):
            found.append(Reference(None, repair.proposal, repair.text, True, repair.span))
    return tuple(sorted(found, key=lambda reference: reference.span.normalised))


def _number(
    source: NormalisedText, start: int, end: int, repairs: tuple[Repair, ...]
) -> tuple[str | None, bool]:
    """The document number in a bracket, and whether it had to be taken from a proposed repair."""
    match = NUMBER.search(source.text, start, end)
    if match is not None:
        agency = agency_word(match["agency"])
        return canonical_number(agency, source.text[match.end("agency") : match.end()]), False
    for repair in repairs:
        if repair.reason == "number" and start <= repair.span.normalised[0] < end:
            return repair.proposal, True
    return None, False


def _inside(position: int, stretches: list[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in stretches)
