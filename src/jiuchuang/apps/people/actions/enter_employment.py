"""Register a spell of work, its end, and who founded or runs a firm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from jiuchuang.apps.people.actions.by_whom import WRITE, By, not_allowed, not_yet
from jiuchuang.apps.people.actions.checked_columns import checked_facts
from jiuchuang.apps.people.actions.keep_change import Writing, draw_number, keep_change, keep_first, tell
from jiuchuang.apps.people.models import Employer, Employment, Ownership, Person
from jiuchuang.apps.people.queries.words import vocabulary
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

TERMS = ("is_insured", "insured_months", "is_registered", "has_contract", "contract_months")
"""Columns of a spell that its registration may tell; None where it does not."""


@dataclass(frozen=True)
class EmploymentEntered:
    """The spell, as it is now."""

    employment: Employment


@dataclass(frozen=True)
class OwnershipEntered:
    """Who founded or runs the firm."""

    ownership: Ownership


def end_reasons() -> dict[str, str]:
    """Why a spell of work ended: key → label, as the relation of employments declares them."""
    return dict(vocabulary().relations.tables["employments"].columns["end_reason"].labels)


@transaction.atomic
def enter_employment(
    *,
    by: By,
    person: Person,
    employer: Employer | None,
    started_on: date,
    at: datetime,
    employer_name: str = "",
    terms: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
    ended_on: date | None = None,
    end_reason: str | None = None,
    source: str = "就业登记",
    import_number: int | None = None,
    permission: str = WRITE,
) -> EmploymentEntered | Refusal:
    """The person works for the employer from the day on; without one, for `employer_name` outside the county.

    `terms` are values of the columns TERMS. Two spells with one employer never overlap.
    """
    Person.objects.select_for_update().get(pk=person.pk)  # two at once wait for each other
    unit_id = employer.unit_id if employer is not None else person.unit_id
    checked = checked_facts("employment", {}, facts or {})
    problems = [*not_allowed(by, unit_id, permission), *not_yet(started_on, at, "started_on", "就业起始日")]
    problems += [*not_yet(ended_on, at, "ended_on", "离职日期"), *checked.problems, *_terms(terms or {})]
    problems += _reason(ended_on, end_reason)
    if employer is None and not employer_name.strip():
        problems.append(Problem("missing", "请选单位，或者写明外地单位的名称", Place("employer")))
    if ended_on is not None and ended_on < started_on:
        problems.append(Problem("period-backward", "离职日期早于就业起始日", Place("ended_on")))
    if employer is not None:
        problems += _overlapping(person, employer, started_on, ended_on)
    if problems:
        return Refusal(tuple(problems))
    employment = Employment.objects.create(
        number=draw_number("employment"),
        person=person,
        employer=employer,
        employer_name=employer_name.strip()[:120],
        started_on=started_on,
        ended_on=ended_on,
        end_reason=end_reason or None,
        facts={name: value for name, value in checked.facts.items() if value is not None},
        changed_at=at,
        **(terms or {}),
    )
    keep_first(Writing(by, source, started_on, at, import_number), "employment", employment, "entered")
    return EmploymentEntered(employment)


@transaction.atomic
def end_employment(
    *,
    by: By,
    employment: Employment,
    ended_on: date,
    end_reason: str,
    at: datetime,
    source: str = "就业登记",
    import_number: int | None = None,
    permission: str = WRITE,
) -> EmploymentEntered | Refusal:
    """From the day on the person no longer works there."""
    spell = Employment.objects.select_for_update().get(pk=employment.pk)
    unit_id = spell.employer.unit_id if spell.employer else spell.person.unit_id
    problems = [*not_allowed(by, unit_id, permission), *not_yet(ended_on, at, "ended_on", "离职日期")]
    problems += _reason(ended_on, end_reason)
    if spell.ended_on is not None:
        problems.append(Problem("ended-already", "这段就业已经登记离职", Place("ended_on")))
    if spell.started_on is not None and ended_on < spell.started_on:
        problems.append(Problem("period-backward", "离职日期早于就业起始日", Place("ended_on")))
    if problems:
        return Refusal(tuple(problems))
    after = {"ended_on": ended_on.isoformat(), "end_reason": end_reason}
    keep_change(Writing(by, source, ended_on, at, import_number), "employment", spell, after, "ended")
    return EmploymentEntered(spell)


@transaction.atomic
def enter_ownership(
    *,
    by: By,
    person: Person,
    employer: Employer,
    at: datetime,
    on: date,
    from_on: date | None = None,
    source: str = "经营实体登记",
    import_number: int | None = None,
    permission: str = WRITE,
) -> OwnershipEntered | Refusal:
    """The person founded the firm or runs it, from `from_on` on where that day is known."""
    problems = [*not_allowed(by, employer.unit_id, permission), *not_yet(from_on, at, "from_on", "起始日期")]
    if Ownership.objects.filter(person=person, employer=employer, to_on__isnull=True).exists():
        problems.append(Problem("owned-already", f"“{person.name}”已登记为该单位的经营者", Place("person")))
    if problems:
        return Refusal(tuple(problems))
    ownership = Ownership.objects.create(person=person, employer=employer, from_on=from_on)
    content = {"person": person.number, "from_on": from_on.isoformat() if from_on else None}
    tell(Writing(by, source, on, at, import_number), "employer", employer.number, "owner-entered", content)
    return OwnershipEntered(ownership)


@transaction.atomic
def end_ownership(
    *, by: By, ownership: Ownership, to_on: date, at: datetime, source: str = "经营实体登记"
) -> OwnershipEntered | Refusal:
    """The day is the last on which the person runs the firm."""
    row = Ownership.objects.select_for_update().select_related("person", "employer").get(pk=ownership.pk)
    problems = [*not_allowed(by, row.employer.unit_id), *not_yet(to_on, at, "to_on", "结束日期")]
    if row.to_on is not None or (row.from_on is not None and to_on < row.from_on):
        problems.append(Problem("period-backward", "已经结束，或者结束日期早于起始日期", Place("to_on")))
    if problems:
        return Refusal(tuple(problems))
    row.to_on = to_on
    row.save(update_fields=["to_on"])
    content = {"person": row.person.number, "to_on": to_on.isoformat()}
    tell(Writing(by, source, to_on, at), "employer", row.employer.number, "owner-left", content)
    return OwnershipEntered(row)


def _terms(terms: Mapping[str, Any]) -> list[Problem]:
    columns = vocabulary().relations.tables["employments"].columns
    problems = []
    for name, value in terms.items():
        if name not in TERMS:
            problems.append(Problem("unknown-column", f"没有“{name}”这一栏", Place(name)))
        elif isinstance(value, int) and not isinstance(value, bool):
            column = columns[name]
            if not column.low <= value <= column.high:
                message = f"{column.label}应在{column.low}至{column.high}之间"
                problems.append(Problem("fact-range", message, Place(name)))
    return problems


def _reason(ended_on: date | None, end_reason: str | None) -> list[Problem]:
    if end_reason and end_reason not in end_reasons():
        hint = "、".join(end_reasons().values())
        return [Problem("bad-choice", f"离职原因“{end_reason}”不在选项中", Place("end_reason"), hint)]
    if end_reason and ended_on is None:
        return [Problem("missing", "写了离职原因，还要写离职日期", Place("ended_on"))]
    return []


def _overlapping(person: Person, employer: Employer, first: date, ended_on: date | None) -> list[Problem]:
    others = Employment.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=first), person=person, employer=employer
    )
    if ended_on is not None:
        others = others.filter(started_on__lt=ended_on)
    other = others.first()
    if other is None:
        return []
    message = f"在这个单位已有一段重叠的就业登记（{other.number}）"
    return [Problem("spells-overlap", message, Place("started_on"), "先登记离职，或者核对日期")]
