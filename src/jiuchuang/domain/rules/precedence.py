"""Two programmes on the same matter in force for the same people: which prevails, on what ground, on which days.

The order is explicit words of precedence, then the higher organ, then the special rule, then the later one; words of
a lower organ do not bind a higher one. Where none of them decides, a person rules: nothing is picked silently.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.kernel.region import lines_up
from jiuchuang.domain.rules.pack import (
    DISPUTED,
    PREVAILS,
    YIELDS,
    DocumentEntry,
    Pack,
    Programme,
    Rival,
    Validity,
)

LEVELS = ("nation", "province", "city", "county")
"""Organs from the highest to the lowest."""


@dataclass(frozen=True)
class Precedence:
    """The document that prevails (None: a person must rule) and the ground, in words."""

    document: DocumentEntry | None
    ground: str


@dataclass(frozen=True)
class Overlap:
    """Two programmes on one matter, the days on which both are in force, and what the order says of them.

    `first` and `second` stand in the order of their ids; `region` is the smaller of the two documents' regions, in
    which both apply.
    """

    first: Programme
    second: Programme
    documents: tuple[DocumentEntry, DocumentEntry]
    period: Period
    region: str
    order: Precedence

    @property
    def key(self) -> tuple[str, str]:
        """The ids of both programmes."""
        return self.first.id, self.second.id

    @property
    def words(self) -> str:
        """SHA-256 of what a ruling rests on: both clauses and both documents; a change of these needs it anew."""
        said = [
            [
                item.id,
                item.clause,
                entry.number,
                entry.title,
                entry.level,
                entry.region,
                str(entry.issued_on),
                entry.prevails_over,
            ]
            for item, entry in zip((self.first, self.second), self.documents, strict=True)
        ]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Ruling:
    """What officers ruled between two programmes (ids in order): `prevails` is the one that applies from `from_on`.

    `words` are those of the overlap that it was ruled on; `by` names who ruled, `on` the ISO day of the last signature.
    """

    first: str
    second: str
    words: str
    prevails: str
    from_on: date
    basis: str
    by: str
    on: str


def precedence(first: DocumentEntry, second: DocumentEntry) -> Precedence:
    """Which of two documents applies where they differ; symmetric in its arguments."""
    pair = (first, second)
    later = _later(first, second)
    ranks = [LEVELS.index(document.level) for document in pair]
    speaking = [
        document
        for document, rank, other in zip(pair, ranks, ranks[::-1], strict=True)
        if document.prevails_over is not None and rank <= other
    ]
    if len(speaking) == 1 and (later is None or speaking[0] is later):
        return Precedence(speaking[0], f"文中写明：{speaking[0].prevails_over}")
    if ranks[0] != ranks[1]:
        return Precedence(pair[ranks.index(min(ranks))], "上级机关的文件优先")
    special = [document for document, other in (pair, pair[::-1]) if other.id in document.special_to]
    if len(special) == 1:
        return Precedence(special[0], "特别规定优先于一般规定")
    if later is not None:
        return Precedence(later, "同一机关新的规定优先于旧的规定")
    return Precedence(None, "文中没有写明，也不能按机关、特别或新旧分出先后")


def _later(first: DocumentEntry, second: DocumentEntry) -> DocumentEntry | None:
    """The document issued later; None when a day is not known or both are of one day."""
    if first.issued_on is None or second.issued_on is None or first.issued_on == second.issued_on:
        return None
    return first if first.issued_on > second.issued_on else second


def overlaps(packs: Iterable[Pack]) -> list[Overlap]:
    """Every two programmes of different documents on one matter that are in force for the same people some day.

    A first day that is not known makes no overlap: such a programme is not applied before an officer states the day.
    """
    matters: dict[str, list[tuple[Programme, DocumentEntry]]] = {}
    for pack in packs:
        for programme in pack.programmes:
            matters.setdefault(programme.matter, []).append((programme, pack.document))
    found = []
    for same in matters.values():
        for pair in combinations(sorted(same, key=lambda item: item[0].id), 2):
            overlap = _overlap(*pair)
            if overlap is not None:
                found.append(overlap)
    return sorted(found, key=lambda item: item.key)


def _overlap(one: tuple[Programme, DocumentEntry], other: tuple[Programme, DocumentEntry]) -> Overlap | None:
    (first, document), (second, beside) = one, other
    days = common_days(first.validity, second.validity)
    if document.id == beside.id or days is None:
        return None
    if document.region in lines_up(beside.region):
        region = beside.region
    elif beside.region in lines_up(document.region):
        region = document.region
    else:
        return None
    return Overlap(first, second, (document, beside), days, region, precedence(document, beside))


def common_days(one: Validity, other: Validity) -> Period | None:
    """The days on which both are surely in force; None when there is none."""
    if one.from_on is None or other.from_on is None:
        return None
    return Period(one.from_on, one.to_on).common(Period(other.from_on, other.to_on))


def rivals(
    found: Iterable[Overlap], rulings: Sequence[Ruling], areas: Sequence[str]
) -> dict[str, list[Rival]]:
    """What each programme must know of those that it overlaps, by programme id.

    `areas` are the regions that the office serves. A programme of a wider region than the overlap is told only where
    the office serves no place outside of it: elsewhere it goes on to apply.
    """
    told: dict[str, list[Rival]] = {}
    for item in found:
        ruled = [one for one in rulings if (one.first, one.second) == item.key and one.words == item.words]
        for period, prevails, ground in _stretches(item, ruled):
            pairs = (
                (item.first, item.second, item.documents[1]),
                (item.second, item.first, item.documents[0]),
            )
            for own, (programme, other, document) in zip(item.documents, pairs, strict=True):
                if own.region != item.region and not _served_within(areas, item.region):
                    continue
                says = DISPUTED if prevails is None else PREVAILS if prevails == programme.id else YIELDS
                rival = Rival(other.id, document.name, other.clause, says, ground, period)
                told.setdefault(programme.id, []).append(rival)
    return told


def _served_within(areas: Sequence[str], region: str) -> bool:
    return bool(areas) and all(region in lines_up(area) for area in areas)


def _stretches(item: Overlap, ruled: Iterable[Ruling]) -> list[tuple[Period, str | None, str]]:
    """Periods one after the other with the programme that prevails (None: disputed) and the ground.

    Each ruling holds until the next one; of two from one day the later one signed. Before the first, the order holds.
    """
    document = item.order.document
    start = None
    if document is not None:
        start = (item.first if document is item.documents[0] else item.second).id
    by_day: dict[date, Ruling] = {}
    for one in ruled:
        by_day[max(one.from_on, item.period.first or one.from_on)] = one
    steps: list[tuple[date | None, str | None, str]] = [(item.period.first, start, item.order.ground)]
    for day in sorted(by_day):
        words = f"裁定适用（{by_day[day].by}，{by_day[day].on}）：{by_day[day].basis}"
        if day == item.period.first:
            steps.clear()
        steps.append((day, by_day[day].prevails, words))
    found = []
    for number, (begins, prevails, ground) in enumerate(steps):
        after = steps[number + 1][0] if number + 1 < len(steps) else None
        last = after - timedelta(days=1) if after else None
        period = item.period.common(Period(begins, last))
        if period is not None:
            found.append((period, prevails, ground))
    return found


def ruled_on(item: Overlap, rulings: Iterable[Ruling], on: date) -> tuple[str | None, str]:
    """The programme that prevails on the day (None: a person must rule) and the ground."""
    ruled = [one for one in rulings if (one.first, one.second) == item.key and one.words == item.words]
    for period, prevails, ground in _stretches(item, ruled):
        if on in period:
            return prevails, ground
    return None, item.order.ground


def told_by_pack(told: Mapping[str, Sequence[Rival]]) -> dict[str, dict[str, tuple[Rival, ...]]]:
    """The same, by pack."""
    packs: dict[str, dict[str, tuple[Rival, ...]]] = {}
    for programme, found in told.items():
        packs.setdefault(programme.rpartition("/")[0], {})[programme] = tuple(found)
    return packs
