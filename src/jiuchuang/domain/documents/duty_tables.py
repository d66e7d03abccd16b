"""Duties in a table: a column headed 牵头单位 or 责任单位, one row a task.

Tables of Word files and web pages come as |甲|乙|丙| a row; the rows follow one another without a gap.
"""

from __future__ import annotations

import re

from jiuchuang.domain.documents.duties import DutyList, role_of_label
from jiuchuang.domain.documents.model import Role

_HEAD = re.compile(r"\|(?:[^|]{1,20}\|){2,12}(?=\|)")


def find_table_duties(text: str, start: int, end: int) -> list[list[DutyList]]:
    """The lists of units of every row of the tables in `text[start:end]`, a group for each row."""
    rows: list[list[DutyList]] = []
    position = start
    while (head := _HEAD.search(text, position, end)) is not None:
        labels = [role_of_label(cell) for cell in head.group().strip("|").split("|")]
        position = head.end()
        if any(labels):
            position = _read_rows(text, head.end(), end, labels, rows)
    return rows


def _read_rows(
    text: str, start: int, end: int, labels: list[tuple[Role, str] | None], rows: list[list[DutyList]]
) -> int:
    """Append the rows that begin at `start`, each with as many cells as the head; return where they stop."""
    row = re.compile(rf"\|(?:[^|]{{0,400}}\|){{{len(labels)}}}")
    while (match := row.match(text, start, end)) is not None:
        lists: list[DutyList] = []
        begin = match.start() + 1
        for label in labels:
            stop = text.index("|", begin)
            if label is not None and begin < stop:
                lists.append(DutyList(begin, stop, *label))
            begin = stop + 1
        rows.append(lists)
        start = match.end()
    return start
