"""One report in every form: page, workbook, Word, charts and figures, all from the same tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx

from jiuchuang.domain.rules.vocabulary import ENTITY_LABELS
from jiuchuang.gateways.official_paper import (
    TABLE_WIDTH_MM,
    grid,
    heading_line,
    landscape_page,
    text_line,
    title_line,
)
from jiuchuang.gateways.screening.page_parts import figure, notice, page, paragraph
from jiuchuang.gateways.screening.page_parts import table as page_table
from jiuchuang.gateways.screening.population_in import Population
from jiuchuang.gateways.screening.sheets import SheetWriter, new_book
from jiuchuang.gateways.simulation.tables import Table

MARK = "figures.json"
"""A folder with this file is an earlier simulation and may be replaced."""
_SHEET_NAME = 31
"""Longest name of an Excel sheet."""
_WORD_ROWS = 60
"""Most rows of a table in the Word report; all of them are in the workbook."""

_WORD_COLUMNS = 8
"""Most columns beside the first that stand side by side on paper; a wider table goes on below."""


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it; `blocks` are ready pieces of the page, `lines` the same as plain text."""

    title: str
    lines: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """A whole report: name, what it rests on, what limits it, sections, and figures for machines."""

    title: str
    about: tuple[str, ...]
    caveats: tuple[str, ...]
    sections: Sequence[Section]
    figures: Mapping[str, Any]


def write_report(report: Report, folder: Path) -> None:
    """report.html, report.xlsx, report.docx, charts/ and figures.json."""
    charts = folder / "charts"
    charts.mkdir()
    for table in _tables(report):
        if table.svg is not None:
            (charts / f"{table.name}.svg").write_text(table.svg + "\n", encoding="utf-8")
    (folder / "report.html").write_text(report_page(report), encoding="utf-8")
    _write_workbook(report, folder / "report.xlsx")
    _write_word(report, folder / "report.docx")
    text = json.dumps(report.figures, ensure_ascii=False, indent=1)
    (folder / MARK).write_text(text + "\n", encoding="utf-8")


def _tables(report: Report) -> list[Table]:
    return [table for section in report.sections for table in section.tables]


def report_page(report: Report) -> str:
    """The report as one page that needs nothing else."""
    body = [
        f"<h1>{report.title}</h1>",
        *(paragraph(line) for line in report.about),
        *map(notice, report.caveats),
    ]
    for number, section in enumerate(report.sections):
        mark = ' class="first"' if number == 0 else ""
        body += [f"<h2{mark}>{section.title}</h2>", *section.blocks]
        if not section.blocks:
            body += [paragraph(line) for line in section.lines]
        for item in section.tables:
            body += [f"<h3>{item.title}</h3>", _block(item)]
    return page(report.title, body)


def _block(drawn: Table) -> str:
    """The chart over its table; the bare table where there is nothing to draw."""
    item = drawn.figure()
    return figure(item) if item.svg else page_table(item.head, item.rows) + paragraph(item.note, "pale")


def sizes(population: Population) -> str:
    """How many rows of every kind there are, and what the data say they are."""
    counts = "、".join(f"{ENTITY_LABELS[entity]} {population.rows(entity):,}" for entity in population.tables)
    return f"{counts}。{population.about.get('statement') or ''}"


def _write_workbook(report: Report, path: Path) -> None:
    book = new_book(path, report.title)
    writer = SheetWriter(book, report.title)
    for table in _tables(report):
        notes = [*report.about, *report.caveats, *([table.note] if table.note else [])]
        writer.sheet(_sheet_name(table.title), table.columns, table.rows, notes)
    book.close()


def _sheet_name(title: str) -> str:
    """A title without what Excel does not allow in the name of a sheet."""
    return "".join("·" if character in r"[]:*?/\：" else character for character in title)[:_SHEET_NAME]


def _write_word(report: Report, path: Path) -> None:
    paper = docx.Document()
    landscape_page(paper)
    title_line(paper, report.title)
    for line in (*report.about, *report.caveats):
        text_line(paper, line)
    for section in report.sections:
        heading_line(paper, section.title)
        for line in section.lines:
            text_line(paper, line)
        for table in section.tables:
            _word_table(paper, table)
    paper.core_properties.title = report.title
    paper.save(str(path))


def _word_table(paper: Any, table: Table) -> None:
    drawn = table.figure()
    text_line(paper, table.title)
    rest = range(1, len(table.columns))
    for start in range(0, max(len(rest), 1), _WORD_COLUMNS):
        shown = (0, *rest[start : start + _WORD_COLUMNS])
        whole = sum(table.columns[number].width for number in shown)
        widths = [TABLE_WIDTH_MM * table.columns[number].width // whole for number in shown]
        rows = ([row[number] for number in shown] for row in drawn.rows[:_WORD_ROWS])
        grid(paper, [drawn.head[number] for number in shown], rows, widths)
        text_line(paper, "")
    if len(drawn.rows) > _WORD_ROWS:
        text_line(paper, f"共 {len(drawn.rows):,} 行，此处列前 {_WORD_ROWS} 行，全部见 report.xlsx。")
    if drawn.note:
        text_line(paper, drawn.note)
