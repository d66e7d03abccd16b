"""One case in full, as a page shows it to whoever asks; None where it is out of their sight."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.utils import timezone

from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.casework.models import Case, Finding, Paper
from jiuchuang.apps.casework.queries.acting import Resident
from jiuchuang.apps.casework.queries.events import chain_of
from jiuchuang.apps.casework.queries.kept import calendar, procedures
from jiuchuang.apps.casework.queries.names import name_shown
from jiuchuang.apps.casework.queries.reach import in_sight, seen_fields
from jiuchuang.apps.casework.queries.same_subject import known_as
from jiuchuang.apps.casework.queries.verbs import Offered, offered
from jiuchuang.apps.org.models import Account, Unit
from jiuchuang.apps.org.queries import Access, office_pack
from jiuchuang.domain.casework.clock import ClockReading
from jiuchuang.domain.casework.codec import HAPPENINGS, event_from_json
from jiuchuang.domain.casework.events import Event
from jiuchuang.domain.casework.evolve import replay
from jiuchuang.domain.casework.procedure import Node, Procedure
from jiuchuang.domain.casework.promised_time import read_promise
from jiuchuang.domain.casework.state import CaseState, Run
from jiuchuang.domain.casework.views import Due, StepReading, calendar_warnings, dues, open_steps
from jiuchuang.domain.casework.words import describe
from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.domain.rules.answers.decision import STATUS_LABELS

_OWN = frozenset({"name", "phone", "resident_id", "account"})
Standing = Literal["done", "opposed", "open", "waiting", "ended", "not_reached", "not_needed"]
STANDING_LABELS: dict[Standing, str] = {
    "done": "已办",
    "opposed": "未获同意",
    "open": "在办",
    "waiting": "待补正",
    "ended": "已终止",
    "not_reached": "未到",
    "not_needed": "不需要",
}


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that happened: when, who in words (name, role, unit), and the sentence."""

    at: datetime
    who: str
    words: str
    kind: str
    node: str = ""


@dataclass(frozen=True)
class StepShown:
    """A step of the procedure with where it stands, and its last round if it was reached."""

    node: Node
    standing: Standing
    label: str
    opened_on: date | None
    closed_on: date | None
    run: Run | None


@dataclass(frozen=True)
class CaseView:
    """A case as one person may see it on a day.

    `name` is masked unless `sees` has it; `offered` are the verbs that this person may use now. `findings` are the
    newest first, `promise` the clock of the whole case where the procedure has one, `siblings` the other cases of the
    same application within sight.
    """

    case: Case
    state: CaseState
    procedure: Procedure
    on: date
    name: str
    sees: frozenset[str]
    steps: tuple[StepShown, ...]
    readings: tuple[StepReading, ...]
    dues: tuple[Due, ...]
    promise: ClockReading | None
    warnings: tuple[Problem, ...]
    timeline: tuple[TimelineEntry, ...]
    findings: tuple[Finding, ...]
    papers: tuple[Paper, ...]
    offered: tuple[Offered, ...]
    siblings: tuple[Case, ...]
    marked: frozenset[str]

    @property
    def finding(self) -> Finding | None:
        """The newest finding."""
        return self.findings[0] if self.findings else None

    def offers(self, verb: str) -> tuple[Offered, ...]:
        """Where a verb may be used now."""
        return tuple(one for one in self.offered if one.verb == verb)


def case_view(access: Access | Resident, number: str, on: date | None = None) -> CaseView | None:
    """The case of that number; None when there is none or it is out of sight."""
    cases = Case.objects.select_related("unit").filter(number=number)
    if isinstance(access, Resident):
        case, day = cases.filter(applicant__in=known_as(access.applicant)).first(), on or timezone.localdate()
    else:
        case, day = cases.filter(in_sight(access)).first(), on or access.on
    if case is None:
        return None
    records = contents_of(chain_of(number))
    events = [event_from_json(one["content"]) for one in records if one["kind"] in HAPPENINGS]
    state = replay(events)
    if state is None:
        return None
    procedure, days = procedures()[case.procedure, case.procedure_version], calendar()
    own = isinstance(access, Resident)
    sees = _OWN if isinstance(access, Resident) else seen_fields(access, case)
    name = name_shown(case, sees_name="name" in sees)
    siblings = Case.objects.none()
    if case.application:
        siblings = Case.objects.filter(application=case.application).exclude(pk=case.pk)
        if isinstance(access, Access):
            siblings = siblings.filter(in_sight(access))
    findings = tuple(Finding.objects.filter(case=case).order_by("-seq"))
    return CaseView(
        case=case,
        state=state,
        procedure=procedure,
        on=day,
        name=name,
        sees=sees,
        steps=steps_of(state, procedure),
        readings=open_steps(state, procedure, days, day),
        dues=dues(state, procedure, days, day),
        promise=read_promise(state, procedure, days, day),
        warnings=(*calendar_warnings(state, procedure, days, day), *_law_changed(findings)),
        timeline=_timeline(events, procedure, name, outside=own),
        findings=findings,
        papers=tuple(Paper.objects.filter(case=case).order_by("pk")),
        offered=offered(access, case, state, procedure, day),
        siblings=tuple(siblings.order_by("number")),
        marked=frozenset(run.node for run in state.open_runs()),
    )


def _law_changed(findings: Sequence[Finding]) -> Iterable[Problem]:
    """A warning where the newest finding was made by other rules than the first: a new version, a signed reading."""
    if not findings or findings[0].pack_digest == findings[-1].pack_digest:
        return
    now, first = (f"“{STATUS_LABELS.get(one.status, one.status)}”" for one in (findings[0], findings[-1]))
    message = (
        f"核验所用的政策在办理期间有变动：最初为{first}，最近为{now}。以最近的核验为准，另作决定的要写明理由"
    )
    yield Problem("law-changed", message, severity="warning")


def steps_of(state: CaseState, procedure: Procedure) -> tuple[StepShown, ...]:
    """Every step of the procedure in its order, with where it stands."""
    found = []
    for node in procedure.nodes:
        run = state.run(node.id)
        standing = _standing(run, state)
        found.append(
            StepShown(
                node,
                standing,
                STANDING_LABELS[standing],
                run.clock.started_on if run else None,
                run.clock.ended_on if run and standing != "not_reached" else None,
                run,
            )
        )
    return tuple(found)


def _standing(run: Run | None, state: CaseState) -> Standing:
    if run is None or run.closing == "superseded":
        return "not_reached"
    if run.closing == "ended":
        return "ended"
    if run.is_open:
        return "waiting" if state.status == "correcting" else "open"
    if run.closing == "skipped":
        return "not_needed"
    return "done" if run.closing == "passed" else "opposed"


def _timeline(
    events: Iterable[Event], procedure: Procedure, name: str, *, outside: bool
) -> tuple[TimelineEntry, ...]:
    """What happened in words, oldest first. Applicants see offices, not the names of staff who gave opinions."""
    shown = list(events)
    accounts = {
        int(one.removeprefix("account:"))
        for event in shown
        for one in event.actor.persons
        if one.startswith("account:")
    }
    names = dict(Account.objects.filter(pk__in=accounts).values_list("pk", "name"))
    units = dict(
        Unit.objects.filter(code__in={event.actor.unit for event in shown}).values_list("code", "name")
    )
    return tuple(
        TimelineEntry(
            at=event.at,
            who=_who(event, name, names, units, outside=outside),
            words=describe(event, procedure),
            kind=type(event.happening).__name__,
            node=getattr(event.happening, "node", ""),
        )
        for event in shown
    )


def _who(event: Event, name: str, names: dict[int, str], units: dict[str, str], *, outside: bool) -> str:
    actor = event.actor
    if actor.role == "system":
        return "系统"
    if actor.level == "person":
        return f"{name}（申请人）" if actor.role == "resident" else "公众"
    role = office_pack().roles.get(actor.role)
    departments = office_pack().departments
    unit = units.get(actor.unit) or (
        departments[actor.unit].label if actor.unit in departments else actor.unit
    )
    office = f"{unit}{role.label if role else actor.role}"
    if outside:
        return office
    person = (
        names.get(int(actor.person.removeprefix("account:")), "") if actor.person[:8] == "account:" else ""
    )
    helped = ""
    if actor.stands_for and actor.stands_for.startswith("account:"):
        helped = f"，受{names.get(int(actor.stands_for.removeprefix('account:')), '他人')}委托"
    elif actor.stands_for:
        helped = "，代申请人办理"
    return f"{person}（{office}{helped}）" if person else office
