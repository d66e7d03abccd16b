"""Repairs that an official accepted, written into the text as it was handed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jiuchuang.domain.documents.model import Repair


def choices(repair: Repair) -> tuple[str, ...]:
    """What the damaged words may have been: one proposal, or several where the reader could not tell (…或…)."""
    return tuple(repair.proposal.split("或")) if repair.reason == "date" else (repair.proposal,)


def with_repairs(raw: str, repairs: Iterable[Repair], accepted: Mapping[int, str]) -> str:
    """`raw` with the accepted words in place of the damaged ones; `accepted` by the number of the proposal from 0.

    Of proposals that overlap, the first accepted one is written.
    """
    pieces, past = [], 0
    for number, repair in enumerate(repairs):
        start, end = repair.span.original
        if number in accepted and start >= past:
            pieces += [raw[past:start], accepted[number]]
            past = end
    return "".join([*pieces, raw[past:]])
