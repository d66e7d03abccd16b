"""A county at work: townships, departments, a clerk for every duty, a person whose facts fit a subsidy."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count

from jiuchuang.apps.casework.actions.act import act
from jiuchuang.apps.casework.actions.apply import Applied, apply
from jiuchuang.apps.casework.actions.take_further import TakenFurther
from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.casework.queries.acting import Resident
from jiuchuang.apps.casework.queries.events import state_of
from jiuchuang.apps.org.actions.place_unit import UnitPlaced, open_unit
from jiuchuang.apps.org.models import Account, Grant, Unit
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.models import Person
from jiuchuang.domain.kernel.problem import Refusal
from office_world import AT, FIRST, founded

MONDAY = date(2026, 3, 2)
SKILL = "sample/yunxi-2024-6/skill-subsidy"
FACTS = {
    "is_enterprise_employee": True,
    "is_ui_participant": True,
    "ui_contribution_months": 30,
    "has_skill_certificate": True,
    "skill_certificate_level": "intermediate",
    "skill_certificate_issued_on": "2025-12-10",
}
FEN = 130_000
ACCOUNT = "6217000000000000001"
STAFF = {
    "clerk": ("window", "north"),
    "other_clerk": ("window", "south"),
    "reviewer": ("reviewer", "yx-centre"),
    "second_reviewer": ("reviewer", "yx"),
    "insurance": ("department", "yx-social-insurance"),
    "market": ("department", "yx-market-regulation"),
    "town_decider": ("decider", "north"),
    "decider": ("decider", "yx"),
    "leader": ("leader", "yx"),
    "payer": ("finance", "yx"),
    "visitor": ("village-worker", "north"),
}
_numbers = count(1)


@dataclass
class Desk:
    """The county with everybody in it, on a day that moves on by hand."""

    units: dict[str, Unit]
    accounts: dict[str, Account]
    day: date = MONDAY
    sent: int = 0
    made: list[str] = field(default_factory=list)

    @property
    def at(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 2, 0, tzinfo=UTC)

    def access(self, who: str) -> Access:
        return Access(self.accounts[who], self.day)

    def later(self, days: int) -> None:
        self.day += timedelta(days=days)

    def person(self, unit: str = "north", facts: dict | None = None, name: str = "测试人甲") -> Person:
        return Person.objects.create(
            number=f"P{next(_numbers):07d}", unit=self.units[unit], name=name, account=ACCOUNT,
            facts=FACTS if facts is None else facts, changed_at=self.at,
        )  # fmt: skip

    def try_apply(self, person: Person, *, by: Access | Resident | None = None, **more):
        self.sent += 1
        resident = Resident(f"person:{person.number}", person.name)
        given = {"programmes": [SKILL], "answers": {}, "channel": "public", "key": f"k{self.sent}"} | more
        return apply(subject=("person", person.number), actor=by or resident, at=self.at, **given)

    def case(self, person: Person | None = None, **more) -> str:
        done = self.try_apply(person or self.person(), **more)
        assert isinstance(done, Applied), done
        return done.cases[0].number

    def try_(self, who: str | Resident, number: str, verb: str, **fields):
        self.sent += 1
        access = self.access(who) if isinstance(who, str) else who
        key = fields.pop("key", f"k{self.sent}")
        return act(access=access, number=number, verb=verb, fields=fields, key=key, at=self.at)

    def do(self, who: str | Resident, number: str, verb: str, **fields) -> list[str]:
        done = self.try_(who, number, verb, **fields)
        assert isinstance(done, TakenFurther), done
        return [type(event.happening).__name__ for event in done.events]

    def refused(self, who: str | Resident, number: str, verb: str, **fields) -> set[str]:
        before = (Case.objects.filter(number=number).values().first(), state_of(number))
        done = self.try_(who, number, verb, **fields)
        assert isinstance(done, Refusal), done
        assert (Case.objects.filter(number=number).values().first(), state_of(number)) == before
        return {problem.code for problem in done.problems}

    def resident(self, number: str) -> Resident:
        case = Case.objects.get(number=number)
        return Resident(case.applicant, case.subject_name)

    def to_departments(self, number: str) -> str:
        self.do("clerk", number, "accept", node="accept")
        self.do("reviewer", number, "give_opinion", node="review", stance="agree")
        return number

    def to_notice(self, number: str) -> str:
        self.to_departments(number)
        self.do("insurance", number, "give_opinion", node="joint", seat="social_insurance", stance="agree")
        self.do("market", number, "give_opinion", node="joint", seat="market_regulation", stance="agree")
        return number


def opened_desk() -> Desk:
    office = founded()
    admin = Access(office.administrator, FIRST)
    units = {"yx": office.unit}
    for code, name, kind, parent in (
        ("north", "北街道", "township", "yx"),
        ("south", "南街道", "township", "yx"),
        ("north-1", "北一村", "village", "north"),
        ("yx-centre", "云溪县就业服务中心", "centre", "yx"),
        ("yx-finance", "云溪县财政局", "department", "yx"),
        ("yx-tax", "云溪县税务局", "department", "yx"),
        ("yx-market-regulation", "云溪县市场监督管理局", "department", "yx"),
        ("yx-social-insurance", "云溪县社会保险事业中心", "department", "yx"),
    ):
        placed = open_unit(
            access=admin, code=code, name=name, kind=kind, region_code="369921001", parent=units[parent],
            on=FIRST, at=AT,
        )  # fmt: skip
        assert isinstance(placed, UnitPlaced), placed
        units[code] = placed.unit
    desk = Desk(units, {})
    for who, (role, unit) in STAFF.items():
        hire(desk, who, role, unit)
    return desk


def hire(desk: Desk, who: str, role: str, unit: str, **more) -> Grant:
    if who not in desk.accounts:
        desk.accounts[who] = Account.objects.create_user(who, f"{who}经办")
    return Grant.objects.create(
        account=desk.accounts[who], role=role, unit=desk.units[unit], from_on=FIRST, **more
    )
