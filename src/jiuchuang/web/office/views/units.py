"""The tree of offices as it stands on a day, with the mergers to come and those that were."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from jiuchuang.apps.org.mergers.queries import MergerShown, merged_before, mergers_after, moves_after
from jiuchuang.apps.org.queries import UnitShown, tree_on
from jiuchuang.domain.kernel.day import format_day, parse_day
from jiuchuang.web.kit.door import StaffRequest, staff
from jiuchuang.web.kit.listing import Column, Wanted, as_excel, wants_excel
from jiuchuang.web.kit.menu import menu

COLUMNS: tuple[Column[Any], ...] = (
    Column("名称", lambda row: row.name),
    Column("代码", lambda row: row.code, "code"),
    Column("类别", lambda row: row.kind),
    Column("区划", lambda row: row.region_code, "code"),
    Column("层级", lambda row: row.depth, "number"),
    Column("最后一天", lambda row: row.last_on, "day"),
    Column("并入", lambda row: row.into),
)


@dataclass(frozen=True)
class UnitRow:
    """A unit in the tree, or one that was merged (its `depth` is None); `last_on` and `into` where it ends."""

    name: str
    code: str
    kind: str
    region_code: str
    depth: int | None
    last_on: date | None
    into: str
    goes: str = ""
    moves: str = ""
    may_call_off: bool = False
    may_restore: bool = False


@staff("org.read")
def units(request: StaffRequest) -> HttpResponse:
    """Every office that the account may see, below one another; `?on=` asks about another day.

    Below them those that had been merged by then.
    """
    today = request.access.on
    on, wrong = _day(request.GET.get("on", ""), today)
    later = mergers_after(on)
    moves = moves_after(max(on, today))
    rows = [
        _moving(_in_tree(row, later.get(row.code), today), moves.get(row.code))
        for row in tree_on(request.access, on)
    ]
    tops = [row.code for row in rows if row.depth == 0]
    merged = [_merged(row) for row in merged_before(request.access, on)]
    if wants_excel(request):
        return as_excel(request, Wanted(f"{format_day(on)}的单位", COLUMNS, "units"), [*rows, *merged])
    return render(
        request,
        "office/units.html",
        {
            "menu": menu(request),
            "rows": rows,
            "merged": merged,
            "on": on,
            "wrong": wrong,
            "only_top": tops[0] if len(tops) == 1 else "",  # there is nothing that it could go into
            "may_write": "org.write" in request.access.permissions,
        },
        status=400 if wrong else 200,
    )


def _in_tree(row: UnitShown, later: tuple[date, str] | None, today: date) -> UnitRow:
    """A unit that stands on the day, with the merger that ends it."""
    if later is None:
        return UnitRow(row.name, row.code, row.kind, row.region_code, row.depth, None, "")
    on, into = later
    when = f"将于{format_day(on)}" if on > today else f"{format_day(on)}已"
    last = on - timedelta(days=1)
    return UnitRow(
        row.name,
        row.code,
        row.kind,
        row.region_code,
        row.depth,
        last,
        into,
        goes=f"{when}并入“{into}”",
        may_restore=on > today,
    )


def _moving(row: UnitRow, move: tuple[date, str, bool] | None) -> UnitRow:
    """The same with the move that is planned for it."""
    if move is None:
        return row
    on, parent, by_itself = move
    return replace(row, moves=f"将于{format_day(on)}改归“{parent}”", may_call_off=by_itself)


def _merged(row: MergerShown) -> UnitRow:
    return UnitRow(
        row.name,
        row.code,
        row.kind,
        row.region_code,
        None,
        row.last_on,
        row.into,
        may_restore=row.may_restore,
    )


def _day(written: str, today: date) -> tuple[date, str]:
    if not written:
        return today, ""
    try:
        return parse_day(written), ""
    except ValueError as fault:
        return today, str(fault)
