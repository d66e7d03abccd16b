"""Two documents with the same programme in force for the same people: told where nobody has to rule, too."""

from __future__ import annotations

from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.domain.rules.loading.library import Library
from jiuchuang.domain.rules.precedence import Overlap, overlaps


def check_versions(library: Library) -> list[Problem]:
    """Overlaps of documents of one region are faults, those with a higher organ's a warning: the order decides them."""
    return [_told(item) for item in overlaps(library.packs.values())]


def _told(item: Overlap) -> Problem:
    documents, ruling = item.documents, item.order
    message = f"“{item.second.id}”与“{item.first.id}”的施行期重叠：{ruling.ground}"
    place = item.second.place
    if ruling.document is None:
        hint = "须由政策人员裁定（政策冲突页），或给不适用的一份写上止期"
        return Problem("version-overlap", message, place, hint)
    other = documents[0] if ruling.document is documents[1] else documents[1]
    if other.region != ruling.document.region:
        hint = f"适用 {ruling.document.id}；不应如此的，由政策人员裁定"
        return Problem("version-overlap", message, place, hint, severity="warning")
    hint = f"适用 {ruling.document.id}：给 {other.id} 写上止期，或改用不同的编号"
    return Problem("version-overlap", message, place, hint)
