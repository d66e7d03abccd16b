"""A list of anything: a page of it as a table, and the whole of it as Excel.

Rows come in the order of their query. A page asks for one row more than it shows, and counts to a bound, so that a
list over a million rows costs no more than a short one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, Generic, Literal, TypeVar

from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.domain.kernel.day import format_day
from jiuchuang.domain.kernel.money import format_fen_grouped
from jiuchuang.web.kit.door import StaffRequest
from jiuchuang.web.kit.menu import menu
from jiuchuang.web.kit.sheet import SheetColumn, workbook

Row = TypeVar("Row")
Kind = Literal["text", "number", "money", "day", "moment", "code"]
NOTHING = "—"
"""Shown where a row says nothing; nothing is not zero."""
COUNTED_TO = 1_000
MOST_ROWS_OUT = 50_000
"""Rows of one Excel file."""
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Link:
    """A cell that leads somewhere."""

    text: str
    address: str


@dataclass(frozen=True)
class Tag:
    """A status in words; `tone` colours it besides: good, warn, bad, info or none."""

    text: str
    tone: str = ""


Cell = str | int | date | datetime | Link | Tag | None


@dataclass(frozen=True)
class Column(Generic[Row]):
    """What one column says of a row. Money is in fen; None is shown as a dash, never as zero."""

    label: str
    value: Callable[[Row], Cell]
    kind: Kind = "text"


@dataclass(frozen=True)
class ShownCell:
    """A cell as the page shows it."""

    text: str
    kind: str
    address: str = ""
    tone: str = ""


@dataclass(frozen=True)
class ListingPage:
    """One page: headings, rows of cells, how many there are in words, and the addresses of its neighbours."""

    columns: Sequence[Column[Any]]
    rows: Sequence[Sequence[ShownCell]]
    counted: str
    page: int
    before: str
    after: str
    as_excel: str


@dataclass(frozen=True)
class Wanted:
    """A list as a view asks for it; `name` is the file's, `note` stands above the table."""

    heading: str
    columns: Sequence[Column[Any]]
    name: str
    filters: Form | None = None
    per_page: int = 50
    actions: Sequence[Link] = ()
    note: str = ""
    nothing: str = "没有符合条件的记录。"
    more: dict[str, Any] = field(default_factory=dict)


def listing(
    request: StaffRequest,
    *,
    heading: str,
    columns: Sequence[Column[Row]],
    rows: QuerySet[Any] | Sequence[Row],
    name: str,
    template: str = "kit/listing.html",
    **options: Any,
) -> HttpResponse:
    """The page that was asked for, or with `?format=xlsx` the whole list as Excel (recorded: who took what)."""
    wanted = Wanted(heading=heading, columns=columns, name=name, **options)
    if wants_excel(request):
        return as_excel(request, wanted, rows)
    page = draw(request, wanted, rows)
    shown = {"menu": menu(request), "listing": wanted, "page": page, "heading": heading, **wanted.more}
    wrong = wanted.filters is not None and wanted.filters.is_bound and not wanted.filters.is_valid()
    return render(request, template, shown, status=400 if wrong else 200)


def draw(request: Any, wanted: Wanted, rows: QuerySet[Any] | Sequence[Any]) -> ListingPage:
    """One page of the rows, by `?page=`; a page that is not there is the first."""
    written = request.GET.get("page", "1")
    number = max(int(written), 1) if written.isascii() and written.isdigit() and len(written) < 8 else 1
    first = (number - 1) * wanted.per_page
    found = list(rows[first : first + wanted.per_page + 1])
    if not found and number > 1:
        number, found = 1, list(rows[: wanted.per_page + 1])
    cells = [[_shown(column, row) for column in wanted.columns] for row in found[: wanted.per_page]]
    return ListingPage(
        wanted.columns,
        cells,
        _counted(rows, number, found, wanted.per_page),
        number,
        _address(request, page=number - 1) if number > 1 else "",
        _address(request, page=number + 1) if len(found) > wanted.per_page else "",
        _address(request, format="xlsx"),
    )


def _counted(rows: QuerySet[Any] | Sequence[Any], number: int, found: list[Any], per_page: int) -> str:
    if number == 1 and len(found) <= per_page:
        return f"共 {len(found)} 条"
    bounded = rows[: COUNTED_TO + 1]
    count = bounded.count() if isinstance(bounded, QuerySet) else len(bounded)
    return f"共 {count:,} 条" if count <= COUNTED_TO else f"{COUNTED_TO:,} 条以上"


def _address(request: Any, **changed: object) -> str:
    query = request.GET.copy()
    for key, value in changed.items():
        query[key] = str(value)
    return f"?{query.urlencode()}"


def _shown(column: Column[Any], row: Any) -> ShownCell:
    value = column.value(row)
    if isinstance(value, Link):
        return ShownCell(value.text, column.kind, address=value.address)
    if isinstance(value, Tag):
        return ShownCell(value.text, "tag", tone=value.tone)
    return ShownCell(cell_text(value, column.kind), "number" if column.kind == "money" else column.kind)


def cell_text(value: Cell, kind: str) -> str:
    """A value in words: money out of fen, days in the order of the country, a dash for nothing."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, Link | Tag):
        return value.text
    if kind == "money" and isinstance(value, int):
        return format_fen_grouped(value)
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return format_day(value)
    return f"{value:,}" if kind == "number" and isinstance(value, int) else str(value)


def wants_excel(request: Any) -> bool:
    """Whether the list is asked for as a file."""
    return bool(request.GET.get("format") == "xlsx")


def as_excel(request: StaffRequest, wanted: Wanted, rows: QuerySet[Any] | Sequence[Any]) -> HttpResponse:
    """The whole list as Excel, for pages that draw it in a way of their own; who took what is recorded."""
    columns = [SheetColumn(column.label, column.kind) for column in wanted.columns]
    found: Iterable[Any] = rows[: MOST_ROWS_OUT + 1]
    if isinstance(found, QuerySet):
        found = found.iterator(chunk_size=2_000)
    taken = [[_plain(column.value(row)) for column in wanted.columns] for row in islice(found, MOST_ROWS_OUT)]
    cut = (
        next(iter(found), None) is not None if not isinstance(found, Sequence) else len(found) > MOST_ROWS_OUT
    )
    note = f"只导出前 {MOST_ROWS_OUT:,} 条，请缩小范围" if cut else ""
    if hasattr(request, "access"):
        record(
            chain=f"exports/{request.access.account.pk}",
            kind="Exported",
            actor=request.access.actor,
            at=timezone.now(),
            content={"list": wanted.name, "query": request.GET.urlencode(), "rows": len(taken)},
        )
    answer = HttpResponse(workbook(wanted.heading, columns, taken, note), content_type=EXCEL)
    answer.headers["Content-Disposition"] = content_disposition_header(True, f"{wanted.name}.xlsx") or ""
    return answer


def _plain(value: Cell) -> str | int | date | datetime | None:
    return value.text if isinstance(value, Link | Tag) else value
