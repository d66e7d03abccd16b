"""Parts of a page: tables, figures, key figures, and the page around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from jiuchuang.gateways.screening.figures import Figure
from jiuchuang.gateways.screening.page_style import STYLE

SHORT = 9
"""Characters of a cell that is kept on one line."""
PAPER_COLUMNS = 6
"""Most columns beside the first that a sheet of A4 holds; a wider table is printed in pieces, one below the other."""
_LONG = 24
"""Characters from which a cell needs room to be read."""
_NUMBER = re.compile(r"-?[\d,]+(\.\d+)?( ?[人户家个件]| ?人次)?|—|")


def page(title: str, body: Iterable[str]) -> str:
    """A whole page that needs nothing else."""
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>\n"
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; columns of figures are set to the right, columns of short words are never broken.

    A wide one is scrolled sideways on a screen, and printed in pieces.
    """
    if len(head) <= PAPER_COLUMNS + 1:
        return f'<div class="wide">{_bare(head, rows, range(len(head)))}</div>'
    rest = range(1, len(head))
    pieces = [(0, *rest[start : start + PAPER_COLUMNS]) for start in range(0, len(rest), PAPER_COLUMNS)]
    paper = "".join(_bare(head, rows, piece) for piece in pieces)
    return f'<div class="wide screen">{_bare(head, rows, range(len(head)))}</div><div class="paper">{paper}</div>'


def _bare(head: Sequence[str], rows: Sequence[Sequence[str]], columns: Sequence[int]) -> str:
    head, rows = [head[column] for column in columns], [[row[column] for column in columns] for row in rows]
    marks = [_mark([row[column] for row in rows]) for column in range(len(head))]
    top = "".join(
        f'<th scope="col"{mark}>{escape(name)}</th>' for name, mark in zip(head, marks, strict=True)
    )
    lines = [
        f"<tr{_sum_mark(row)}>"
        + "".join(f"<td{mark}>{escape(cell)}</td>" for cell, mark in zip(row, marks, strict=True))
        + "</tr>"
        for row in rows
    ]
    return f"<table><thead><tr>{top}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def _sum_mark(row: Sequence[str]) -> str:
    """Rows that add others up are set apart."""
    return ' class="sum"' if any(cell.startswith("合计") for cell in row[:2]) else ""


def _mark(cells: Sequence[str]) -> str:
    if all(_NUMBER.fullmatch(cell) for cell in cells):
        return ' class="n"'
    if any(len(cell) > _LONG for cell in cells):
        return ' class="t"'
    return ' class="s"' if all(len(cell) <= SHORT for cell in cells) else ""


def figure(item: Figure) -> str:
    """A chart with its table under it."""
    chart = item.svg or '<p class="pale">没有可画的数字。</p>'
    note = f'<p class="pale">{escape(item.note)}</p>' if item.note else ""
    long = ' class="long"' if len(item.rows) > 12 else ""
    return f"<figure{long}>{chart}{table(item.head, item.rows)}{note}</figure>"


def key_figures(pairs: Iterable[tuple[str, str]]) -> str:
    """A few large figures with their names."""
    cells = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in pairs)
    return f'<dl class="keys">{cells}</dl>'


def notice(words: str) -> str:
    """A remark that must not be overlooked; nothing for no words."""
    return f'<p class="notice">{escape(words)}</p>' if words else ""


def paragraph(words: str, style: str = "") -> str:
    """A paragraph; nothing for no words."""
    mark = f' class="{style}"' if style else ""
    return f"<p{mark}>{escape(words)}</p>" if words else ""
