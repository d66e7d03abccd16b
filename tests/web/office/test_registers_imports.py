"""Imports, duplicates and visits through their pages, for those who may and for nobody else."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from jiuchuang.apps.audit.models import Record
from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.people import jobs
from jiuchuang.apps.people.actions.check_import import check_import
from jiuchuang.apps.people.actions.undo_import import take_back_import
from jiuchuang.apps.people.actions.write_import import write_import
from jiuchuang.apps.people.duplicates.find import find_pairs
from jiuchuang.apps.people.imports.sheets import sheets
from jiuchuang.apps.people.models import (
    Contact,
    DuplicatePair,
    Employment,
    HardshipSpell,
    HouseholdMember,
    Import,
    Look,
    Person,
    UnemploymentSpell,
)
from office_world import AT
from register_world import household, person, register_world, resident

TODAY = timezone.localdate()
HOME = "/office/registers/"


@pytest.fixture
def world(office):
    return register_world(office)


@pytest.fixture
def sign_in(world, browser_of):
    return lambda who: browser_of(world.accounts[who])


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def text_of(answer):
    return answer.content.decode()


def filled_template(browser, kind, *rows):
    """The template as it is downloaded, filled in."""
    answer = browser.get(f"{HOME}imports/templates/{kind}/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    page = book.active
    headings = [cell.value.removesuffix("*") for cell in page[1]]
    for line, row in enumerate(rows, start=2):
        for label, value in row.items():
            page.cell(line, headings.index(label) + 1).value = value
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("花名册.xlsx", out.getvalue())


def uploaded(browser, *rows):
    file = filled_template(browser, "persons", *rows)
    answer = browser.post(f"{HOME}imports/upload/", {"kind": "persons", "unit": "t1", "file": file})
    upload = Import.objects.get()
    assert answer.headers["Location"] == f"{HOME}imports/{upload.pk}/"
    return upload


ROWS = ({"姓名": "测试人甲", "身份证号": resident(2)}, {"姓名": "测试人乙", "身份证号": "123"})


def test_a_workbook_goes_all_the_way(world, sign_in):
    window, reviewer = sign_in("window-one"), sign_in("reviewer-one")
    upload = uploaded(window, *ROWS)
    here = f"{HOME}imports/{upload.pk}/"
    waiting = text_of(window.get(here))
    assert 'http-equiv="refresh"' in waiting and "等待核对" in waiting
    check_import(number=upload.pk, at=AT)
    page = text_of(window.get(here))
    assert "第7" not in page and "身份证号：" in page and "同意写入" not in page and "refresh" not in page
    back = openpyxl.load_workbook(io.BytesIO(window.get(f"{here}workbook/").content)).active
    assert back.cell(1, back.max_column).value == "核对结果"
    assert window.post(f"{here}decide/", {"verdict": "approve"}).status_code == 403
    assert "有1个等您审批" in text_of(reviewer.get(f"{HOME}imports/"))
    assert "等您审批" not in text_of(window.get(f"{HOME}imports/"))
    assert "同意写入1行" in text_of(reviewer.get(here))
    refused = reviewer.post(f"{here}decide/", {"verdict": "reject", "note": ""})
    assert refused.status_code == 422 and "退回要说明原因" in text_of(refused)
    reviewer.post(f"{here}decide/", {"verdict": "approve", "note": "核过"})
    write_import(number=upload.pk, at=AT)
    assert Person.objects.get().name == "测试人甲"
    assert "撤销这次导入" in text_of(reviewer.get(here))
    assert reviewer.post(f"{here}undo/", {"reason": ""}).status_code == 422
    reviewer.post(f"{here}undo/", {"reason": "传错了"})
    take_back_import(number=upload.pk, at=AT)
    assert not Person.objects.exists() and "已撤销" in text_of(reviewer.get(here))


def test_a_file_that_is_no_workbook_is_told_beside_the_field(world, sign_in):
    file = SimpleUploadedFile("花名册.xlsx", "姓名,身份证号".encode())
    answer = sign_in("window-one").post(
        f"{HOME}imports/upload/", {"kind": "persons", "unit": "t1", "file": file}
    )
    assert answer.status_code == 422 and 'id="id_file_error"' in text_of(answer)
    assert not Import.objects.exists()


def test_another_township_has_no_such_import(world, sign_in):
    upload = uploaded(sign_in("window-one"), *ROWS)
    check_import(number=upload.pk, at=AT)
    for who in ("window-two", "reviewer-two"):
        browser = sign_in(who)
        assert browser.get(f"{HOME}imports/{upload.pk}/").status_code == 404
        assert browser.get(f"{HOME}imports/{upload.pk}/workbook/").status_code == 404
        assert "花名册" not in text_of(browser.get(f"{HOME}imports/"))
    for verb in ("decide", "undo"):
        said = {"verdict": "approve", "reason": "x"}
        assert sign_in("reviewer-two").post(f"{HOME}imports/{upload.pk}/{verb}/", said).status_code == 404
    assert Import.objects.get().state == "checked"


def test_every_sheet_has_a_template_and_no_other_kind(world, sign_in):
    browser = sign_in("window-one")
    assert all(browser.get(f"{HOME}imports/templates/{kind}/").status_code == 200 for kind in sheets())
    assert browser.get(f"{HOME}imports/templates/cats/").status_code == 404


def test_a_pair_is_judged_beside_each_other(world, sign_in):
    person(world.one, "P1", phone="13800000001")
    person(world.one, "P2", phone="13800000001", address="样例村")
    find_pairs(kind="person", at=AT)
    pair = DuplicatePair.objects.get()
    here, browser = f"{HOME}duplicates/{pair.pk}/", sign_in("reviewer-one")
    assert "联系电话相同，姓名相近" in text_of(browser.get(f"{HOME}duplicates/"))
    assert "13800000001" in text_of(browser.get(here))
    assert {(look.number, look.why) for look in Look.objects.all()} == {
        ("P1", "疑似重复对照"),
        ("P2", "疑似重复对照"),
    }
    refused = browser.post(f"{here}judge/", {"verdict": "same", "why": ""})
    assert refused.status_code == 422 and 'id="id_survivor_error"' in text_of(refused)
    assert sign_in("reviewer-two").get(here).status_code == 404
    assert (
        sign_in("reviewer-two").post(f"{here}judge/", {"verdict": "different", "why": "x"}).status_code == 404
    )
    browser.post(f"{here}judge/", {"verdict": "same", "survivor": "P1", "why": "电话核实"})
    assert Person.objects.get(number="P2").merged_into.number == "P1"
    browser.post(f"{here}reopen/", {"why": "看错了"})
    assert Person.objects.get(number="P2").merged_into is None


def test_who_judges_a_pair_is_told_of_the_cases_that_both_have(world, sign_in):
    for number in ("P1", "P2"):
        person(world.one, number, phone="13800000001")
        case = {
            "matter": "创业补贴",
            "programme": "a/b",
            "procedure": "x",
            "procedure_version": 1,
            "status": "open",
        }
        Case.objects.create(
            number=f"2026-{number}", applicant=f"person:{number}", unit=world.one, opened_on=AT,
            subject_kind="person", subject_number=number, **case,
        )  # fmt: skip
    find_pairs(kind="person", at=AT)
    here = f"{HOME}duplicates/{DuplicatePair.objects.get().pk}/"
    shown = text_of(sign_in("reviewer-one").get(here))
    assert "两条记录都有同一项目的办件" in shown and "2026-P1" in shown and "2026-P2" in shown
    Case.objects.filter(number="2026-P2").update(outcome="withdrawn", status="ended")
    assert "两条记录都有同一项目的办件" not in text_of(sign_in("reviewer-one").get(here))


def test_the_whole_register_is_searched_when_somebody_asks(world, sign_in):
    person(world.one, "P1", phone="13800000001")
    person(world.one, "P2", phone="13800000001")
    assert sign_in("window-one").post(f"{HOME}duplicates/find/").status_code == 403
    assert not DBTaskResult.objects.exists()
    answer = sign_in("reviewer-one").post(f"{HOME}duplicates/find/")
    assert answer.headers["Location"] == f"{HOME}duplicates/"
    jobs.find_pairs_job.call()
    assert DuplicatePair.objects.get().state == "open"


@pytest.fixture
def in_care(world):
    """Somebody long without work, a household without anybody in work, and their like in the other township."""
    jobless = person(world.one, "P1", "测试人甲", phone="13800000001")
    UnemploymentSpell.objects.create(person=jobless, registered_on=TODAY - timedelta(days=300))
    head = person(world.one, "P2", "测试人乙")
    home = household(world.one, "H1", head)
    HouseholdMember.objects.create(household=home, person=head)
    HardshipSpell.objects.create(
        person=head, category="zero_employment", recognised_on=TODAY - timedelta(days=10)
    )
    elsewhere = person(world.two, "P3", "别处的人")
    UnemploymentSpell.objects.create(person=elsewhere, registered_on=TODAY - timedelta(days=300))
    return jobless, home


def test_the_visit_list_names_everybody_with_a_reason_and_the_next_one_opens(world, in_care, sign_in):
    _, home = in_care
    browser = sign_in("village-worker-one")
    page = text_of(browser.get(f"{HOME}visits/"))
    assert "测试人甲" in page and "测试人乙一家" in page and "别处的人" not in page
    assert page.index("测试人乙一家") < page.index("测试人甲")  # a clock runs there
    assert 'href="tel:13800000001"' in page and "300天" in page
    (seen,) = Record.objects.filter(kind="VisitListSeen")
    assert json.loads(seen.text)["content"] == {"phones": ["person:P1"]}
    answer = browser.post(
        f"{HOME}visits/household/H1/", {"way": "visit", "on": str(TODAY), "note": "想学电焊"}
    )
    assert answer.headers["Location"] == f"{HOME}visits/person/P1/"
    assert Contact.objects.get().household == home
    answer = browser.post(f"{HOME}visits/person/P1/", {"way": "call", "on": str(TODAY)})
    assert answer.headers["Location"] == f"{HOME}visits/"
    assert "今天没有要走访的" in text_of(browser.get(f"{HOME}visits/"))


def test_the_whole_visit_list_goes_out_as_excel(world, in_care, sign_in):
    browser = sign_in("village-worker-one")
    rows = list(
        openpyxl.load_workbook(io.BytesIO(browser.get(f"{HOME}visits/?format=xlsx").content)).active.values
    )
    assert [(row[0], row[1]) for row in rows] == [
        ("登记编号", "姓名（户主）"),
        ("H1", "测试人乙"),
        ("P1", "测试人甲"),
    ]
    assert "300天" in rows[2][2] and rows[2][5] == "13800000001"
    one = browser.get(f"{HOME}visits/?reason=zero-employment&format=xlsx").content
    assert [row[0] for row in openpyxl.load_workbook(io.BytesIO(one)).active.values] == ["登记编号", "H1"]


def test_a_household_leaves_the_list_when_somebody_works(world, in_care, sign_in):
    _, home = in_care
    Employment.objects.create(number="R1", person=home.head, started_on=TODAY, changed_at=AT)
    assert "一家" not in text_of(sign_in("village-worker-one").get(f"{HOME}visits/?reason=zero-employment"))


def test_nobody_records_a_visit_elsewhere_or_in_the_future(world, in_care, sign_in):
    stranger = sign_in("village-worker-two")
    assert stranger.get(f"{HOME}visits/person/P1/").status_code == 404
    assert stranger.post(f"{HOME}visits/person/P1/", {"way": "call", "on": str(TODAY)}).status_code == 404
    ahead = sign_in("village-worker-one").post(
        f"{HOME}visits/person/P1/", {"way": "call", "on": str(TODAY + timedelta(days=1)), "note": "打过电话"}
    )
    assert ahead.status_code == 422 and "打过电话" in text_of(ahead)
    assert not Contact.objects.exists()


@pytest.mark.parametrize(("address", "most"), [("visits/", 20), ("imports/", 14), ("duplicates/", 14)])
def test_lists_ask_the_database_a_bounded_number_of_times(
    world, browser_of, django_assert_max_num_queries, address, most
):
    for at in range(40):
        row = person(world.one, f"P{at:03}", f"测试人{at % 20}", phone=f"1380000{at % 20:04}")
        UnemploymentSpell.objects.create(person=row, registered_on=date(2020, 1, 1))
        Import.objects.create(
            kind="persons", unit=world.one, uploaded_by=world.accounts["window-one"], uploaded_at=AT
        )
    find_pairs(kind="person", at=AT)
    who = {"visits/": "village-worker-one"}.get(address, "reviewer-one")
    browser = browser_of(world.accounts[who])
    browser.get(HOME + address)
    with django_assert_max_num_queries(most):
        assert browser.get(HOME + address).status_code == 200
