"""Lists of many cases: notices as the public sees them, lists to sign, what waits for either."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from jiuchuang.apps.casework.models import (
    AwaitedSeat,
    Case,
    NoticeList,
    NoticeObjection,
    SigningList,
    SigningRow,
)
from jiuchuang.apps.casework.queries.names import name_shown
from jiuchuang.apps.casework.queries.reach import reaches, tops_with
from jiuchuang.apps.casework.queries.worklist import with_names, worklist
from jiuchuang.apps.org.queries import Access, units_below
from jiuchuang.domain.casework.codec import read_plain, to_plain
from jiuchuang.domain.casework.notice_list import NoticeList as Notice
from jiuchuang.domain.casework.notice_list import NoticeRow
from jiuchuang.domain.casework.signed_list import SignedList
from jiuchuang.domain.kernel.hash_chain import canonical_json, sha256


def list_chain(number: str) -> str:
    """Name of the chain of a list."""
    return f"list/{number}"


def notice_value(row: NoticeList) -> Notice:
    """The published list as a value."""
    return read_plain(Notice, row.content)


def signed_value(row: SigningList) -> SignedList:
    """The list to sign as a value."""
    return read_plain(SignedList, row.content)


def stored(value: Notice | SignedList) -> tuple[dict[str, Any], str]:
    """A list as JSON, and its SHA-256."""
    content: dict[str, Any] = to_plain(value)
    return content, sha256(canonical_json(content).encode())


def notice_row(case: Case) -> NoticeRow:
    """How a case is shown in public: the name masked, where it belongs, the matter; the amount as found."""
    words = f"{name_shown(case, sees_name=False)}　{case.unit.name}　{case.matter}"
    return NoticeRow(case.number, words, case.finding_fen)


def running_notices(on: date) -> QuerySet[NoticeList]:
    """What the public may see on the day, the newest first."""
    rows = NoticeList.objects.select_related("unit")
    return rows.filter(taken_down_on__isnull=True, opened_on__lte=on, ends_on__gte=on)


def notice_lists(access: Access) -> QuerySet[NoticeList]:
    """Every list, ended ones too, of the offices within sight of the account."""
    tops = tops_with(reaches(access), "case.read")
    near = Q(unit__in=units_below(tops, access.on).values("pk")) | Q(account=access.account.pk)
    return NoticeList.objects.select_related("unit").filter(near)


def notice_list(number: str, *, on: date, access: Access | None = None) -> NoticeList | None:
    """One list: for the public while it runs on the day, for staff of its office at any time."""
    rows = running_notices(on) if access is None else notice_lists(access)
    return rows.filter(number=number).first()


def objections_of(row: NoticeList) -> QuerySet[NoticeObjection]:
    """Objections against rows of a list, with the names and contacts of who objects: for staff alone."""
    return NoticeObjection.objects.filter(list=row).select_related("case")


def awaiting_notice(access: Access) -> QuerySet[AwaitedSeat]:
    """Cases of the account's worklist that wait to be published."""
    return worklist(access).filter(node_kind="notice", published_in="")


def awaiting_signature(access: Access) -> QuerySet[AwaitedSeat]:
    """Open decisions within sight that may be put on a list to sign and stand on none that is not done, by matter."""
    tops = tops_with(reaches(access), "list.draw-up")
    below = units_below(tops, access.on).values("pk")
    seats = AwaitedSeat.objects.filter(
        node_kind="decide", is_open=True, is_primary=True, seat="", case__status="open", case__unit__in=below
    )
    listed = SigningRow.objects.filter(list__state__in=("drawn", "signed"), state="pending")
    waiting = seats.exclude(case__in=listed.values("case")).select_related("case", "case__unit", "place")
    return with_names(waiting, access, "case__unit").order_by("case__matter", "case__number")


def signing_lists(access: Access) -> QuerySet[SigningList]:
    """Lists to sign of the offices within sight: for who draws up, signs, reviews or pays. Newest first."""
    held = reaches(access)
    tops = frozenset[int]()
    for permission in ("list.draw-up", "list.sign", "case.pay", "audit.read"):
        tops |= tops_with(held, permission)
    below = units_below(tops, access.on).values("pk")
    own = Q(drawn_by=access.account.pk) | Q(signed_by=access.account.pk) if tops else Q(pk__in=())
    return SigningList.objects.select_related("unit").filter(Q(unit__in=below) | own)


def signing_list(access: Access, number: str) -> SigningList | None:
    """One list to sign within sight."""
    return signing_lists(access).filter(number=number).first()


def outcomes_of(row: SigningList) -> QuerySet[SigningRow]:
    """What became of each row, in order, with its case."""
    return SigningRow.objects.filter(list=row).select_related("case", "case__unit")


def progress_of(row: SigningList) -> dict[str, int]:
    """How many rows are pending, decided, refused or taken out."""
    counted = SigningRow.objects.filter(list=row).values_list("state").annotate(number=Count("pk"))
    return {"pending": 0, "decided": 0, "refused": 0, "excepted": 0, **dict(counted.order_by("state"))}


def totals_of(row: SigningList) -> list[tuple[str, int, int]]:
    """Matter, number of cases and fen of the rows that are not taken out, by matter."""
    rows = SigningRow.objects.filter(list=row).exclude(state="excepted")
    sums = (
        rows.values("case__matter")
        .annotate(number=Count("pk"), fen=Sum("amount_fen"))
        .order_by("case__matter")
    )
    return [(one["case__matter"], one["number"], one["fen"] or 0) for one in sums]
