"""Enter a household, and who belongs to it from when to when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.people.actions.by_whom import WRITE, By, not_allowed, not_open, not_yet
from jiuchuang.apps.people.actions.checked_columns import checked_facts
from jiuchuang.apps.people.actions.keep_change import Writing, draw_number, keep_change, keep_first, tell
from jiuchuang.apps.people.models import Household, HouseholdMember, Person
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

MEMBERS = "household_members"
"""The relation whose rows a household is complete in when all who belong to it are named."""
RELATIONS = {
    "head": "户主", "spouse": "配偶", "child": "子女", "parent": "父母", "sibling": "兄弟姐妹", "grandchild": "孙子女",
    "other": "其他", "": "未填",
}  # fmt: skip


@dataclass(frozen=True)
class HouseholdEntered:
    """The household is in the register, with its members."""

    household: Household


@dataclass(frozen=True)
class MemberChanged:
    """The person belongs to the household, or no longer does."""

    member: HouseholdMember


@transaction.atomic
def enter_household(
    *,
    by: By,
    unit: Unit,
    head: Person,
    members: Sequence[tuple[Person, str]] = (),
    address: str = "",
    complete: bool = False,
    on: date,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    source: str = "入户登记",
    import_number: int | None = None,
    permission: str = WRITE,
) -> HouseholdEntered | Refusal:
    """A new household under its head, whose name it bears; `members` without the head, each with a key of RELATIONS.

    `complete` says that nobody is missing: only then can "nobody in work" be known. Nobody may belong to another
    household on the day: that is to be ended first.
    """
    checked = checked_facts("household", {"address": address}, facts or {})
    belonging = [(head, "head"), *members]
    problems = [
        *not_allowed(by, unit.pk, permission),
        *not_open(unit, on),
        *not_yet(on, at, "on", "登记日期"),
        *checked.problems,
    ]
    problems += [fault for person, relation in belonging for fault in _unfit(person, relation)]
    if len({person.pk for person, _ in belonging}) < len(belonging):
        problems.append(Problem("member-twice", "同一个人写了两次", Place("members")))
    if problems:
        return Refusal(tuple(problems))
    household = Household.objects.create(
        number=draw_number("household"),
        unit=unit,
        name=head.name,
        head=head,
        address=checked.columns["address"],
        complete=[MEMBERS] if complete else [],
        facts={name: value for name, value in checked.facts.items() if value is not None},
        checked_on=on,
        changed_at=at,
    )
    writing = Writing(by, source, on, at, import_number)
    keep_first(writing, "household", household, "entered")
    for person, relation in belonging:
        _join(writing, household, person, relation, on)
    return HouseholdEntered(household)


@transaction.atomic
def add_member(
    *,
    by: By,
    household: Household,
    person: Person,
    relation: str,
    from_on: date,
    at: datetime,
    source: str = "入户登记",
    import_number: int | None = None,
    permission: str = WRITE,
) -> MemberChanged | Refusal:
    """The person belongs to the household from the day on."""
    problems = [*not_allowed(by, household.unit_id, permission), *not_yet(from_on, at, "from_on", "起始日期")]
    problems += _unfit(person, relation)
    if problems:
        return Refusal(tuple(problems))
    writing = Writing(by, source, from_on, at, import_number)
    return MemberChanged(_join(writing, household, person, relation, from_on))


@transaction.atomic
def end_membership(
    *,
    by: By,
    person: Person,
    to_on: date,
    at: datetime,
    source: str = "入户登记",
    import_number: int | None = None,
    permission: str = WRITE,
) -> MemberChanged | Refusal:
    """The day is the last on which the person belongs to its household."""
    member = (
        HouseholdMember.objects.filter(person=person, to_on__isnull=True).select_related("household").first()
    )
    if member is None:
        return Refusal((Problem("no-household", f"“{person.name}”现在不属于任何家庭", Place("person")),))
    problems = [
        *not_allowed(by, member.household.unit_id, permission),
        *not_yet(to_on, at, "to_on", "结束日期"),
    ]
    if member.from_on is not None and to_on < member.from_on:
        problems.append(Problem("period-backward", "结束日期早于起始日期", Place("to_on")))
    if problems:
        return Refusal(tuple(problems))
    member.to_on = to_on
    member.save(update_fields=["to_on"])
    writing = Writing(by, source, to_on, at, import_number)
    content = {"person": person.number, "to_on": to_on.isoformat()}
    tell(writing, "household", member.household.number, "member-left", content)
    if member.household.head_id == person.pk:
        keep_change(
            Writing(by, source, to_on + timedelta(days=1), at, import_number)
            if _past(to_on, at)
            else writing,
            "household",
            member.household,
            {"head": None},
        )
    return MemberChanged(member)


def _past(day: date, at: datetime) -> bool:
    return not not_yet(day + timedelta(days=1), at, "", "")


def _unfit(person: Person, relation: str) -> list[Problem]:
    Person.objects.select_for_update().get(pk=person.pk)  # two at once wait for each other
    problems = []
    if relation not in RELATIONS:
        problems.append(
            Problem(
                "bad-choice", f"与户主关系“{relation}”不在选项中", Place("relation"), "、".join(RELATIONS)
            )
        )
    member = (
        HouseholdMember.objects.filter(person=person, to_on__isnull=True).select_related("household").first()
    )
    if member is not None:
        message = f"“{person.name}”现在属于{member.household.name}户（{member.household.number}）"
        problems.append(Problem("in-other-household", message, Place("members"), "请先从那一户迁出"))
    return problems


def _join(
    writing: Writing, household: Household, person: Person, relation: str, from_on: date
) -> HouseholdMember:
    member = HouseholdMember.objects.create(
        household=household, person=person, relation=relation, from_on=from_on
    )
    content = {"person": person.number, "relation": relation, "from_on": from_on.isoformat()}
    tell(writing, "household", household.number, "member-joined", content)
    return member
