"""The auditor's pages: what was done by whom, with its proof; who looked at whom; only within one's own units."""

from __future__ import annotations

import inspect
from io import BytesIO
from types import SimpleNamespace

import openpyxl
import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from county_world import two_townships
from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.audit.actions.seal import seal_chains
from jiuchuang.apps.audit.append_only import unprotect
from jiuchuang.apps.audit.jobs import verify_all_job
from jiuchuang.apps.audit.models import Record, Verification
from jiuchuang.apps.org.models import Account, Grant
from jiuchuang.apps.people.actions.look_at import look_at
from jiuchuang.domain.casework import events
from jiuchuang.web.office.record_words import KINDS, matter_of, without_numbers
from office_world import FIRST

RECORDS, LOOKS = "/office/audit/records/", "/office/audit/looks/"


@pytest.fixture
def world(db):
    """Two townships in which both windows have looked at a telephone."""
    world = two_townships()
    for town in ("qx", "bh"):
        looked = look_at(
            world.access(f"{town}-window"),
            "person",
            world.people[town][0].number,
            ["phone"],
            f"核对{town}的电话",
            at=timezone.now(),
        )
        assert looked.values
        record(
            chain=f"register/person/{world.people[town][0].number}",
            kind="changed",
            actor=world.access(f"{town}-window").actor,
            at=timezone.now(),
            content={"after": {"phone": world.people[town][0].phone}},
        )
    return world


@pytest.fixture
def auditor(world, browser_of):
    return browser_of(world.accounts["county-auditor"])


def auditor_of(world, unit):
    account = Account.objects.create_user("zhenshenji", "镇审计员")
    Grant.objects.create(account=account, role="auditor", unit=world.units[unit], from_on=FIRST)
    return account


def rows(answer):
    return [[cell.text for cell in row] for row in answer.context["page"].rows]


def test_every_event_of_a_case_has_its_word():
    told = {
        name
        for name, kind in inspect.getmembers(events, inspect.isclass)
        if issubclass(kind, events.Happening)
    }
    told -= {"Happening", "AtRound"}
    named = {name for name in told if name not in KINDS}
    assert len(told) > 25 and named == set()


def test_records_are_found_by_what_happened_and_by_what_they_are_about(world, auditor):
    case = world.cases["qx"][0]
    found = rows(auditor.get(RECORDS, {"number": case}))
    assert found and {row[3] for row in found} == {f"办件 {case}"}
    opened = rows(auditor.get(RECORDS, {"kind": "CaseOpened"}))
    assert {row[2] for row in opened} == {"提出申请"} and len(opened) >= 2
    person = world.people["bh"][0].number
    about = rows(auditor.get(RECORDS, {"room": "register", "number": f"person/{person}"}))
    assert about == rows(auditor.get(RECORDS, {"number": person})) != []
    assert rows(auditor.get(RECORDS, {"since": "2020-01-01", "until": "2020-12-31"})) == []
    assert auditor.get(RECORDS, {"since": "2020-02-30"}).status_code == 400


def test_the_list_goes_out_as_excel_and_that_is_a_record_too(world, auditor):
    answer = auditor.get(LOOKS, {"format": "xlsx"})
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert [cell.value for cell in sheet[1]] == ["时间", "谁看的", "看了谁", "看了什么", "事由"]
    assert sheet.cell(row=2, column=5).value in ("核对qx的电话", "核对bh的电话")
    exported = rows(auditor.get(RECORDS, {"kind": "Exported"}))
    assert [row[1] for row in exported] == [world.accounts["county-auditor"].name]


def test_one_record_with_its_proof_and_without_numbers_of_people(world, auditor):
    phone = world.people["qx"][0].phone
    row = Record.objects.filter(kind="changed", text__contains=phone).first()
    page = auditor.get(reverse("office:record", args=[row.pk]))
    shown = page.content.decode()
    assert world.accounts["qx-window"].name in shown
    assert row.digest in shown and "与前一条相接" in shown and "还没有封存" in shown
    assert phone not in shown and f"{phone[:3]}******{phone[-2:]}" in shown
    seal_chains(at=timezone.now())
    assert "第 1 次" in auditor.get(reverse("office:record", args=[row.pk])).content.decode()


def test_a_changed_record_is_told_on_its_page_and_by_the_proof_of_all(world, auditor):
    row = Record.objects.filter(kind="CaseOpened").first()
    editor = SimpleNamespace(connection=connection, execute=connection.cursor().execute)
    unprotect("audit_record", editor)
    Record.objects.filter(pk=row.pk).update(text=row.text.replace("CaseOpened", "CaseClosed"))
    assert "被改动" in auditor.get(reverse("office:record", args=[row.pk])).content.decode()
    auditor.post("/office/audit/verify/")
    verify_all_job.func(Verification.objects.get().pk)
    page = auditor.get(RECORDS).content.decode()
    assert "有记录被改动" in page and f"{row.chain.name}：第{row.number}条的内容与摘要不符" in page


def test_the_proof_of_all_is_asked_for_once_at_a_time(world, auditor):
    assert "还没有核对过" in auditor.get(RECORDS).content.decode()
    for said in ("已开始核对全部记录", "正在核对，请稍后再看"):
        assert said in auditor.post("/office/audit/verify/", follow=True).content.decode()
    asked = Verification.objects.get()
    verify_all_job.func(asked.pk)
    asked.refresh_from_db()
    assert (asked.broken, asked.records) == ([], Record.objects.count())
    assert "前后相接，没有改动" in auditor.get(RECORDS).content.decode()


def test_an_auditor_of_a_township_reads_what_its_own_accounts_did(world, browser_of):
    browser = browser_of(auditor_of(world, "qx"))
    assert [row[4] for row in rows(browser.get(LOOKS))] == ["核对qx的电话"]
    actors = {row[1] for row in rows(browser.get(RECORDS))}
    names = {each.name for each in Account.objects.filter(grants__unit__code__startswith="qx")}
    assert actors and actors <= names
    others = Record.objects.filter(actor_id=world.accounts["bh-window"].pk).first()
    assert browser.get(reverse("office:record", args=[others.pk])).status_code == 404


def test_who_is_no_auditor_is_refused(world, browser_of):
    browser = browser_of(world.accounts["qx-window"])
    for here in (RECORDS, LOOKS, "/office/audit/verify/"):
        assert (
            browser.post(here).status_code == 403
            if "verify" in here
            else browser.get(here).status_code == 403
        )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("13800001234", "138******34"),
        ("11010519491231002X", "110*************2X"),
        ("2026-369921-000088-0", "2026-369921-000088-0"),
        ("130000", "130000"),
    ],
)
def test_numbers_of_people_are_hidden_and_those_of_cases_are_not(text, shown):
    assert without_numbers(f'"{text}"') == f'"{shown}"'


@pytest.mark.parametrize(
    ("chain", "text", "address"),
    [
        ("case/2026-1", "办件 2026-1", "/window/cases/2026-1/"),
        ("register/person/P0000001", "登记 P0000001", "/office/registers/persons/P0000001/"),
        ("org", "机构和账号", ""),
        ("looks/7", "查看 7", ""),
    ],
)
def test_what_a_chain_is_about(chain, text, address):
    matter = matter_of(chain)
    assert (matter.text, matter.address) == (text, address)
