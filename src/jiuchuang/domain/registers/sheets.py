"""Sheets that a register takes: which columns, what each may hold, and a row read with all its faults at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from jiuchuang.domain.kernel.problem import Place, Problem, nearest
from jiuchuang.domain.registers import cells
from jiuchuang.domain.registers.cells import Cell, Kept, Unreadable

TYPES = (
    "text", "number_text", "resident_id", "credit_code", "phone", "day", "month", "count", "yuan", "truth",
    "choice",
)  # fmt: skip
MARK = "核对结果"
"""Heading of the column that the checked workbook gets."""


@dataclass(frozen=True)
class Column:
    """A column: `name` as the register knows it, or the name of a fact (`is_fact`).

    `type` is one of TYPES; `labels` are the choices by key; `alias` are other headings under which people bring it.
    """

    name: str
    label: str
    type: str
    required: bool = False
    hint: str = ""
    alias: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    is_fact: bool = False


@dataclass(frozen=True)
class Sheet:
    """One kind of import: the columns, what makes two rows the same (`same_by`), what must be given (`one_of`)."""

    kind: str
    label: str
    note: str
    columns: tuple[Column, ...]
    same_by: tuple[str, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True)
class RowRead:
    """What a row says: `values` of columns, `facts` by name, and every fault, each at its column's name."""

    values: Mapping[str, Kept]
    facts: Mapping[str, Kept]
    problems: tuple[Problem, ...]


def match_headings(sheet: Sheet, headings: Sequence[Cell]) -> tuple[dict[int, Column], list[Problem]]:
    """Which column of the workbook (from 0) is which of the sheet; faults of headings are faults of the file."""
    found: dict[int, Column] = {}
    problems: list[Problem] = []
    by_heading = {heading: column for column in sheet.columns for heading in (column.label, *column.alias)}
    for at, heading in enumerate(headings):
        written = cells.read_text(heading).removesuffix("*").strip() if not cells.is_empty(heading) else ""
        if not written or written == MARK:
            continue
        column = by_heading.get(written)
        if column is None:
            message = f"没有“{written}”这一列"
            problems.append(Problem("column-unknown", message, Place(written), nearest(written, by_heading)))
        elif column in found.values():
            problems.append(Problem("column-twice", f"“{written}”这一列出现了两次", Place(written)))
        else:
            found[at] = column
    there = {column.name for column in found.values()}
    problems += [
        Problem("column-missing", f"缺少“{column.label}”这一列", Place(column.label), "请用下载的模板")
        for column in sheet.columns
        if column.required and column.name not in there
    ]
    return found, problems


def read_row(sheet: Sheet, columns: Mapping[int, Column], row: Sequence[Cell], on: date) -> RowRead:
    """Read one row; `on` is the day of the check."""
    values: dict[str, Kept] = {}
    facts: dict[str, Kept] = {}
    problems: list[Problem] = []
    for at, column in columns.items():
        cell = row[at] if at < len(row) else None
        if cells.is_empty(cell):
            if column.required:
                problems.append(Problem("cell-empty", f"{column.label}：没有填", Place(column.name)))
            continue
        try:
            (facts if column.is_fact else values)[column.name] = read_cell(column, cell, on)
        except Unreadable as fault:
            message = f"{column.label}：{fault.message}"
            problems.append(Problem("cell-unreadable", message, Place(column.name), fault.suggestion))
    there = {column.name for column in columns.values()}
    unreadable = {problem.place.source for problem in problems}
    for group in sheet.one_of:
        if not any(name in values or name in unreadable for name in group):
            labels = "、".join(sheet.column(name).label for name in group)
            place = next((name for name in group if name in there), group[0])
            problems.append(Problem("cells-empty", f"{labels}至少要填一项", Place(place)))
    return RowRead(values, facts, tuple(problems))


def read_cell(column: Column, cell: Cell, on: date) -> Kept:
    """The value of one cell; raises Unreadable."""
    readers: dict[str, Callable[[Cell], Kept]] = {
        "text": cells.read_text,
        "number_text": cells.read_number_text,
        "credit_code": cells.read_credit,
        "phone": cells.read_phone,
        "day": cells.read_day,
        "month": cells.read_month,
        "count": cells.read_count,
        "yuan": cells.read_yuan,
        "truth": cells.read_truth,
    }
    if column.type == "resident_id":
        return cells.read_resident(cell, on)
    if column.type == "choice":
        return cells.read_choice(cell, column.labels)
    value = readers[column.type](cell)
    if isinstance(value, str) and len(value) > 200:
        raise Unreadable(f"太长（{len(value)}字），最多200字")
    return value


def same_key(sheet: Sheet, read: RowRead) -> tuple[Kept, ...] | None:
    """What makes the row the same as another one of the file; None when it does not say enough."""
    if not sheet.same_by or not all(name in read.values for name in sheet.same_by):
        return None
    return tuple(read.values[name] for name in sheet.same_by)
