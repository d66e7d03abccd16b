"""Worklists and lists of cases, each row within the sight of who asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import BooleanField, F, Q, QuerySet, SmallIntegerField, Value, When
from django.db.models import Case as When_

from jiuchuang.apps.casework.models import AwaitedSeat, Case
from jiuchuang.apps.casework.queries.acting import person_of
from jiuchuang.apps.casework.queries.reach import Reach, in_sight, kind_of, line_above, reaches, tops_seeing
from jiuchuang.apps.org.queries import Access, units_below
from jiuchuang.apps.people.queries import ties_of

_NOBODY = Q(pk__in=())
APPEAL = AwaitedSeat.APPEAL
CONTESTED = Q(mark=AwaitedSeat.OBJECTION) | Q(node_kind=APPEAL)
"""Seats where somebody has spoken against what the office did or is about to do."""


def worklist(access: Access, on: date | None = None, *, every_tier: bool = False) -> QuerySet[AwaitedSeat]:
    """Open seats that the account may take: objections and appeals first, then the earliest due.

    By role, office and matter of its grants; not its own cases, and not those where another duty forbids it. Of a
    decision only the lowest tier that reaches, or with `every_tier` all that they could decide. Rows carry `case` with
    its unit and `sees_name` (whether the subject's name needs no mask).
    """
    day = on or access.on
    wanted = _NOBODY
    for reach in reaches(access):
        grant = reach.grant
        places = Q(place__in=units_below(reach.tops, day).values("pk"))
        kind = kind_of(grant.unit)
        if kind is not None and kind.level_key in ("village", "township"):
            higher = [one.pk for one in line_above(grant.unit_id, day)[1:]]
            places |= Q(level=kind.level_key, place__in=higher)
        mine = Q(role=grant.role) & places
        if not every_tier:
            mine &= ~Q(node_kind="decide", level__in=_lower_tiers(reach))
        if grant.matter:
            mine &= _matter(grant.matter, "case__")
        wanted |= mine
    going_on = Q(case__status="open") | Q(node_kind=APPEAL)
    seats = AwaitedSeat.objects.filter(wanted, going_on, is_open=True)
    if not every_tier:
        seats = seats.filter(is_primary=True)
    for name in names_of(access):
        seats = seats.exclude(barred__contains=f"|{name}|")
    seats = seats.select_related("case", "case__unit", "place")
    pressing = When_(When(CONTESTED, then=Value(0)), default=Value(1), output_field=SmallIntegerField())
    return with_names(seats, access, "case__unit").order_by(
        pressing, F("due_on").asc(nulls_last=True), "case__number", "pk"
    )


def _lower_tiers(reach: Reach) -> tuple[str, ...]:
    """Levels whose decisions somebody of the county leaves to them, though they could take them."""
    kind = kind_of(reach.grant.unit)
    if kind is None or "county" not in (kind.level_key, kind.acts_for):
        return ()
    return ("village", "township")


def names_of(access: Access) -> tuple[str, ...]:
    """Everything under which the account can stand in the events of a case."""
    names = [person_of(access.account)]
    if access.account.person_number:
        names.append(f"person:{access.account.person_number}")
        names += ties_of(access.account.person_number, access.on)
    return tuple(names)


def cases_for(
    access: Access,
    *,
    text: str = "",
    status: str = "",
    outcome: str = "",
    programme: str = "",
    procedure: str = "",
    unit_id: int | None = None,
    node: str = "",
    overdue_on: date | None = None,
    promise_broken_on: date | None = None,
    mine: bool = False,
) -> QuerySet[Case]:
    """Cases within sight, the newest first; `text` is a number of a case or application, or how a name begins.

    `mine` keeps those that the account took in. Rows carry `sees_name`.
    """
    cases = with_names(Case.objects.filter(in_sight(access)), access, "unit")
    if text.strip():
        cases = cases.filter(pointed_at(text))
    given = {"status": status, "outcome": outcome, "programme": programme, "procedure": procedure}
    cases = cases.filter(**{name: value for name, value in given.items() if value})
    if unit_id is not None:
        cases = cases.filter(unit__in=units_below([unit_id], access.on).values("pk"))
    if node:
        cases = cases.filter(pk__in=AwaitedSeat.objects.filter(node=node, is_open=True).values("case"))
    if overdue_on is not None:
        cases = cases.filter(due_on__lt=overdue_on).exclude(status="ended")
    if promise_broken_on is not None:
        cases = cases.filter(promised_on__lt=promise_broken_on)
    if mine:
        cases = cases.filter(opened_by=access.account.pk)
    return cases.select_related("unit").order_by("-opened_on", "-pk")


def pointed_at(text: str, case: str = "") -> Q:
    """Rows with `sees_name` whose case (`case__` before its columns) has this number, or a name that begins so.

    A name that the account sees masked is found whole alone: beginnings would tell it letter by letter.
    """
    text = text.strip()
    whole = {"application": text, "subject_number": text, "subject_name": text}
    found = Q(**{f"{case}number__startswith": text})
    for column, value in whole.items():
        found |= Q(**{f"{case}{column}": value})
    shown = Q(sees_name=True) | Q(**{f"{case}subject_kind": "employer"})
    return found | (Q(**{f"{case}subject_name__startswith": text}) & shown)


def cases_by_number(access: Access, numbers: Iterable[str]) -> list[Case]:
    """Those of the numbers that are within sight."""
    cases = Case.objects.filter(in_sight(access), number__in=list(numbers)).select_related("unit")
    return list(with_names(cases, access, "unit").order_by("number"))


def with_names(rows: QuerySet, access: Access, unit: str) -> QuerySet:
    """Rows with `sees_name`: whether the account may read the subject's name there without a mask."""
    tops = tops_seeing(reaches(access), "name")
    seen = units_below(tops, access.on).values("pk")
    shown = Q(**{f"{unit}__in": seen})
    if rows.model is AwaitedSeat:
        shown |= Q(place__in=seen)
    flag = When_(When(shown, then=Value(True)), default=Value(False), output_field=BooleanField())
    return rows.annotate(sees_name=flag)


def _matter(matter: str, prefix: str) -> Q:
    names = ("programme", "procedure", "matter")
    wanted = _NOBODY
    for name in names:
        wanted |= Q(**{f"{prefix}{name}": matter})
    return wanted
