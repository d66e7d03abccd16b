"""A recognition that is approved enters the register with the decision, and leaves it when the decision is set aside.

What enters is data of the programme (`enters` in its pack), so that no programme has its name here.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from jiuchuang.apps.audit.actions.record import Actor, record
from jiuchuang.apps.casework.actions.examine import law_day, target_of
from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.casework.queries.events import chain_of
from jiuchuang.apps.people.actions.hold_subject import hold_subject
from jiuchuang.apps.people.actions.recognise_hardship import end_hardship, recognise_hardship
from jiuchuang.apps.people.actions.state_facts import state_facts
from jiuchuang.apps.people.models import Change, HardshipSpell, Person
from jiuchuang.apps.people.queries import subject_of
from jiuchuang.apps.policy.queries import law_on, programme_shown
from jiuchuang.domain.casework.state import CaseState, Decision
from jiuchuang.domain.kernel.day import add_days, add_months
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal
from jiuchuang.domain.rules.pack import Entry


def enter_register(
    case: Case, before: CaseState | None, after: CaseState, by: Actor, at: datetime
) -> Refusal | None:
    """Bring the registers from the decision that stood before to the one that stands after; None where that is done.

    Where a register refuses, so is the decision: whoever calls gives everything up.
    """
    was, now = (_approval(state) for state in (before, after))
    if was == now:
        return None
    refusal = _take_back(case, by, at) if was is not None else None
    if refusal is None and now is not None:
        refusal = _enter(case, by, at)
    return refusal


def _approval(state: CaseState | None) -> Decision | None:
    """The approval that stands."""
    decision = state.decision if state is not None else None
    return decision if decision is not None and decision.approved else None


def _enter(case: Case, by: Actor, at: datetime) -> Refusal | None:
    today = timezone.localdate(at)
    for day in (law_day(case, today), case.opened_on):
        programme, shown = law_on(day).programme(case.programme), programme_shown(case.programme, day)
        if programme is None or shown is None:
            continue
        target = hold_subject(*target_of(case, shown)) if programme.enters else ("", "")
        for entry in programme.enters:
            refused = _enter_one(case, entry, target, by, today, at)
            if refused is not None:
                return _placed(refused)
        return None
    return None


def _enter_one(
    case: Case, entry: Entry, target: tuple[str, str], by: Actor, today: date, at: datetime
) -> Refusal | None:
    kind, number = target
    told: dict[str, object] = {"kind": kind, "number": number, "register": entry.register}
    if entry.register == "hardship":
        person = subject_of(kind, number)
        if not isinstance(person, Person):
            return Refusal((Problem("no-subject", "登记库里没有这个人"),))
        months = entry.valid_months
        valid_to = add_days(add_months(today, months), -1) if months is not None else None
        done: object = recognise_hardship(
            by=by, person=person, category=entry.category, recognised_on=today, valid_to=valid_to,
            case_number=case.number, source=_source(case), at=at,
        )  # fmt: skip
        told |= {"category": entry.category, "valid_to": valid_to.isoformat() if valid_to else None}
    else:
        facts = {entry.fact: True}
        done = state_facts(
            by=by, kind=kind, number=number, facts=facts, source=_source(case), on=today, at=at
        )
        told |= {"fact": entry.fact}
    if isinstance(done, Refusal):
        return done
    record(chain=chain_of(case.number), kind="RegisterEntered", actor=by, at=at, content=told)
    return None


def _take_back(case: Case, by: Actor, at: datetime) -> Refusal | None:
    """End what the case has entered; what somebody changed since stays as they left it."""
    today, why = timezone.localdate(at), f"办件{case.number}的决定已撤销"
    taken: list[dict[str, object]] = []
    spells = HardshipSpell.objects.filter(case_number=case.number, ended_on__isnull=True)
    for spell in spells.select_related("person"):
        ended = end_hardship(by=by, spell=spell, ended_on=today, reason=why, source=_source(case), at=at)
        if isinstance(ended, Refusal):
            return _placed(ended)
        taken.append({"register": "hardship", "number": spell.person.number, "category": spell.category})
    for change in Change.objects.filter(source=_source(case), kind__in=("person", "household", "employer")):
        kind, number = hold_subject(change.kind, change.number)
        now = getattr(subject_of(kind, number), "facts", {})
        before = {
            name: change.before.get(name)
            for name, value in change.after.items()
            if now.get(name) == value and change.before.get(name) != value
        }
        if not before:
            continue
        stated = state_facts(by=by, kind=kind, number=number, facts=before, source=why, on=today, at=at)
        if isinstance(stated, Refusal):
            return _placed(stated)
        taken.append({"register": "fact", "number": number, "facts": sorted(before)})
    if taken:
        record(
            chain=chain_of(case.number), kind="RegisterTakenBack", actor=by, at=at, content={"taken": taken}
        )
    return None


def _source(case: Case) -> str:
    return f"办件{case.number}"


def _placed(refusal: Refusal) -> Refusal:
    """As the decision is told: at its approval."""
    return Refusal(
        tuple(
            Problem("register-refuses", f"不能记入登记库：{one.message}", Place("approved"), one.suggestion)
            for one in refusal.problems
        )
    )
