"""Programmes of several documents on one matter that are in force on a day: what the order says, and what was ruled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiuchuang.apps.policy.models import Ruling
from jiuchuang.apps.policy.queries.law import Law, law_on
from jiuchuang.apps.policy.queries.standing import standing
from jiuchuang.domain.rules.pack import DISPUTED
from jiuchuang.domain.rules.precedence import Overlap, overlaps, ruled_on

BY_ORDER, OPEN, RULED = "by-order", "open", "ruled"


@dataclass(frozen=True)
class Conflict:
    """An overlap as it stands on a day.

    `state` is one of BY_ORDER, OPEN, RULED; `prevails` the programme that applies (empty while open), `ground` why.
    `proposed` waits for the second signature.
    """

    overlap: Overlap
    state: str
    prevails: str
    ground: str
    proposed: Ruling | None


def conflicts_on(on: date) -> list[Conflict]:
    """Every overlap of the day, those that wait for a person first."""
    law, rulings = law_on(on), standing()[1].rulings
    waiting = {
        (row.first, row.second): row
        for row in Ruling.objects.filter(signed_at__isnull=True, withdrawn_at__isnull=True).select_related(
            "proposed_by"
        )
    }
    found = []
    for item in _overlaps(law, on):
        prevails, ground = ruled_on(item, rulings, on)
        state = OPEN if prevails is None else BY_ORDER if ground == item.order.ground else RULED
        found.append(Conflict(item, state, prevails or "", ground, waiting.get(item.key)))
    return sorted(found, key=lambda one: (one.state != OPEN, one.overlap.key))


def conflict_on(first: str, second: str, on: date) -> Conflict | None:
    """One of them, by the ids of both programmes."""
    return next((one for one in conflicts_on(on) if one.overlap.key == (first, second)), None)


def overlap_of(first: str, second: str, on: date) -> Overlap | None:
    """The overlap of two programmes on the day; None where they are not both in force."""
    return next((one for one in _overlaps(law_on(on), on) if one.key == (first, second)), None)


def overlaps_of(law: Law, programme_id: str, on: date) -> list[tuple[Overlap, bool]]:
    """The overlaps of one programme on the day, each with whether it is in dispute; asks the database nothing."""
    programme = law.programme(programme_id)
    if programme is None:
        return []
    disputed = {
        one.programme for one in programme.validity.rivals if one.says == DISPUTED and on in one.period
    }
    found = [one for one in _overlaps(law, on) if programme_id in one.key]
    return [(one, bool(disputed.intersection(one.key))) for one in found]


def _overlaps(law: Law, on: date) -> list[Overlap]:
    return [one for one in overlaps(law.library.packs.values()) if on in one.period]


def rulings_between(first: str, second: str) -> list[Ruling]:
    """Every ruling on the two, withdrawn ones too, the newest first."""
    rows = Ruling.objects.filter(first=first, second=second)
    return list(rows.select_related("proposed_by", "signed_by", "withdrawn_by").order_by("-pk"))


def ruling_numbered(number: int) -> Ruling | None:
    """The ruling of that number."""
    return Ruling.objects.filter(pk=number).first()
