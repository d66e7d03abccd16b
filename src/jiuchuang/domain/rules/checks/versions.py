"""Two documents of one region with the same programme in force: which prevails, and on what ground.

The order is explicit words of precedence, then the higher organ, then the special rule, then the later one.
Where none of them decides, the conflict is left to a person: nothing is picked silently.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.domain.rules.pack import DocumentEntry, Programme

LEVELS = ("nation", "province", "city", "county")
"""Organs from the highest to the lowest."""


@dataclass(frozen=True)
class Precedence:
    """The document that prevails (None: a person must rule) and the ground, in words."""

    document: DocumentEntry | None
    ground: str


def precedence(first: DocumentEntry, second: DocumentEntry) -> Precedence:
    """Which of two documents applies where they differ; symmetric in its arguments."""
    pair = (first, second)
    later = _later(first, second)
    speaking = [document for document in pair if document.prevails_over is not None]
    if len(speaking) == 1 and (later is None or speaking[0] is later):
        return Precedence(speaking[0], f"文中写明：{speaking[0].prevails_over}")
    ranks = [LEVELS.index(document.level) for document in pair]
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


def check_versions(library: Library) -> list[Problem]:
    """Two documents of one region may not both have the same programme (same last part of the id) in force."""
    versions: dict[tuple[str, str], list[Programme]] = {}
    for programme in library.programmes():
        region, name = programme.id.split("/")[0], programme.id.rpartition("/")[2]
        versions.setdefault((region, name), []).append(programme)
    return [
        _conflict(first, second, library)
        for same in versions.values()
        for first, second in combinations(same, 2)
        if _overlap(first, second)
    ]


def _conflict(first: Programme, second: Programme, library: Library) -> Problem:
    documents = [library.packs[programme.id.rpartition("/")[0]].document for programme in (first, second)]
    ruling = precedence(*documents)
    message = f"“{second.id}”与“{first.id}”的施行期重叠：{ruling.ground}"
    if ruling.document is None:
        return Problem("version-overlap", message, second.place, "须由政策人员裁定，再给不适用的一份写上止期")
    other = documents[0] if ruling.document is documents[1] else documents[1]
    hint = f"适用 {ruling.document.id}：给 {other.id} 写上止期，或改用不同的编号"
    return Problem("version-overlap", message, second.place, hint)


def _overlap(first: Programme, second: Programme) -> bool:
    one, other = first.validity, second.validity
    if one.from_on is None or other.from_on is None:
        return False
    starts_before_end = one.to_on is None or other.from_on <= one.to_on
    ends_after_start = other.to_on is None or one.from_on <= other.to_on
    return starts_before_end and ends_after_start
