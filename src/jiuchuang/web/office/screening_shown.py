"""What a screening found, put into words for its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.screening.queries import (
    STANDING_LABELS,
    ProgrammeCount,
    RunSeen,
    counted,
    opening_counts,
)
from jiuchuang.domain.kernel.money import format_fen_grouped

NO_FIGURE = "原文没有可算的金额"
TOTALS = ("due", "paid_not_due", "one_short", "facts_missing")
"""Standings that are counted over all programmes, in the order of the page."""


@dataclass(frozen=True)
class Counted:
    """A number with the address of the rows that it counts."""

    count: int
    address: str


@dataclass(frozen=True)
class ProgrammeShown:
    """A programme of a run: counts by standing, money in words."""

    id: str
    title: str
    clause: str
    counts: tuple[Counted, ...]
    due: str
    """Money due and not drawn."""
    span: str
    """What one instalment for everybody would cost, from the surest to the widest count; empty where not shown."""
    funnel: tuple[dict[str, Any], ...]
    open_address: str


@dataclass(frozen=True)
class OpeningShown:
    """How far the opening of cases under a programme is."""

    title: str
    marked: int
    opened: int
    refused: int


def totals_shown(access: Access, seen: RunSeen) -> dict[str, Any]:
    """Totals and programmes of a run, of the rows that the account sees; figures of everybody only where it may."""
    counts = counted(access, seen.run)
    programmes = [
        _programme(seen, item, counts.get(item["id"])) for item in seen.run.figures.get("programmes", [])
    ]
    totals = [
        (
            STANDING_LABELS[standing],
            Counted(
                sum(item.rows.get(standing, 0) for item in counts.values()), _rows(seen, standing=standing)
            ),
        )
        for standing in TOTALS
    ]
    found: dict[str, Any] = {
        "totals": totals,
        "heads": [STANDING_LABELS[standing] for standing in TOTALS],
        "programmes": programmes,
        "due": _due(list(counts.values())),
        "rows": _rows(seen),
    }
    if seen.whole:
        found["wanted"] = seen.run.figures.get("wanted", [])
        found["screened"] = seen.run.figures.get("rows", {})
    return found


def openings_shown(seen: RunSeen) -> list[OpeningShown]:
    """Programmes for which cases were ordered."""
    if not seen.whole:
        return []
    found = []
    for item in seen.run.figures.get("programmes", []):
        counts = opening_counts(seen.run, item["id"])
        if counts:
            found.append(
                OpeningShown(
                    item["title"], counts.get("marked", 0), counts.get("opened", 0), counts.get("refused", 0)
                )
            )
    return found


def figures_shown(seen: RunSeen, programme: str) -> dict[str, Any]:
    """The figures of one programme as they were counted."""
    items: list[dict[str, Any]] = seen.run.figures.get("programmes", [])
    return next((item for item in items if item["id"] == programme), {})


def _programme(seen: RunSeen, item: dict[str, Any], count: ProgrammeCount | None) -> ProgrammeShown:
    count = count or ProgrammeCount(item["id"])
    counts = tuple(
        Counted(count.rows.get(standing, 0), _rows(seen, programme=item["id"], standing=standing))
        for standing in TOTALS
    )
    may_open = seen.whole and item["kind"] == "entitlement" and count.rows.get("due", 0) > 0
    return ProgrammeShown(
        id=item["id"],
        title=item["title"],
        clause=item["clause"],
        counts=counts,
        due=_due_under(item, count),
        span=_span(item["budget"]) if seen.whole else "",
        funnel=tuple(row for row in item["funnel"] if not row["within"]) if seen.whole else (),
        open_address=reverse("office:screening-open", args=[seen.run.pk, item["id"]]) if may_open else "",
    )


def _due(counts: list[ProgrammeCount]) -> str:
    """What is due and was never drawn: a sum, and how many are not in it since their amount is not known."""
    fen = sum(count.due_fen for count in counts)
    bare = sum(count.due_without_figure for count in counts) + sum(
        count.rows.get("amount_missing", 0) for count in counts
    )
    return f"{format_fen_grouped(fen)}{f'，另有{bare:,}件金额未定' if bare else ''}"


def _due_under(item: dict[str, Any], count: ProgrammeCount) -> str:
    if not item["pays"]:
        return "不涉及资金"
    return _due([count]) if item["budget"] is not None else NO_FIGURE


def _span(budget: dict[str, int] | None) -> str:
    if budget is None:
        return NO_FIGURE
    low, high = format_fen_grouped(budget["low_fen"]), format_fen_grouped(budget["high_fen"])
    outside = budget["outside_met"] + budget["outside_open"]
    return (low if low == high else f"{low}至{high}") + (f"，另有至多{outside:,}件算不出" if outside else "")


def _rows(seen: RunSeen, **wanted: str) -> str:
    address = reverse("office:screening-rows", args=[seen.run.pk])
    return f"{address}?{urlencode(wanted)}" if wanted else address
