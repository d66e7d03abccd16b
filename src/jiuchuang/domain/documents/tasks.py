"""The task table (重点任务分工表) of a document: who does what, measured how, by when.

One row for every clause that charges somebody or asks for something; figures are quoted from the
clause as they stand, nothing is filled in that the text leaves open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from jiuchuang.domain.documents.duties import find_duties
from jiuchuang.domain.documents.model import Clause, Document, Kind, Role, Target

_NOT_TASKS = ("前言", "附件")
_PERIODS = ("每年", "每季度", "每月", "每半年", "每学年", "全年")
_DUE = re.compile(r"前|底|末")


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One row: `lead` holds 牵头, 承办 and 责任 units, `support` 配合 and 协办 units, as full names.

    `indicators` are the document's own words for each goal; `due` its words for the time.
    """

    number: int
    locator: str
    chapter: str
    heading: str
    task: str
    indicators: tuple[str, ...]
    lead: tuple[str, ...]
    support: tuple[str, ...]
    due: tuple[str, ...]


def task_rows(document: Document) -> tuple[TaskRow, ...]:
    """The rows of the table in document order."""
    chapters = {
        clause.locator: clause.heading or "" for clause in document.clauses if "/" not in clause.locator
    }
    goals: dict[str, list[Target]] = {}
    for target in document.targets:
        goals.setdefault(target.clause, []).append(target)
    rows: list[TaskRow] = []
    for clause in document.clauses:
        task = _without_duties(clause.text)
        if clause.locator.startswith(_NOT_TASKS) or not (task or clause.units):
            continue
        own = goals.get(clause.locator, [])
        rows.append(
            TaskRow(
                number=len(rows) + 1,
                locator=clause.locator,
                chapter=chapters.get(clause.locator.split("/")[0], ""),
                heading=clause.heading or "",
                task=task,
                indicators=_once(re.sub("^(?:并|且|其中)", "", target.text) for target in own),
                lead=_once(unit.name for unit in clause.units if unit.role is not Role.SUPPORT),
                support=_once(unit.name for unit in clause.units if unit.role is Role.SUPPORT),
                due=_due(document.text, clause, own),
            )
        )
    return tuple(rows)


def _without_duties(text: str) -> str:
    """The words of a clause without its unit brackets, which have columns of their own."""
    for bracket in reversed(find_duties(text, 0, len(text))):
        text = text[: bracket.start] + text[bracket.end :]
    return text


def _due(text: str, clause: Clause, goals: list[Target]) -> tuple[str, ...]:
    """Deadlines of the goals, calendar dates with 前 or 底, and recurring periods."""
    deadlines = [target.deadline for target in goals if target.deadline]
    dates = [
        quantity.text + ("前" if text.startswith("前", quantity.span.normalised[1]) else "")
        for quantity in clause.quantities
        if quantity.kind is Kind.DATE and _DUE.search(quantity.text) and not _said(quantity.text, deadlines)
    ]
    periods = [target.period for target in goals if target.period in _PERIODS]
    return _once([*deadlines, *dates, *(period for period in periods if period)])


def _said(date: str, deadlines: list[str]) -> bool:
    return any(date in deadline or deadline in date for deadline in deadlines)


def _once(words: Iterable[str]) -> tuple[str, ...]:
    """Each word once, in order."""
    return tuple(dict.fromkeys(words))
