"""Publish cases in one list for the days that their procedure names, exactly as the public will see it.

The list is public first, whole; then the notice of each case begins. So no case waits for fewer days than the public
had. A case that went another way in between is struck off the list again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import MACHINE, record
from jiuchuang.apps.casework.actions.apply import county_code
from jiuchuang.apps.casework.actions.draw_number import draw_number
from jiuchuang.apps.casework.actions.order_in_bulk import order_in_bulk
from jiuchuang.apps.casework.actions.take_further import take_further
from jiuchuang.apps.casework.actions.work_off import Turn, Work, work_off
from jiuchuang.apps.casework.models import BulkOrder, NoticeList, OrderedCase
from jiuchuang.apps.casework.queries.acting import acting_as
from jiuchuang.apps.casework.queries.events import state_of
from jiuchuang.apps.casework.queries.kept import calendar, procedures
from jiuchuang.apps.casework.queries.lists import list_chain, notice_row, notice_value, stored
from jiuchuang.apps.casework.queries.offices import Offices, common_place
from jiuchuang.apps.casework.queries.verbs import placed
from jiuchuang.apps.org.queries import Access
from jiuchuang.domain.casework.commands import OpenNotice
from jiuchuang.domain.casework.notice_list import publish
from jiuchuang.domain.casework.procedure import Node
from jiuchuang.domain.casework.state import CaseState
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal


@dataclass(frozen=True)
class Published:
    """The list as it stands for the public now."""

    row: NoticeList


@transaction.atomic
def publish_notice(*, access: Access, cases: Sequence[str], label: str, at: datetime) -> Published | Refusal:
    """Publish these cases (numbers) together, all or none; their notices must take the same number of days.

    For a few cases. A list that leaves out what cannot go on it is ordered (`order_in_bulk`) and worked off.
    """
    ordered = order_in_bulk(access=access, kind="notice", cases=cases, label=label, at=at)
    if isinstance(ordered, Refusal):
        return ordered
    order = work_off(number=ordered.order.pk, work=NOTICE, clock=lambda: at)
    left = order.cases.filter(state="left").select_related("case")
    faults = [Problem("row-left-out", f"{one.case.number}：{one.reasons}", Place("cases")) for one in left]
    if order.stage == "refused":
        faults.append(Problem("not-published", order.told, Place("cases")))
    if faults:
        transaction.set_rollback(True)
        return Refusal(tuple(faults))
    return Published(NoticeList.objects.select_related("unit").get(number=order.list_number))


def _gather(turn: Turn) -> dict[str, Any] | Refusal:
    """Whether the case waits for its notice, who publishes it, and where."""
    found = _awaited(turn)
    if isinstance(found, Refusal):
        return found
    state, node = found
    offices = Offices(turn.case.unit, turn.access.on)
    actor = acting_as(turn.access, turn.case, state, node, offices=offices)
    if isinstance(actor, Refusal):
        return actor
    alone = publish("", [notice_row(turn.case)], on=turn.access.on, working_days=1, calendar=calendar())
    if isinstance(alone, Refusal):
        return alone
    place = offices.place(node.office.level, "") or turn.case.unit
    return {"place": place.pk, "days": node.notice_days}


def _awaited(turn: Turn) -> tuple[CaseState, Node] | Refusal:
    """The case and its step that is to be published."""
    state = state_of(turn.case.number)
    procedure = procedures()[turn.case.procedure, turn.case.procedure_version]
    runs = state.open_runs() if state is not None else ()
    run = next((one for one in runs if procedure.node(one.node).kind == "notice"), None)
    if state is None or run is None or run.publication is not None:
        return Refusal((Problem("not-awaiting-notice", "现在不等公示", Place("cases")),))
    return state, procedure.node(run.node)


def _make(order: BulkOrder, rows: list[OrderedCase], access: Access, at: datetime) -> str | Refusal:
    """The list, public from now on."""
    on = timezone.localdate(at)
    days = {one.content["days"] for one in rows}
    if len(days) > 1:
        shown = "、".join(f"{one}天" for one in sorted(days))
        return Refusal(
            (Problem("days-differ", f"所选办件的公示期不同（{shown}），请分开公示", Place("cases")),)
        )
    unit = common_place({one.content["place"] for one in rows}, rows[0].case)
    number = draw_number(year=on.year, county=county_code(unit, on), prefix="G")
    lines = [notice_row(one.case) for one in rows]
    value = publish(number, lines, on=on, working_days=days.pop(), calendar=calendar())
    if isinstance(value, Refusal):
        return value
    content, digest = stored(value)
    NoticeList.objects.create(
        number=number,
        label=order.label,
        unit=unit,
        content=content,
        digest=digest,
        opened_on=value.opened_on,
        ends_on=value.ends_on,
        account=access.account.pk,
        at=at,
    )
    told = {"label": order.label, "digest": digest, "rows": len(rows), "ends_on": value.ends_on.isoformat()}
    record(chain=list_chain(number), kind="NoticePublished", actor=access.actor, at=at, content=told)
    return number


def _open(turn: Turn) -> Refusal | None:
    """Let the notice of one case begin."""
    found = _awaited(turn)
    if isinstance(found, Refusal):
        return found
    state, node = found
    actor = acting_as(turn.access, turn.case, state, node)
    if isinstance(actor, Refusal):
        return actor
    number = turn.order.list_number
    command = OpenNotice(key=f"{number}:{turn.case.number}", actor=actor, node=node.id, list_id=number)
    done = take_further(number=turn.case.number, command=command, account=turn.access.account.pk, at=turn.at)
    return placed(done) if isinstance(done, Refusal) else None


def _strike(turn: Turn, refusal: Refusal) -> None:
    """Take the row of a case that went another way off the list; the others stand, and a list of none comes down."""
    row = NoticeList.objects.select_for_update(of=("self",)).get(number=turn.order.list_number)
    value = notice_value(row)
    left = replace(value, rows=tuple(one for one in value.rows if one.case != turn.case.number))
    if not left.rows:
        row.taken_down_on = timezone.localdate(turn.at)
        left = replace(left, taken_down_on=row.taken_down_on)
    row.content, row.digest = stored(left)
    row.save(update_fields=["content", "digest", "taken_down_on"])
    told = {"case": turn.case.number, "reason": str(refusal), "digest": row.digest}
    record(chain=list_chain(row.number), kind="NoticeRowStruck", actor=MACHINE, at=turn.at, content=told)


NOTICE = Work(gather=_gather, make=_make, carry_out=_open, strike=_strike)
