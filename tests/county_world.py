"""A small made-up county for the tests of the doors: two townships that must not see each other, and every role.

Rows are written directly, since the worlds of hundreds of tests must stand in a moment; that the actions which write
them in the product do so rightly is shown in tests/apps.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from jiuchuang.apps.casework.actions.apply import Applied, apply
from jiuchuang.apps.casework.models import Case, NoticeList, SigningList, SigningRow
from jiuchuang.apps.casework.queries import calendar
from jiuchuang.apps.casework.queries.lists import notice_row, stored
from jiuchuang.apps.org.models import Account, Grant, Unit, UnitClosure, UnitLink
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.models import Employer, Person
from jiuchuang.domain.casework.notice_list import NoticeList as DomainNotice
from jiuchuang.domain.casework.notice_list import publish
from jiuchuang.domain.casework.signed_list import ListRow, SignedList, draw_up
from office_world import AT, FIRST, founded

STARTUP = "sample/yunxi-2024-6/startup-subsidy"
STABILISATION = "sample/yunxi-2024-6/stabilisation-return"

UNITS = (
    # code, name, kind, region, parent
    ("yx-rsj", "云溪县人社局", "department", "369921", "yx"),
    ("yx-czj", "云溪县财政局", "department", "369921", "yx"),
    ("yx-swj", "云溪县税务局", "department", "369921", "yx"),
    ("yx-scjgj", "云溪县市场监管局", "department", "369921", "yx"),
    ("yx-sbj", "云溪县社保局", "department", "369921", "yx"),
    ("qx", "清溪镇", "township", "369921101", "yx"),
    ("bh", "白河镇", "township", "369921102", "yx"),
    ("qx-1", "清溪镇一村", "village", "369921101201", "qx"),
    ("bh-1", "白河镇一村", "village", "369921102201", "bh"),
)
STAFF = (
    # username, role, unit
    ("qx-village", "village-worker", "qx-1"),
    ("qx-window", "window", "qx"),
    ("qx-reviewer", "reviewer", "qx"),
    ("qx-decider", "decider", "qx"),
    ("bh-village", "village-worker", "bh-1"),
    ("bh-window", "window", "bh"),
    ("bh-reviewer", "reviewer", "bh"),
    ("bh-decider", "decider", "bh"),
    ("county-window", "window", "yx"),
    ("county-reviewer", "reviewer", "yx"),
    ("county-decider", "decider", "yx"),
    ("county-finance", "finance", "yx"),
    ("county-policy", "policy-officer", "yx"),
    ("county-policy-2", "policy-officer", "yx"),
    ("county-auditor", "auditor", "yx"),
    ("county-leader", "leader", "yx"),
    ("tax", "department", "yx-swj"),
    ("market", "department", "yx-scjgj"),
    ("treasury", "department", "yx-czj"),
    ("insurance", "department", "yx-sbj"),
)


@dataclass
class County:
    """Units by code, accounts by name, and the numbers of what was entered in each township (`qx`, `bh`)."""

    units: dict[str, Unit]
    accounts: dict[str, Account]
    people: dict[str, list[Person]] = field(default_factory=dict)
    firms: dict[str, list[Employer]] = field(default_factory=dict)
    cases: dict[str, list[str]] = field(default_factory=dict)
    applications: dict[str, str] = field(default_factory=dict)
    notices: dict[str, str] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)

    def access(self, username: str, on: date | None = None) -> Access:
        """What an account may do today (or on the day)."""
        return Access(self.accounts[username], on or timezone.localdate())


def county() -> County:
    """The county with its offices and an account for every role, without people."""
    office = founded()
    units = {office.unit.code: office.unit}
    for code, name, kind, region, parent in UNITS:
        unit = Unit.objects.create(code=code, name=name, kind=kind, region_code=region, opened_on=FIRST)
        units[code] = unit
        UnitLink.objects.create(unit=unit, parent=units[parent], from_on=FIRST)
        above = [(unit, 0), *((link.ancestor, link.depth + 1) for link in units[parent].above.all())]
        UnitClosure.objects.bulk_create(
            UnitClosure(ancestor=each, descendant=unit, depth=depth, from_on=FIRST) for each, depth in above
        )
    accounts = {each.username: each for each in (office.administrator, office.security_officer)}
    for username, role, code in STAFF:
        account = Account.objects.create_user(username, f"{units[code].name}{role}")
        accounts[username] = account
        Grant.objects.create(account=account, role=role, unit=units[code], from_on=FIRST)
    return County(units, accounts)


def people_of(world: County, town: str, count: int = 3, firms: int = 1) -> None:
    """Enter some people and firms in a township's village, clearly synthetic."""
    unit, first = world.units[f"{town}-1"], Person.objects.count() + 1
    kept = world.people.setdefault(town, [])
    for number in range(first, first + count):
        kept.append(
            Person.objects.create(
                number=f"P{number:07d}", unit=unit, name=f"测试人{number}", phone=f"1000000{number:04d}",
                resident_id=resident_id(f"369921198{number % 10}0{number % 9 + 1}15{number:03d}"),
                birth_on=date(1980 + number % 10, number % 9 + 1, 15), changed_at=AT, facts=facts_of_founder(),
                account=f"621700000000{number:07d}",
            )
        )  # fmt: skip
    employers = world.firms.setdefault(town, [])
    for number in range(Employer.objects.count() + 1, Employer.objects.count() + 1 + firms):
        employers.append(
            Employer.objects.create(
                number=f"E{number:06d}",
                unit=unit,
                name=f"测试公司{number}",
                changed_at=AT,
                legal_person="测试人甲",
            )
        )


def facts_of_founder() -> dict[str, Any]:
    """Stated facts; what is left out is unknown."""
    return {"is_local_hukou": True}


def resident_id(body: str) -> str:
    """Seventeen digits with their check letter (GB 11643)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(digit) for weight, digit in zip(weights, body[:17], strict=True))
    return body[:17] + "10X98765432"[total % 11]


def a_case(world: County, town: str, person: Person | None = None, programme: str = STARTUP) -> str:
    """A case of a person of the township, opened at its own window; its number."""
    person = person or world.people[town][len(world.cases.get(town, ()))]
    applied = apply(
        subject=("person", person.number), programmes=[programme], answers={}, channel="window",
        actor=world.access(f"{town}-window"), key=f"case-{person.number}-{programme}", at=timezone.now(),
    )  # fmt: skip
    assert isinstance(applied, Applied), applied
    world.cases.setdefault(town, []).append(applied.cases[0].number)
    world.applications[town] = applied.application
    return applied.cases[0].number


def lists_of(world: County, town: str) -> None:
    """A published notice and a list to be signed, each with the township's first case."""
    case = Case.objects.get(number=world.cases[town][0])
    today = timezone.localdate()
    notice = publish(f"G-{town}", [notice_row(case)], on=today, working_days=5, calendar=calendar())
    row = ListRow(case.number, "decide", 1, approved=True, amount_fen=100_00, reasons="符合", clauses=("二",))
    drawn = draw_up(f"H-{town}", "汇总表", [row])
    assert isinstance(notice, DomainNotice) and isinstance(drawn, SignedList)
    content, digest = stored(notice)
    NoticeList.objects.create(
        number=notice.id, label="公示", unit=case.unit, content=content, digest=digest, at=AT,
        opened_on=notice.opened_on, ends_on=notice.ends_on,
    )  # fmt: skip
    content, digest = stored(drawn)
    signing = SigningList.objects.create(
        number=drawn.id, label="汇总表", unit=case.unit, content=content, digest=digest, rows=1,
        total_fen=drawn.total_fen, drawn_at=AT,
    )  # fmt: skip
    SigningRow.objects.create(list=signing, case=case, position=1, amount_fen=100_00)
    world.notices[town], world.lists[town] = notice.id, drawn.id


def two_townships() -> County:
    """The county with people, firms, a case and lists in each of the two townships."""
    world = county()
    for town in ("qx", "bh"):
        people_of(world, town)
        a_case(world, town)
        lists_of(world, town)
    return world
