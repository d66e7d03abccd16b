"""Pages of the registers: lists, a record, entering, correcting; another township's people are not there."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from jiuchuang.apps.audit.queries import contents_of
from jiuchuang.apps.people.models import (
    DuplicatePair,
    HardshipSpell,
    Household,
    Import,
    Look,
    Numbering,
    Person,
    UnemploymentSpell,
)
from register_world import credit, employer, household, person, register_world, resident

BORN = date(1985, 4, 1)


@pytest.fixture
def world(office):
    return register_world(office)


@pytest.fixture
def somebody(world):
    return person(
        world.one, "P0000001", "测试人甲", resident_id=resident(2), birth_on=BORN, phone="13800000001",
        address="云溪县一镇样例村一百零一号", facts={"is_veteran": False},
    )  # fmt: skip


@pytest.fixture
def sign_in(world, browser_of):
    return lambda who: browser_of(world.accounts[who])


def text_of(answer):
    return answer.content.decode()


ADDRESSES = ["/office/registers/persons/P0000001/", "/office/registers/persons/P0000001/enter/unemployment/"]


@pytest.mark.parametrize("address", [*ADDRESSES, "/office/registers/persons/P0000001/correct/"])
def test_another_townships_clerk_finds_nobody_there(world, somebody, sign_in, address):
    assert sign_in("window-one").get(address).status_code == 200
    assert sign_in("window-two").get(address).status_code == 404


def test_lists_and_their_workbooks_hold_only_what_one_may_read(world, somebody, sign_in):
    person(world.two, "P0000002", "别处的人")
    employer(world.two, "E0000001", "别处的厂")
    mine, theirs = sign_in("window-one"), sign_in("window-two")
    assert "测试人甲" in text_of(mine.get("/office/registers/persons/"))
    assert "别处的人" not in text_of(mine.get("/office/registers/persons/"))
    assert "测试人甲" not in text_of(theirs.get("/office/registers/persons/?text=测试"))
    assert "别处的厂" not in text_of(mine.get("/office/registers/employers/"))
    book = openpyxl.load_workbook(io.BytesIO(theirs.get("/office/registers/persons/?format=xlsx").content))
    cells = [cell.value for row in book.active for cell in row]
    assert "别处的人" in cells and "测试人甲" not in cells
    assert resident(2) not in text_of(mine.get("/office/registers/persons/"))


def test_a_record_is_masked_until_somebody_looks_for_a_reason_and_the_look_is_kept(world, somebody, sign_in):
    browser = sign_in("window-one")
    page = text_of(browser.get("/office/registers/persons/P0000001/"))
    assert resident(2) not in page and "13800000001" not in page
    empty = browser.post("/office/registers/persons/P0000001/look/", {"why": " "})
    assert empty.status_code == 422 and resident(2) not in text_of(empty) and not Look.objects.exists()
    seen = browser.post("/office/registers/persons/P0000001/look/", {"why": "核对证件"})
    assert resident(2) in text_of(seen) and "13800000001" in text_of(seen)
    look = Look.objects.get()
    assert (look.number, look.why, sorted(look.fields)) == (
        "P0000001",
        "核对证件",
        ["address", "phone", "resident_id"],
    )
    assert (
        sign_in("window-two").post("/office/registers/persons/P0000001/look/", {"why": "好奇"}).status_code
        == 404
    )
    assert resident(2) not in text_of(browser.get("/office/registers/persons/P0000001/"))


def test_an_auditor_sees_a_record_without_a_name_and_can_look_at_nothing(world, somebody, sign_in):
    browser = sign_in("auditor-one")
    page = text_of(browser.get("/office/registers/persons/P0000001/"))
    assert "测试人甲" not in page and "查看完整信息" not in page
    answer = browser.post("/office/registers/persons/P0000001/look/", {"why": "审计"})
    assert answer.status_code == 422 and resident(2) not in text_of(answer)


def test_what_nobody_knows_is_said_to_be_unknown(world, somebody, sign_in):
    page = text_of(sign_in("window-one").get("/office/registers/persons/P0000001/"))
    assert "是否退役军人" in page and "不详的" in page and "是否持证残疾人" in page.partition("不详的")[2]


def test_the_window_enters_a_person_with_few_fields(world, sign_in):
    browser = sign_in("window-one")
    said = {"name": "测试人乙", "resident_id": resident(4), "unit": "t1", "is_disabled": "否"}
    answer = browser.post("/office/registers/persons/enter/", said)
    row = Person.objects.get()
    assert answer.headers["Location"] == f"/office/registers/persons/{row.number}/"
    assert (row.unit, row.facts["is_disabled"], row.facts["sex"]) == (world.one, False, "female")
    assert [each["kind"] for each in contents_of(f"register/person/{row.number}")] == ["entered"]


def test_every_fault_stands_at_its_field_and_nothing_typed_is_lost(world, sign_in):
    answer = sign_in("window-one").post(
        "/office/registers/persons/enter/",
        {"name": "", "resident_id": "123", "phone": "1", "address": "样例村", "unit": "t1"},
    )
    page = text_of(answer)
    assert answer.status_code == 422
    assert all(f'id="id_{name}_error"' in page for name in ("name", "resident_id", "phone"))
    assert 'value="样例村"' in page and not Person.objects.exists()


def test_a_person_like_another_is_entered_and_put_on_the_list_of_pairs(world, somebody, sign_in):
    Numbering.objects.create(kind="person", last=1)
    said = {"name": "测试人甲", "resident_id": resident(4), "phone": "13800000001", "unit": "t1"}
    answer = sign_in("window-one").post("/office/registers/persons/enter/", said, follow=True)
    assert "可能与已登记的P0000001是同一人" in text_of(answer)
    assert DuplicatePair.objects.get().first == "P0000001"


def test_nobody_enters_into_another_township(world, sign_in):
    said = {"name": "测试人乙", "resident_id": resident(4), "unit": "t2"}
    answer = sign_in("window-one").post("/office/registers/persons/enter/", said)
    assert answer.status_code == 422 and not Person.objects.exists()


def test_a_village_worker_proposes_and_a_reviewer_says_yes(world, sign_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    said = {"name": "测试人乙", "resident_id": resident(4), "unit": "t1"}
    answer = sign_in("village-worker-one").post("/office/registers/persons/enter/", said)
    upload = Import.objects.get()
    assert answer.headers["Location"] == f"/office/registers/imports/{upload.pk}/"
    assert not Person.objects.exists()
    reviewer = sign_in("reviewer-one")
    assert "测试人乙" in text_of(reviewer.get(f"/office/registers/imports/{upload.pk}/"))
    reviewer.post(f"/office/registers/imports/{upload.pk}/decide/", {"verdict": "approve", "note": ""})
    upload.refresh_from_db()
    assert upload.state == "writing"


def test_spells_are_entered_for_a_person_without_typing_the_number_again(world, somebody, sign_in):
    browser = sign_in("window-one")
    here = "/office/registers/persons/P0000001/enter/{}/"
    page = text_of(browser.get(here.format("unemployment")))
    assert resident(2) not in page and 'name="person"' not in page
    browser.post(
        here.format("unemployment"), {"registered_on": "2026-01-06", "unemployed_since": "2025-12-01"}
    )
    spell = UnemploymentSpell.objects.get()
    assert (spell.person, spell.unemployed_since) == (somebody, date(2025, 12, 1))
    browser.post(here.format("hardship"), {"category": "older", "recognised_on": "2026-01-06"})
    recognition = HardshipSpell.objects.get()
    page = text_of(browser.get("/office/registers/persons/P0000001/"))
    assert "2026年1月6日" in page and "大龄" in page
    late = browser.post(
        "/office/registers/persons/P0000001/end/unemployment/", {"ended_on": "2025-01-01", "reason": ""}
    )
    assert late.status_code == 422 and 'id="id_ended_on_error"' in text_of(late)
    browser.post(
        "/office/registers/persons/P0000001/end/unemployment/", {"ended_on": "2026-02-01", "reason": "就业"}
    )
    spell.refresh_from_db()
    assert spell.ended_on == date(2026, 2, 1)
    address = f"/office/registers/persons/P0000001/end/hardship/{recognition.pk}/"
    assert sign_in("window-two").get(address).status_code == 404
    browser.post(address, {"ended_on": "2026-02-01", "reason": "就业"})
    recognition.refresh_from_db()
    assert recognition.ended_on == date(2026, 2, 1)


def test_a_correction_is_dated_and_rests_on_something(world, somebody, sign_in):
    browser = sign_in("window-one")
    address = "/office/registers/persons/P0000001/correct/"
    missing = browser.post(address, {"phone": "13900000002", "on": "2026-03-01"})
    assert missing.status_code == 422
    browser.post(
        address, {"phone": "13900000002", "on": "2026-03-01", "source": "本人申报", "is_veteran": "是"}
    )
    somebody.refresh_from_db()
    assert (somebody.phone, somebody.name, somebody.facts["is_veteran"]) == ("13900000002", "测试人甲", True)
    page = text_of(browser.get("/office/registers/persons/P0000001/"))
    assert "本人申报" in page and "13900000002" not in page


def test_a_household_with_its_members_and_a_firm_with_its_months(world, somebody, sign_in):
    browser = sign_in("window-one")
    browser.post(
        "/office/registers/households/enter/",
        {"head": resident(2), "member": resident(2), "relation": "head"},
    )
    home = Household.objects.get()
    assert "测试人甲" in text_of(browser.get(f"/office/registers/households/{home.number}/"))
    employer(world.one, "E0000001", credit_code=credit(1))
    browser.post(
        "/office/registers/employers/E0000001/enter/headcounts/", {"month": "2026-01", "insured": "12"}
    )
    assert "2026-01" in text_of(browser.get("/office/registers/employers/E0000001/"))


def test_a_merged_record_leads_to_the_one_that_goes_on(world, somebody, sign_in):
    person(world.one, "P0000002", "测试人甲", merged_into=somebody)
    answer = sign_in("window-one").get("/office/registers/persons/P0000002/")
    assert answer.headers["Location"] == "/office/registers/persons/P0000001/"


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/office/registers/persons/", 14),
        ("/office/registers/employers/", 14),
        ("/office/registers/households/", 14),
        ("/office/registers/persons/P0000001/", 34),
        ("/office/registers/households/H000000001/", 32),
    ],
)
def test_pages_ask_the_database_a_bounded_number_of_times(
    world, somebody, sign_in, django_assert_max_num_queries, address, most
):
    household(world.one, "H000000001", somebody)
    for at in range(60):
        person(world.one, f"P1{at:06}", f"测试人{at}", birth_on=BORN)
        employer(world.one, f"E1{at:06}", f"样例厂{at}")
    browser = sign_in("window-one")
    browser.get(address)
    with django_assert_max_num_queries(most):
        assert browser.get(address).status_code == 200
