"""Where the reader is unsure, and says so: gaps in numbering, brackets cut off, what is absent."""

from __future__ import annotations

from jiuchuang.domain.documents.clauses import Cut
from jiuchuang.domain.documents.duties import find_duties
from jiuchuang.domain.documents.model import Metadata, Repair
from jiuchuang.domain.documents.normalise import NormalisedText
from jiuchuang.domain.kernel.problem import Place, Problem

_ABSENT = {"title": "标题", "issuer": "发文机关", "number": "发文字号", "issued_on": "成文日期"}


def find_doubts(
    raw: str, source: NormalisedText, cut: Cut, metadata: Metadata, repairs: tuple[Repair, ...]
) -> tuple[Problem, ...]:
    """Warnings for a person to look at, placed by line and column of the original text."""

    def place(position: int) -> Place:
        original = source.span(position, position).original[0]
        line = raw.count("\n", 0, original) + 1
        return Place("原文", line, original - (raw.rfind("\n", 0, original) + 1) + 1)

    found: list[Problem] = []

    def warn(code: str, message: str, position: int | None, suggestion: str = "") -> None:
        where = place(position) if position is not None and source.text else Place("原文")
        found.append(Problem(code, message, where, suggestion, "warning"))

    if not any(draft.heading is not None or draft.locator not in ("前言", "尾段") for draft in cut.drafts):
        warn("no-clauses", "没有读到任何条款编号", None, "请核对是否为公文全文")
    for oddity in cut.oddities:
        warn(oddity.code, oddity.message, oddity.position)
    for draft in cut.drafts:
        for bracket in find_duties(source.text, draft.body[0], draft.end):
            if not bracket.closed:
                message = f"条款 {draft.locator} 的责任单位括号没有收尾"
                warn("unit-bracket-open", message, bracket.start)
    for repair in repairs:
        warn(
            "damaged-token",
            f"“{repair.text}”疑有缺损",
            repair.span.normalised[0],
            f"建议核对：{repair.proposal}",
        )
    for field, label in _ABSENT.items():
        if getattr(metadata, field) is None:
            warn(f"no-{field.replace('_', '-')}", f"正文中没有读到{label}", None)
    return tuple(found)
