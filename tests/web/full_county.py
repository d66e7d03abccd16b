"""A county with something on every page, to be looked at whole and to be made ten times as full.

`full_county` stands for the small world; `grow` adds as many again nine times. Rows are written directly, but for
cases, which only their own actions can open.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from http import HTTPStatus
from typing import NamedTuple

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from county_world import STARTUP, County, a_case, people_of, two_townships
from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.casework.models import BulkOrder, Case, NoticeList, OrderedCase, SigningList, SigningRow
from jiuchuang.apps.org.actions.merge_unit import merge_unit
from jiuchuang.apps.org.actions.place_unit import move_unit
from jiuchuang.apps.org.mergers.queries import moves_after
from jiuchuang.apps.org.models import Account, Grant, Key, Succession
from jiuchuang.apps.org.queries import office_pack
from jiuchuang.apps.people.models import (
    Contact,
    DuplicatePair,
    Employment,
    HardshipSpell,
    Headcount,
    Household,
    HouseholdMember,
    Import,
    ImportRow,
    Ownership,
    Person,
    UnemploymentSpell,
)
from jiuchuang.apps.policy.actions.upload_document import DocumentUploaded, upload_document
from jiuchuang.apps.policy.models import Document, Signature
from jiuchuang.apps.policy.queries import law_on
from jiuchuang.apps.residents.models import ResidentSession
from jiuchuang.apps.residents.queries import digest
from jiuchuang.apps.screening.models import Award, ScreeningRun, Stage, Standing
from jiuchuang.domain.kernel.identifiers import make_credit_code
from office_world import AT, FIRST, opened
from policy_world import DAMAGED
from web.routes import Route, address, routes

TOWN, DAY = "qx", date(2026, 1, 5)
NO_PAGES = {
    "office:provider", "office:provider-answer",  # lead to a provider that is not set up here
    "public:sign-in-code", "public:enter", "public:workers",  # for those not yet in, and for firms
    "public:apply-submit",  # goes on to the cases where nothing is sent
    "office:policy-ruling-sign", "office:policy-ruling-withdraw",  # where documents collide; no two do here
    "office:import-workbook", "public:letter", "public:paper", "window:paper", "window:letter", "window:correction",
    "window:list-payments", "window:batch-list", "window:examine", "window:payee",  # files and deeds, of what is not there in this county
}  # fmt: skip
"""Addresses that are no pages of somebody who is in; those that only take forms are told by their answers."""


class Page(NamedTuple):
    """A page: the name of its address, the address, and what it says."""

    name: str
    here: str
    content: bytes


def full_county() -> County:
    """Two townships with people, firms, cases, lists, imports, duplicates, documents and a screening."""
    world = two_townships()
    lived_in(world)
    worked_in(world)
    entitled(world)
    given_out(world)
    recorded(world)
    merged(world)
    return world


def merged(world: County) -> None:
    """A village that went on in another, one that will, and one that will move."""
    today = timezone.localdate()
    for number, on in ((len(world.units), today), (len(world.units) + 1, today + timedelta(days=30))):
        code = f"{TOWN}-{number}"
        world.units[code] = opened(world.access("xitong"), code, f"{number}村", world.units[TOWN])
        done = merge_unit(
            access=world.access("xitong"), unit=world.units[code], into=world.units[f"{TOWN}-1"], on=on, at=AT
        )
        assert done.unit == world.units[f"{TOWN}-1"], done
    code, admin = f"{TOWN}-{len(world.units)}", world.access("xitong")
    world.units[code] = unit = opened(admin, code, f"{code}村", world.units[TOWN])
    moved = move_unit(access=admin, unit=unit, parent=world.units["bh"], on=today + timedelta(days=30), at=AT)
    assert moved.unit == unit, moved


def recorded(world: County) -> None:
    """More than a page of records from the beginning: a list is counted once it goes over its first page."""
    actor = world.access("xitong").actor
    for number in range(60):
        content = {"number": number}
        record(chain="county/told", kind="Told", actor=actor, at=timezone.now(), content=content)


def given_out(world: County) -> None:
    """What somebody may take back: a right that was lent, a key, a signature."""
    own, officer = holder(world), world.access("county-policy").account
    lent = Grant.objects.filter(account=own, role="window").earliest("pk")
    Grant.objects.create(
        account=officer, role="window", unit=lent.unit, from_on=FIRST, delegated_from=lent, to_on=None
    )
    Key.objects.create(
        account=own, purpose="测试", shown="jck_a", digest="a" * 64, from_on=FIRST, to_on=date(2099, 1, 1)
    )
    Signature.objects.create(
        programme="sample/yunxi-2024-6/flexible-insurance-subsidy", kind="assumption", subject="rounding",
        words="a" * 64, basis="会议纪要第1号", by=officer, name=officer.name, on=FIRST, at=AT,
    )  # fmt: skip


def grow(world: County) -> None:
    """Ten times as much of everything that lists show."""
    for _ in range(9):
        people_of(world, TOWN)
        a_case(world, TOWN, world.people[TOWN][-1])
        lived_in(world)
        worked_in(world)
        listed_again(world)
        busier(world)
        merged(world)
    entitled(world, runs=9)


def lived_in(world: County) -> None:
    """A household, work, registrations and visits for the newest people of the township."""
    unit, (head, child, other) = world.units[f"{TOWN}-1"], world.people[TOWN][-3:]
    firm, count = world.firms[TOWN][-1], Household.objects.count() + 1
    home = Household.objects.create(
        number=f"H{count:06d}", unit=unit, head=head, name=f"{head.name}户", changed_at=AT
    )
    for member in (head, child):
        HouseholdMember.objects.create(household=home, person=member, relation="child", from_on=DAY)
    spell = {"employer": firm, "started_on": DAY, "changed_at": AT}
    Employment.objects.create(number=f"J{count:06d}", person=other, **spell)
    Ownership.objects.create(person=other, employer=firm, from_on=DAY)
    UnemploymentSpell.objects.create(person=child, registered_on=DAY)
    HardshipSpell.objects.create(person=child, category="zero_employment", recognised_on=DAY)
    Headcount.objects.create(employer=firm, month=DAY.replace(day=1), insured=12)
    clerk = world.accounts[f"{TOWN}-village"]
    Contact.objects.create(person=head, on=DAY, way="visit", note="在家", account=clerk)
    firm.credit_code = make_credit_code("91", "369921", count)
    firm.save()


def busier(world: County) -> None:
    """More on the pages of the first person, household and firm: visits, members, employees, months."""
    person, firm, newest = world.people[TOWN][0], world.firms[TOWN][0], world.people[TOWN][-1]
    home, count = Household.objects.earliest("pk"), Employment.objects.count()
    clerk = world.accounts[f"{TOWN}-village"]
    Contact.objects.create(person=person, on=DAY + timedelta(days=count), way="call", account=clerk)
    HouseholdMember.objects.create(household=home, person=newest, relation="child", from_on=DAY)
    spell = {"employer": firm, "started_on": DAY, "changed_at": AT}
    Employment.objects.create(number=f"K{count:06d}", person=newest, **spell)
    month = date(2025 - count // 12, count % 12 + 1, 1)
    Headcount.objects.create(employer=firm, month=month, insured=12)


def worked_in(world: County) -> None:
    """An import with a faulty row, a pair to be judged, and somebody new in the offices."""
    unit, clerk = world.units[f"{TOWN}-1"], world.accounts[f"{TOWN}-window"]
    first, second, _ = world.people[TOWN][-3:]
    count = Import.objects.count() + 1
    upload = Import.objects.create(
        kind="persons", unit=unit, file_name=f"花名册{count}.xlsx", state="checked", total=2, valid=1, faulty=1,
        uploaded_by=clerk, uploaded_at=AT, marked_file="x",
    )  # fmt: skip
    problem = {"code": "x", "message": "身份证号：位数不对", "severity": "error", "place": {}}
    ImportRow.objects.create(upload=upload, line=3, content={}, problems=[problem], state="faulty")
    DuplicatePair.objects.create(
        kind="person",
        first=first.number,
        second=second.number,
        reasons=["same-phone-similar-name"],
        found_at=AT,
    )
    newcomer = Account.objects.create_user(f"newcomer-{count}", f"新来的{count}")
    Grant.objects.create(account=newcomer, role="window", unit=unit, from_on=FIRST)


def entitled(world: County, runs: int = 1) -> None:
    """A document of policy, and screenings that found somebody."""
    officer, person = world.access("county-policy"), world.people[TOWN][0]
    for number in range(runs):
        content = DAMAGED + f"（二）第{number + runs}项。年内新增创业100户以上。\n".encode()
        done = upload_document(access=officer, name=f"意见{number + runs}.txt", content=content, at=AT)
        assert isinstance(done, DocumentUploaded), done
        run = ScreeningRun.objects.create(
            unit=world.units["yx"], on=DAY, programmes=[STARTUP], stage=Stage.DONE, progress=100,
            started_by=officer.account, started_at=AT, touched_at=AT, ended_at=AT,
        )  # fmt: skip
        Award.objects.create(
            run=run, programme=STARTUP, kind="person", number=person.number, name=person.name,
            unit=person.unit, standing=Standing.DUE, amount_fen=600_000,
        )  # fmt: skip
    first = ScreeningRun.objects.earliest("pk")
    for one in Person.objects.filter(unit=person.unit).exclude(number=person.number)[: runs - 1]:
        Award.objects.create(
            run=first, programme=STARTUP, kind="person", number=one.number, name=one.name, unit=one.unit,
            standing=Standing.DUE, amount_fen=600_000,
        )  # fmt: skip


def ordered(world: County) -> BulkOrder:
    """An order for many cases that is half done."""
    account = holder(world).pk
    found = BulkOrder.objects.filter(account=account).first()
    if found is None:
        found = BulkOrder.objects.create(
            kind="notice", label="一批", rows=9, account=account, at=AT, touched_at=AT
        )
        left_of(found, Case.objects.get(number=world.cases[TOWN][0]), 1)
    return found


def left_of(order: BulkOrder, case: Case, position: int) -> None:
    """A case that could not be done."""
    OrderedCase.objects.create(
        order=order, case=case, position=position, state="left", reasons="现在不等公示"
    )


def listed_again(world: County) -> None:
    """Another notice and another list to sign, of the newest case; the first list and order get one more row."""
    case = Case.objects.get(number=world.cases[TOWN][-1])
    left_of(ordered(world), case, len(world.cases[TOWN]))
    notice, signing = NoticeList.objects.earliest("pk"), SigningList.objects.earliest("pk")
    SigningRow.objects.create(list=signing, case=case, position=len(world.cases[TOWN]), amount_fen=100_00)
    for row in (notice, signing):
        row.pk = None
        row.number = f"{row.number}-{len(world.cases[TOWN])}"
        row.save(force_insert=True)


def holder(world: County, town: str = "yx") -> Account:
    """An account that holds every role, for the pages that any of them may open."""
    account, _ = Account.objects.get_or_create(username=f"holder-{town}", defaults={"name": "持权者"})
    for role in office_pack().roles:
        Grant.objects.get_or_create(account=account, role=role, unit=world.units[town], from_on=FIRST)
    return account


def resident_client(world: County) -> Client:
    """A browser of the first person of the township, signed in at the residents' door."""
    now, person = timezone.now(), world.people[TOWN][0]
    ResidentSession.objects.get_or_create(
        token=digest("a"),
        defaults={
            "person": person.number, "name": person.name, "is_proved": True, "began_at": now, "seen_at": now,
        },
    )  # fmt: skip
    client = Client()
    client.cookies["resident"] = "a"
    client.post("/guide/", {"who": "person"})
    client.post("/guide/ask/owns_firm/", {"value": "是"})
    return client


def pages(world: County, door: str, client: Client) -> Iterator[Page]:
    """Every page of a door (`public`, `window`, `office` or `kit`); AssertionError for one that does not open."""
    for route in routes():
        if route.name.startswith(f"{door}:") and route.name not in NO_PAGES:
            for here in _addresses(route, world):
                answer = client.get(here)
                is_file = "attachment" in answer.headers.get("Content-Disposition", "")
                if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED and not is_file:
                    assert answer.status_code == HTTPStatus.OK, (here, answer.status_code)
                    yield Page(route.name, here, answer.content)


def _addresses(route: Route, world: County) -> list[str]:
    several = _several(world).get(route.name)
    return several or [address(route, world, TOWN)]


def _several(world: County) -> dict[str, list[str]]:
    """Addresses of pages that differ by what they show, or whose parts `routes` does not fill with what is here."""
    person, child = world.people[TOWN][0].number, world.people[TOWN][1].number
    firm, home = world.firms[TOWN][0].number, Household.objects.earliest("pk").number
    run, upload = ScreeningRun.objects.earliest("pk").pk, Import.objects.earliest("pk").pk
    pair, document = DuplicatePair.objects.earliest("pk").pk, Document.objects.earliest("pk").pk
    programme = ["sample", "yunxi-2024-6", "flexible-insurance-subsidy"]
    hardship = HardshipSpell.objects.earliest("pk").pk
    job = Employment.objects.earliest("pk").pk
    case, notice = world.cases[TOWN][0], world.notices[TOWN]
    made = {
        "window:order": [(ordered(world).pk,)],
        "office:subject": [("person", person), ("person", child), ("employer", firm), ("household", home)],
        "office:visit": [("person", person)],
        "office:import": [(upload,)],
        "office:duplicate": [(pair,)],
        "office:enter": [("persons",), ("employers",)],
        "office:enter-for": [("person", person, "unemployment")],
        "office:correct": [("person", person), ("employer", firm)],
        "office:end-unemployment": [(child,)],
        "office:end-hardship": [(child, hardship)],
        "office:take-back": [(Grant.objects.exclude(delegated_from=None).earliest("pk").pk,)],
        "office:key-end": [(Key.objects.earliest("pk").pk,)],
        "office:policy-signature-withdraw": [(Signature.objects.earliest("pk").pk,)],
        "office:end-employment": [(world.people[TOWN][2].number, job)],
        "office:policy-document": [(document,)],
        "office:policy-document-note": [(document,)],
        "office:policy-document-original": [(document,)],
        "office:policy-document-tasks": [(document, "xlsx")],
        "office:policy-programme": [programme, ["sample", "yunxi-2024-6", "startup-subsidy"]],
        "office:policy-sign-reading": [[*programme, "term"]],
        "office:screening": [(run,)],
        "office:screening-rows": [(run,)],
        "office:screening-open": [(run, STARTUP)],
        "public:object": [(notice, case)],
        "office:unit-call-off": [(next(iter(moves_after(timezone.localdate()))),)],
        "office:unit-restore": [
            (one,) for one in Succession.objects.values_list("predecessor__code", flat=True)[:2]
        ],
    }
    found = {name: [reverse(name, args=args) for args in parts] for name, parts in made.items()}
    found["office:policy-document-note"] = [f"{found['office:policy-document-note'][0]}?clause=一/（一）"]
    found["window:take-details"] = [f"/window/take/person/{child}/form/?want={STARTUP}%7C"]
    found["window:verb"] = [
        f"/window/cases/{case}/do/{verb}/?node=accept"
        for verb in ("accept", "ask_correction", "decline", "transfer")
    ]
    found["public:papers"] = [f"/m/papers/?p={STARTUP}"]
    found["public:apply"] = ["/my/apply/?p=sample/yunxi-2024-6/skill-subsidy"]
    found["public:guide-answer"] = ["/guide/ask/owns_firm/", "/guide/ask/birth_on/"]
    pack = law_on(timezone.localdate()).library.packs["sample/yunxi-2024-6"]
    found["office:policy-pack-version"] = [
        f"/office/policy/packs/sample/yunxi-2024-6/versions/{pack.digest}/"
    ]
    found["office:policy-sign-assumption"] = [
        reverse("office:policy-sign-assumption", args=[*programme, "rounding"])
    ]
    own = Grant.objects.filter(account=holder(world), role="window").earliest("pk")
    found["office:delegate"] = [reverse("office:delegate", args=[own.pk])]
    return found
