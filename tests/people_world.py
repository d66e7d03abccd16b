"""Made-up people of a made-up township, entered one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime

from jiuchuang.apps.audit.actions.record import Actor
from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.people.actions.enter_employer import EmployerEntered, enter_employer
from jiuchuang.apps.people.actions.enter_household import HouseholdEntered, enter_household
from jiuchuang.apps.people.actions.enter_person import PersonEntered, enter_person
from jiuchuang.apps.people.models import Employer, Household, Person
from jiuchuang.domain.kernel.identifiers import make_credit_code, make_resident_id

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
TODAY = date(2026, 3, 2)
BY = Actor(None, "测试")


def person(unit: Unit, sequence: int, *, facts: dict | None = None, **columns) -> Person:
    given = {
        "name": f"测试人{sequence}",
        "resident_id": make_resident_id("369921", date(1985, 5, 17), sequence),
    }
    done = enter_person(by=BY, unit=unit, columns=given | columns, facts=facts, on=TODAY, at=AT)
    assert isinstance(done, PersonEntered), done
    return done.person


def employer(unit: Unit, sequence: int, *, facts: dict | None = None, **columns) -> Employer:
    given = {"name": f"测试单位{sequence}", "credit_code": make_credit_code("91", "369921", sequence)}
    done = enter_employer(by=BY, unit=unit, columns=given | columns, facts=facts, on=TODAY, at=AT)
    assert isinstance(done, EmployerEntered), done
    return done.employer


def household(unit: Unit, head: Person, *members: Person, complete: bool = True) -> Household:
    done = enter_household(
        by=BY, unit=unit, head=head, members=[(one, "child") for one in members], complete=complete,
        on=TODAY, at=AT,
    )  # fmt: skip
    assert isinstance(done, HouseholdEntered), done
    return done.household


def codes(refusal) -> set[str]:
    """The codes of a refusal's problems; fails when it is none."""
    return {problem.code for problem in refusal.problems}


def places(refusal) -> set[str]:
    return {problem.place.source for problem in refusal.problems}
