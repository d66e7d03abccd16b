"""Enter an employer into the register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.people.actions.by_whom import WRITE, By, not_allowed, not_open, not_yet
from jiuchuang.apps.people.actions.checked_columns import checked_employer
from jiuchuang.apps.people.actions.keep_change import Writing, draw_number, keep_first, wait_for_turn
from jiuchuang.apps.people.models import Employer
from jiuchuang.domain.kernel.problem import Refusal


@dataclass(frozen=True)
class EmployerEntered:
    """The employer is in the register."""

    employer: Employer


@transaction.atomic
def enter_employer(
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
) -> EmployerEntered | Refusal:
    """A new employer of the unit.

    `columns`: name, credit_code, legal_person, phone, address, industry, account; and number_evidence, which says why
    a credit code that fails its check is right all the same. `facts` are written values by name or label.
    """
    wait_for_turn("employer")
    checked = checked_employer({"name": "", **columns}, facts or {}, on)
    problems = [
        *not_allowed(by, unit.pk, permission),
        *not_open(unit, on),
        *not_yet(on, at, "on", "登记日期"),
        *checked.problems,
    ]
    if problems:
        return Refusal(tuple(problems))
    kept = {name: value for name, value in checked.facts.items() if value is not None}
    employer = Employer.objects.create(
        number=draw_number("employer"), unit=unit, facts=kept, checked_on=on, changed_at=at, **checked.columns
    )
    keep_first(Writing(by, source, on, at, import_number), "employer", employer, "entered")
    return EmployerEntered(employer)
