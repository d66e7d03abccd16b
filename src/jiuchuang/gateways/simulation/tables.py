"""A table of figures that stands in the page, the workbook and the Word report alike, with its chart if it has one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jiuchuang.gateways.screening.figures import Figure
from jiuchuang.gateways.screening.sheets import Cell, Column
from jiuchuang.gateways.screening.wording import yuan


@dataclass(frozen=True)
class Table:
    """Typed cells under typed columns: text, count, or yuan (cells in fen). `name` is a file name without suffix.

    `brief`: numbers of the rows that stand on the page and on paper; None is all of them. The workbook has all.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    svg: str | None = None
    brief: tuple[int, ...] | None = None

    def words(self) -> list[tuple[str, ...]]:
        """The cells as people read them; — where there is nothing."""
        return [
            tuple(_word(cell, column.kind) for cell, column in zip(row, self.columns, strict=True))
            for row in self.rows
        ]

    def figure(self) -> Figure:
        """The chart over its table."""
        head = tuple(
            f"{column.name}（元）" if column.kind == "yuan" else column.name for column in self.columns
        )
        words, note = self.words(), self.note
        if self.brief is not None and len(self.brief) < len(words):
            rest = len(words) - len(self.brief)
            note = f"此处列 {len(self.brief):,} 行，其余 {rest:,} 行（没有变化的项目）见 report.xlsx。{note}"
            words = [words[row] for row in self.brief]
        return Figure(self.name, self.title, self.svg, head, words, note)


def _word(cell: Cell, kind: str) -> str:
    if cell is None:
        return "—"
    if kind == "yuan":
        assert isinstance(cell, int)
        return yuan(cell)
    return f"{cell:,}" if kind == "count" else str(cell)
