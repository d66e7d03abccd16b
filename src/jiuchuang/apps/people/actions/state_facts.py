"""Change what the registers state of a subject: facts and columns, from a day on, with what it was before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.people.actions.by_whom import WRITE, By, not_allowed, not_yet
from jiuchuang.apps.people.actions.checked_columns import (
    Checked,
    checked_employer,
    checked_facts,
    checked_person,
)
from jiuchuang.apps.people.actions.keep_change import COLUMNS, Writing, keep_change, wait_for_turn
from jiuchuang.apps.people.models import Person
from jiuchuang.apps.people.queries.subjects import Subject, subject_of, unit_of_subject
from jiuchuang.apps.people.queries.words import COLUMN_FACTS, vocabulary
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal


@dataclass(frozen=True)
class FactsStated:
    """What the subject states now; `changed` says whether anything is other than before."""

    subject: Subject
    changed: bool


@transaction.atomic
def state_facts(
    *,
    by: By,
    kind: str,
    number: str,
    facts: Mapping[str, Any] | None = None,
    columns: Mapping[str, Any] | None = None,
    unit: Unit | None = None,
    source: str,
    on: date,
    at: datetime,
    import_number: int | None = None,
    permission: str = WRITE,
) -> FactsStated | Refusal:
    """From the day on the subject states these facts (written values by name or label) and columns; None clears one.

    Only what is given changes. A fact whose guard becomes false is cleared with it. `unit` moves the subject there.
    """
    subject = _locked(kind, number)
    if subject is None or kind not in COLUMNS:
        return Refusal((Problem("subject-unknown", f"登记里没有编号“{number}”", Place("number")),))
    given = dict(columns or {})
    if {"resident_id", "credit_code"} & given.keys():
        wait_for_turn(kind)
    if isinstance(subject, Person):
        _with_number(subject, given)
    checked = _checked(kind, number, given, facts or {}, on)
    problems = [*not_allowed(by, unit_of_subject(subject), permission), *not_yet(on, at, "on", "生效日期")]
    problems += not_allowed(by, unit.pk, permission) if unit is not None else []
    problems += [
        Problem("unknown-column", f"没有“{name}”这一栏", Place(name))
        for name in given
        if name not in COLUMNS[kind]
    ]
    problems += _guarded(subject, checked)
    problems += checked.problems
    if any(problem.severity == "error" for problem in problems):
        return Refusal(tuple(problems))
    after = {name: _plain(value) for name, value in checked.columns.items()} | _with_guarded(
        subject, checked.facts
    )
    if unit is not None:
        after["unit"] = unit.code
    changed = keep_change(Writing(by, source, on, at, import_number), kind, subject, after)
    return FactsStated(subject, changed)


def _locked(kind: str, number: str) -> Subject | None:
    """The subject, nobody else writing about it until the transaction ends."""
    found = subject_of(kind, number)
    if found is None:
        return None
    locked = type(found)._default_manager.select_for_update().get(pk=found.pk)
    return locked if isinstance(locked, Subject) else None


def _with_number(person: Person, given: dict[str, Any]) -> None:
    """What is written anew is held against the registered number, as far as nothing was allowed against its check."""
    if "resident_id" in given:
        given.setdefault("number_evidence", "")
    elif person.resident_id and not person.number_evidence:
        given["resident_id"] = person.resident_id


def _checked(kind: str, number: str, columns: dict[str, Any], facts: Mapping[str, Any], on: date) -> Checked:
    if kind == "person":
        return checked_person(columns, facts, on, number)
    if kind == "employer":
        return checked_employer(columns, facts, on, number)
    return checked_facts(kind, columns, facts)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _guarded(subject: Subject, checked: Checked) -> list[Problem]:
    """New facts that cannot be, since what guards them is registered as false."""
    facts, guards = vocabulary().facts, vocabulary().guards
    known = {**subject.facts, **checked.facts}
    return [
        Problem(
            "contradiction",
            f"“{facts[guards[name]].label}”登记为否，不能填“{facts[name].label}”",
            Place(name),
        )
        for name, value in checked.facts.items()
        if value is not None and name in guards and known.get(guards[name]) is False
    ]


def _with_guarded(subject: Subject, new: Mapping[str, Any]) -> dict[str, Any]:
    """The new facts, and None for each that falls with a guard that becomes false."""
    guards = vocabulary().guards
    found = dict(new)
    columns = {fact for kind in COLUMN_FACTS.values() for fact in kind}
    while more := {
        name: None
        for name in subject.facts
        if name not in found
        and name not in columns
        and found.get(guards.get(name, ""), True) in (False, None)
        and guards.get(name) in found
    }:
        found |= more
    return found
