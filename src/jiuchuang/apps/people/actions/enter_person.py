"""Enter a person into the register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.people.actions.by_whom import WRITE, By, not_allowed, not_open, not_yet
from jiuchuang.apps.people.actions.checked_columns import checked_person
from jiuchuang.apps.people.actions.keep_change import Writing, draw_number, keep_first, wait_for_turn
from jiuchuang.apps.people.models import Person
from jiuchuang.domain.kernel.problem import Refusal


@dataclass(frozen=True)
class PersonEntered:
    """The person is in the register."""

    person: Person


@transaction.atomic
def enter_person(
    *,
    by: By,
    unit: Unit,
    columns: Mapping[str, Any],
    on: date,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    source: str = "窗口登记",
    import_number: int | None = None,
    permission: str = WRITE,
) -> PersonEntered | Refusal:
    """A new person of the unit.

    `columns`: name, resident_id, birth_on, phone, address, certificate, account; and number_evidence, which
    says why a resident number that fails its check is right all the same. `facts` are written values by name or label.
    Birth date and sex follow from the number.
    """
    wait_for_turn("person")
    checked = checked_person({"name": "", **columns}, facts or {}, on)
    problems = [
        *not_allowed(by, unit.pk, permission),
        *not_open(unit, on),
        *not_yet(on, at, "on", "登记日期"),
        *checked.problems,
    ]
    if any(problem.severity == "error" for problem in problems):
        return Refusal(tuple(problems))
    kept = {name: value for name, value in checked.facts.items() if value is not None}
    person = Person.objects.create(
        number=draw_number("person"), unit=unit, facts=kept, checked_on=on, changed_at=at, **checked.columns
    )
    keep_first(Writing(by, source, on, at, import_number), "person", person, "entered")
    return PersonEntered(person)
