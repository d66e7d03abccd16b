"""Parts of a page: tables, figures, key figures, and the page around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from jiuchuang.gateways.screening.figures import Figure
from jiuchuang.gateways.screening.page_style import STYLE

SHORT = 9
"""Characters of a cell that is kept on one line."""
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
    """A table; columns of figures are set to the right, columns of short words are never broken."""
    marks = [_mark([row[column] for row in rows]) for column in range(len(head))]
    top = "".join(
        f'<th scope="col"{mark}>{escape(name)}</th>' for name, mark in zip(head, marks, strict=True)
    )
    lines = [
        "<tr>"
        + "".join(f"<td{mark}>{escape(cell)}</td>" for cell, mark in zip(row, marks, strict=True))
        + "</tr>"
        for row in rows
    ]
    return (
        f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>{"".join(lines)}</tbody></table></div>'
    )


def _mark(cells: Sequence[str]) -> str:
    if all(_NUMBER.fullmatch(cell) for cell in cells):
        return ' class="n"'
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
