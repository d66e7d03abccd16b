"""Publish cases in one list for the days that their procedure names, exactly as the public will see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.casework.actions.apply import county_code
from jiuchuang.apps.casework.actions.draw_number import draw_number
from jiuchuang.apps.casework.actions.take_further import take_further
from jiuchuang.apps.casework.models import Case, NoticeList
from jiuchuang.apps.casework.queries.acting import acting_as
from jiuchuang.apps.casework.queries.events import state_of
from jiuchuang.apps.casework.queries.kept import calendar, procedures
from jiuchuang.apps.casework.queries.lists import list_chain, notice_row, stored
from jiuchuang.apps.casework.queries.offices import Offices
from jiuchuang.apps.casework.queries.reach import in_sight
from jiuchuang.apps.casework.queries.verbs import placed
from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.org.queries import Access
from jiuchuang.domain.casework.commands import Actor, OpenNotice
from jiuchuang.domain.casework.notice_list import publish
from jiuchuang.domain.casework.procedure import Node
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

PUBLISH = "notice.publish"


@dataclass(frozen=True)
class Published:
    """The list as it stands for the public now."""

    row: NoticeList


@dataclass(frozen=True)
class _Line:
    case: Case
    node: Node
    actor: Actor
    place: Unit


@transaction.atomic
def publish_notice(*, access: Access, cases: Sequence[str], label: str, at: datetime) -> Published | Refusal:
    """Publish these cases (numbers) together, all or none; their notices must take the same number of days."""
    on = timezone.localdate(at)
    lines, faults = _lines(access, list(dict.fromkeys(cases)))
    if PUBLISH not in access.permissions:
        faults.insert(0, Problem("not-allowed", "您没有发布公示的权限", Place("cases")))
    if not cases:
        faults.append(Problem("no-rows", "请选择要公示的办件", Place("cases")))
    if not label.strip():
        faults.append(Problem("label-empty", "请写公示的名称", Place("label")))
    days = {line.node.notice_days for line in lines}
    if len(days) > 1:
        shown = "、".join(f"{one}天" for one in sorted(days))
        faults.append(Problem("days-differ", f"所选办件的公示期不同（{shown}），请分开公示", Place("cases")))
    if faults:
        return Refusal(tuple(faults))
    unit = _common(lines)
    number = draw_number(year=on.year, county=county_code(unit, on), prefix="G")
    rows = [notice_row(line.case) for line in lines]
    value = publish(number, rows, on=on, working_days=days.pop(), calendar=calendar())
    if isinstance(value, Refusal):
        transaction.set_rollback(True)
        return _at_cases(value)
    content, digest = stored(value)
    row = NoticeList.objects.create(
        number=number,
        label=label.strip()[:200],
        unit=unit,
        content=content,
        digest=digest,
        opened_on=value.opened_on,
        ends_on=value.ends_on,
        account=access.account.pk,
        at=at,
    )
    told = {"label": row.label, "digest": digest, "rows": len(rows), "ends_on": value.ends_on.isoformat()}
    record(chain=list_chain(number), kind="NoticePublished", actor=access.actor, at=at, content=told)
    for line in lines:
        key = f"{number}:{line.case.number}"
        command = OpenNotice(key=key, actor=line.actor, node=line.node.id, list_id=number)
        done = take_further(number=line.case.number, command=command, account=access.account.pk, at=at)
        if isinstance(done, Refusal):
            transaction.set_rollback(True)
            return _at_cases(placed(done), line.case.number)
    return Published(row)


def _lines(access: Access, numbers: Sequence[str]) -> tuple[list[_Line], list[Problem]]:
    found = Case.objects.filter(in_sight(access), number__in=numbers).select_related("unit")
    known = {case.number: case for case in found.select_for_update(of=("self",)).order_by("pk")}
    lines, faults = list[_Line](), list[Problem]()
    for number in numbers:
        case = known.get(number)
        state = state_of(number) if case is not None else None
        if case is None or state is None:
            faults.append(Problem("no-case", f"没有编号为“{number}”的办件", Place("cases")))
            continue
        procedure = procedures()[case.procedure, case.procedure_version]
        run = next((one for one in state.open_runs() if procedure.node(one.node).kind == "notice"), None)
        if run is None or run.publication is not None:
            faults.append(Problem("not-awaiting-notice", f"“{number}”现在不等公示", Place("cases")))
            continue
        node = procedure.node(run.node)
        actor = acting_as(access, case, state, node)
        if isinstance(actor, Refusal):
            faults += _at_cases(actor, number).problems
            continue
        place = Offices(case.unit, access.on).place(node.office.level, "")
        lines.append(_Line(case, node, actor, place or case.unit))
    return lines, faults


def _common(lines: Sequence[_Line]) -> Unit:
    """The office whose list it is: that of the step when all share it, else the county's."""
    places = {line.place.pk: line.place for line in lines}
    if len(places) == 1:
        return next(iter(places.values()))
    first = lines[0]
    return Offices(first.case.unit, first.case.opened_on).county


def _at_cases(refusal: Refusal, number: str = "") -> Refusal:
    named = f"{number}：" if number else ""
    return Refusal(
        tuple(
            Problem(one.code, f"{named}{one.message}", Place("cases"), one.suggestion)
            for one in refusal.problems
        )
    )
