"""A new version of a procedure, uploaded as YAML; cases that are under way keep theirs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.casework.models.kept import KeptProcedure
from jiuchuang.apps.casework.queries.kept import procedures
from jiuchuang.apps.org.queries import Access, office_pack, unit_of
from jiuchuang.domain.casework.procedure import Procedure
from jiuchuang.domain.casework.procedure_file import read_draft
from jiuchuang.domain.kernel.day import format_day
from jiuchuang.domain.kernel.period import Period
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal, errors_only, nearest

PERMISSION = "procedure.write"
FILE = "procedure.yaml"


@dataclass(frozen=True)
class ProcedureKept:
    """The version as it holds from now on."""

    procedure: Procedure


@transaction.atomic
def keep_procedure(
    *, access: Access, text: str, from_on: date | None, at: datetime
) -> ProcedureKept | Refusal:
    """Check everything and keep the version; `from_on` goes before the first day written in the text."""
    if PERMISSION not in access.permissions:
        return Refusal((Problem("may-not", "您没有维护办事流程的权限"),))
    procedure, found = read_draft(text, FILE)
    problems = [_told(one) for one in errors_only(found)]
    if procedure is None:
        return Refusal(tuple(problems) or (Problem("no-procedure", "文件里没有办事流程", Place("text")),))
    first = from_on or procedure.in_force.first
    problems += _offices(procedure)
    if first is not None:
        problems += _days(procedure, first, timezone.localdate(at))
    if problems or first is None:
        return Refusal(tuple(problems))
    procedure = replace(procedure, in_force=Period(first, procedure.in_force.last))
    KeptProcedure.objects.create(
        code=procedure.id,
        version=procedure.version,
        label=procedure.label,
        from_on=first,
        to_on=procedure.in_force.last,
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
        account=access.account.pk,
        at=at,
    )
    record(
        chain=f"procedure/{procedure.id}",
        kind="ProcedureKept",
        actor=access.actor,
        at=at,
        content={
            "procedure": procedure.id,
            "version": procedure.version,
            "from_on": first.isoformat(),
            "text": text,
        },
    )
    return ProcedureKept(procedure)


def _told(problem: Problem) -> Problem:
    """A fault in the text, with its line in words, beside the field of the text."""
    line = f"第{problem.place.line}行：" if problem.place.line else ""
    return Problem(problem.code, f"{line}{problem.message}", Place("text"), problem.suggestion)


def _offices(procedure: Procedure) -> list[Problem]:
    """Roles and departments that nobody here could ever be: the case would wait there for ever."""
    roles = set(office_pack().roles) | {"resident"}
    departments = office_pack().departments
    problems = []
    settler = procedure.appeals_to.role
    if settler not in roles:
        message = f"处理申诉的角色“{settler}”没有设"
        problems.append(Problem("role-unknown", message, Place("text"), nearest(settler, roles)))
    for node in procedure.nodes:
        offices = [
            node.office,
            *(tier.office for tier in node.tiers),
            *filter(None, (node.escalates_to,)),
        ]
        where = f"第{node.place.line}行：环节“{node.label}”"
        for role in sorted({one.role for one in offices if one.role} - roles):
            message = f"{where}的角色“{role}”没有设"
            problems.append(Problem("role-unknown", message, Place("text"), nearest(role, roles)))
        for unit in sorted({seat.unit for seat in node.seats if seat.unit} - departments.keys()):
            if unit_of(unit) is None:
                message = f"{where}的联办部门“{unit}”没有设"
                problems.append(Problem("seat-unknown", message, Place("text"), nearest(unit, departments)))
    return problems


def _days(procedure: Procedure, first: date, today: date) -> list[Problem]:
    problems = []
    known = [one for one in procedures().values() if one.id == procedure.id]
    newest = max((one.version for one in known), default=0)
    if procedure.version <= newest:
        hint = f"写成 version: {newest + 1}"
        problems.append(
            Problem("version-taken", f"“{procedure.label}”已经有第{newest}版", Place("text"), hint)
        )
    if first <= today and known:
        problems.append(
            Problem("from-past", "新版本最早从明天起施行，今天已有办件按现行版本开办", Place("from_on"))
        )
    later = [one.in_force.first for one in known if one.in_force.first and one.in_force.first >= first]
    if later:
        message = f"已有自{format_day(max(later))}起施行的版本，新版本须晚于它"
        problems.append(Problem("from-before-other", message, Place("from_on")))
    last = procedure.in_force.last
    if last is not None and last < first:
        problems.append(
            Problem("period-order", f"文件写的止期{format_day(last)}早于施行日期", Place("from_on"))
        )
    return problems
