"""A workbook on its way into a register: checked row by row, approved by another, written, taken back."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from jiuchuang.apps.audit.queries import broken_chains, contents_of
from jiuchuang.apps.people.actions.check_import import check_import
from jiuchuang.apps.people.actions.decide_import import decide_import
from jiuchuang.apps.people.actions.undo_import import take_back_import, undo_import
from jiuchuang.apps.people.actions.upload_import import ImportTaken, upload_import
from jiuchuang.apps.people.actions.write_import import write_import
from jiuchuang.apps.people.imports.queries import import_shown, imports_for, marked_file
from jiuchuang.apps.people.imports.sheets import folder, sheets
from jiuchuang.apps.people.models import (
    DuplicatePair,
    Employment,
    HardshipSpell,
    Headcount,
    Household,
    HouseholdMember,
    Import,
    Payment,
    Person,
    UnemploymentSpell,
)
from jiuchuang.apps.people.queries import changes_of
from jiuchuang.apps.screening.models import Award, ScreeningRun, Standing
from jiuchuang.domain.kernel.problem import Refusal
from jiuchuang.gateways.workbook.kept import fetch
from office_world import AT
from people_imports_sheet import workbook
from register_world import credit, employer, person, resident


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def taken(world, kind, *rows, who="window-one"):
    outcome = upload_import(
        access=world.access(who),
        kind=kind,
        unit=world.one,
        file_name="花名册.xlsx",
        data=workbook(kind, *rows),
        at=AT,
    )
    assert isinstance(outcome, ImportTaken), outcome
    return check_import(number=outcome.upload.pk, at=AT)


def decided(world, upload, who="reviewer-one", approve=True, note=""):
    return decide_import(access=world.access(who), number=upload.pk, approve=approve, note=note, at=AT)


def written(world, kind, *rows):
    upload = taken(world, kind, *rows)
    assert isinstance(decided(world, upload), ImportTaken)
    return write_import(number=upload.pk, at=AT)


def undone(world, upload):
    outcome = undo_import(access=world.access("reviewer-one"), number=upload.pk, reason="传错了", at=AT)
    assert isinstance(outcome, ImportTaken), outcome
    return take_back_import(number=upload.pk, at=AT)


def faults(upload):
    return {
        row.line: [problem["message"] for problem in row.problems]
        for row in upload.rows.all()
        if row.problems
    }


def codes(outcome):
    assert isinstance(outcome, Refusal), outcome
    return {problem.code for problem in outcome.problems}


SOMEBODY = {"name": "测试人甲", "resident_id": resident(2), "phone": "13800000001", "is_veteran": "否"}
SECOND = {"name": "测试人乙", "resident_id": resident(4)}


def test_valid_rows_are_written_after_one_yes_and_faulty_ones_come_back_in_the_workbook(world):
    upload = taken(world, "persons", SOMEBODY, {"name": "", "resident_id": "123", "phone": "1"}, SECOND)
    assert (upload.state, upload.total, upload.valid, upload.faulty) == ("checked", 3, 2, 1)
    assert not Person.objects.exists()
    page = openpyxl.load_workbook(io.BytesIO(fetch(folder(), upload.marked_file))).active
    marks = {line: page.cell(line, page.max_column).value for line in (1, 2, 3, 4)}
    assert (marks[1], marks[2], marks[4]) == ("核对结果", "通过", "通过")
    assert all(label in marks[3] for label in ("姓名：没有填", "身份证号：", "联系电话："))
    decided(world, upload)
    upload = write_import(number=upload.pk, at=AT)
    assert (upload.state, upload.valid, upload.faulty) == ("written", 2, 1)
    row = Person.objects.get(resident_id=resident(2))
    assert (row.unit, row.birth_on, row.facts) == (
        world.one,
        date(1985, 4, 1),
        {"is_veteran": False, "sex": "female"},
    )
    assert {change.import_number for change in changes_of("person", row.number)} == {upload.pk}
    assert [each["kind"] for each in contents_of(f"import/{upload.pk}")] == [
        "import-uploaded", "import-checked", "import-approved", "rows-written", "import-written",
    ]  # fmt: skip
    assert broken_chains() == []


def test_who_brought_it_never_says_yes_and_nothing_is_written_without_one(world):
    upload = taken(world, "persons", SOMEBODY, who="window-one")
    assert codes(decided(world, upload, who="window-one")) == {"not-allowed", "own-import"}
    assert codes(decided(world, upload, who="reviewer-two")) == {"not-allowed"}
    assert codes(decided(world, upload, approve=False)) == {"note-empty"}
    write_import(number=upload.pk, at=AT)
    assert Import.objects.get().state == "checked" and not Person.objects.exists()
    assert isinstance(decided(world, upload, approve=False, note="不是我镇的"), ImportTaken)
    assert codes(decided(world, upload)) == {"not-checked"}
    assert Import.objects.get().state == "rejected" and not Person.objects.exists()


def test_the_same_file_twice_is_recognised_until_it_was_rejected(world):
    data = workbook("persons", SOMEBODY)
    about = {"kind": "persons", "unit": world.one, "file_name": "a.xlsx"}
    said = {"access": world.access("window-one"), "data": data, **about}
    first = upload_import(**said, at=AT)
    assert isinstance(first, ImportTaken)
    assert codes(upload_import(**said, at=AT)) == {"file-twice"}
    check_import(number=first.upload.pk, at=AT)
    decided(world, first.upload, approve=False, note="重来")
    assert isinstance(upload_import(**said, at=AT), ImportTaken)


def test_a_file_for_another_township_or_of_another_form_is_refused_at_the_door(world):
    outcome = upload_import(
        access=world.access("window-one"), kind="cats", unit=world.two, file_name="a.xlsx", data=b"x", at=AT
    )
    assert codes(outcome) == {"sheet-unknown", "not-allowed", "workbook-form"}
    assert not Import.objects.exists()


def test_a_file_without_the_headings_is_refused_with_every_reason(world):
    book = openpyxl.Workbook()
    book.active.append(["姓名", "联系电话", "身高"])
    book.active.append(["测试人甲", "13800000001", 170])
    out = io.BytesIO()
    book.save(out)
    done = upload_import(
        access=world.access("window-one"),
        kind="persons",
        unit=world.one,
        file_name="a.xlsx",
        data=out.getvalue(),
        at=AT,
    )
    upload = check_import(number=done.upload.pk, at=AT)
    assert upload.state == "refused"
    assert sorted(problem["code"] for problem in upload.problems) == ["column-missing", "column-unknown"]


def test_a_workbook_that_cannot_be_given_back_is_refused_and_not_left_hanging(world, monkeypatch):
    def stumble(*_):
        raise TypeError("a shape that nobody knows")

    monkeypatch.setattr("jiuchuang.apps.people.actions.check_import.marked_workbook", stumble)
    upload = taken(world, "persons", SOMEBODY)
    assert (upload.state, upload.problems[0]["code"]) == ("refused", "workbook-unmarked")
    assert codes(decided(world, upload)) == {"not-checked"}


def test_another_township_sees_nothing_of_it(world):
    upload = taken(world, "persons", SOMEBODY)
    for who in ("window-two", "reviewer-two", "auditor-two"):
        access = world.access(who)
        assert list(imports_for(access)) == []
        assert import_shown(access, upload.pk) is None and marked_file(access, upload.pk) is None
    for who in ("window-one", "reviewer-one", "reviewer-county"):
        assert list(imports_for(world.access(who))) == [upload]
    assert marked_file(world.access("reviewer-one"), upload.pk)[0] == "核对结果-花名册.xlsx"


def test_a_row_twice_in_a_file_is_told_with_the_line_of_the_first(world):
    upload = taken(world, "persons", SOMEBODY, SECOND, {**SOMEBODY, "phone": None})
    assert faults(upload) == {4: ["与第2行重复（身份证号相同）"]}


def test_a_record_of_another_township_is_not_touched(world):
    known = person(world.two, "P9", resident_id=resident(2), phone="13999999999")
    upload = taken(world, "persons", SOMEBODY)
    assert faults(upload) == {2: ["此人登记在本单位范围以外，不能在这里改动"]}
    known.refresh_from_db()
    assert known.phone == "13999999999"


def test_a_known_person_takes_what_the_row_says_and_keeps_the_rest(world):
    known = person(world.one, "P9", resident_id=resident(2), address="样例村1号", facts={"is_disabled": True})
    upload = written(world, "persons", SOMEBODY)
    known.refresh_from_db()
    assert (known.phone, known.address) == ("13800000001", "样例村1号")
    assert known.facts["is_disabled"] is True and known.facts["is_veteran"] is False
    undone(world, upload)
    known.refresh_from_db()
    assert (known.phone, known.address, known.facts) == ("", "样例村1号", {"is_disabled": True})


def test_a_person_with_another_name_under_the_number_is_a_fault(world):
    person(world.one, "P9", "别的人", resident_id=resident(2))
    assert faults(taken(world, "persons", SOMEBODY)) == {2: ["这个身份证号登记的姓名不同"]}


def test_rows_go_where_they_say_and_only_below_the_unit(world):
    upload = taken(world, "persons", {**SOMEBODY, "unit": "一镇"}, {**SECOND, "unit": "二镇"})
    assert faults(upload) == {3: ["一镇下面没有“二镇”这个单位"]}


def test_probable_duplicates_are_told_before_and_listed_after_and_never_merged(world):
    person(world.one, "P9", phone="13800000001", facts={})
    upload = taken(world, "persons", SOMEBODY)
    assert faults(upload) == {2: ["可能与已登记的P9是同一人：联系电话相同，姓名相近"]}
    assert upload.valid == 1
    decided(world, upload)
    write_import(number=upload.pk, at=AT)
    assert DuplicatePair.objects.get().state == "open" and Person.objects.count() == 2


def test_households_with_their_members(world):
    person(world.one, "P1", resident_id=resident(1))
    person(world.one, "P2", "测试人乙", resident_id=resident(2))
    rows = [
        {"head": resident(1), "member": resident(1), "relation": "户主"},
        {"head": resident(1), "member": resident(2), "relation": "配偶", "from_on": "2026-01-01"},
    ]
    upload = written(world, "households", *rows)
    home = Household.objects.get()
    members = {row.person.number: row.relation for row in HouseholdMember.objects.all()}
    assert (upload.valid, home.head.number, members) == (2, "P1", {"P1": "head", "P2": "spouse"})
    undone(world, upload)
    assert not Household.objects.exists() and not HouseholdMember.objects.exists()


def test_household_rows_that_contradict_themselves(world):
    person(world.one, "P1", resident_id=resident(1))
    person(world.one, "P2", "测试人乙", resident_id=resident(2))
    upload = taken(
        world, "households",
        {"head": resident(1), "member": resident(2), "relation": "户主"},
        {"head": resident(1), "member": resident(4), "relation": "子女"},
    )  # fmt: skip
    assert upload.valid == 0
    assert "只有户主本人" in faults(upload)[2][0] and "人员库里没有" in faults(upload)[3][0]


def test_spells_of_all_kinds_are_written_and_taken_back(world):
    person(world.one, "P1", resident_id=resident(1), birth_on=date(1985, 4, 1))
    employer(world.one, "E1", credit_code=credit(1))
    who = {"person": resident(1), "name": "测试人甲"}
    done = [
        written(world, "unemployment", {**who, "registered_on": "2025-01-06", "ended_on": "2025-06-01"}),
        written(
            world,
            "hardship",
            {**who, "category": "大龄", "recognised_on": "2025-02-01", "valid_to": "2027-02-01"},
        ),
        written(
            world,
            "employments",
            {**who, "credit_code": credit(1), "started_on": "2025-06-02", "is_insured": "是"},
        ),
        written(world, "headcounts", {"credit_code": credit(1), "month": "2026-01", "insured": 12}),
    ]
    assert [upload.valid for upload in done] == [1, 1, 1, 1]
    assert UnemploymentSpell.objects.get().ended_on == date(2025, 6, 1)
    assert (HardshipSpell.objects.get().category, HardshipSpell.objects.get().valid_to) == (
        "older",
        date(2027, 2, 1),
    )
    spell = Employment.objects.get()
    assert (spell.employer.number, spell.is_insured, spell.contract_months) == ("E1", True, None)
    assert (Headcount.objects.get().month, Headcount.objects.get().insured) == (date(2026, 1, 1), 12)
    for upload in reversed(done):
        assert undone(world, upload).state == "undone"
    for table in (UnemploymentSpell, HardshipSpell, Employment, Headcount):
        assert not table.objects.exists()


def test_what_the_registers_have_against_a_row_is_told_at_its_column(world):
    person(world.one, "P1", resident_id=resident(1), birth_on=date(1985, 4, 1))
    child = resident(1, date(2015, 4, 1))
    person(world.one, "P2", "测试人乙", resident_id=child, birth_on=date(2015, 4, 1))
    who = {"person": resident(1), "name": "测试人甲"}
    written(world, "unemployment", {**who, "registered_on": "2025-01-06"})
    upload = taken(
        world, "unemployment",
        {**who, "registered_on": "2025-01-06"},
        {**who, "registered_on": "2025-03-01", "unemployed_since": "2025-04-01"},
        {**who, "registered_on": "2027-01-01"},
        {"person": resident(1), "name": "别的人", "registered_on": "2025-03-02"},
        {"person": child, "name": "测试人乙", "registered_on": "2025-03-02"},
    )  # fmt: skip
    places = {row.line: [problem["place"] for problem in row.problems] for row in upload.rows.all()}
    assert upload.valid == 0
    assert places[2] == ["registered_on"]
    assert set(places[3]) == {"unemployed_since", "registered_on"}
    assert "registered_on" in places[4] and places[5] == ["name"] and places[6] == ["registered_on"]


def test_a_registration_is_ended_by_a_row_with_its_day_and_reopened_by_the_undo(world):
    person(world.one, "P1", resident_id=resident(1), birth_on=date(1985, 4, 1))
    who = {"person": resident(1), "name": "测试人甲", "registered_on": "2025-01-06"}
    written(world, "unemployment", who)
    upload = written(world, "unemployment", {**who, "ended_on": "2025-07-01", "end_reason": "就业"})
    assert UnemploymentSpell.objects.get().ended_on == date(2025, 7, 1)
    undone(world, upload)
    assert UnemploymentSpell.objects.get().ended_on is None


def test_the_second_word_about_a_month_replaces_the_first_and_says_so(world):
    employer(world.one, "E1", credit_code=credit(1))
    row = {"credit_code": credit(1), "month": "2026-01"}
    written(world, "headcounts", {**row, "insured": 12})
    upload = taken(world, "headcounts", {**row, "insured": 15})
    assert faults(upload) == {2: ["这个月原来填的是12人，将改为15人"]} and upload.valid == 1
    decided(world, upload)
    upload = write_import(number=upload.pk, at=AT)
    assert Headcount.objects.get().insured == 15
    undone(world, upload)
    assert Headcount.objects.get().insured == 12


def test_the_undo_leaves_rows_that_were_changed_since_and_names_them(world):
    upload = written(world, "persons", SOMEBODY, SECOND)
    changed = Person.objects.get(resident_id=resident(2))
    Person.objects.filter(pk=changed.pk).update(phone="13700000007")
    undone(world, upload)
    assert [row.number for row in Person.objects.all()] == [changed.number]
    shown = import_shown(world.access("reviewer-one"), upload.pk)
    assert [(row.line, row.subject_number) for row in shown.blocked_rows] == [(2, changed.number)]
    assert contents_of(f"import/{upload.pk}")[-1]["content"] == {"undone": 1, "blocked": [2]}
    assert broken_chains() == []


def test_the_undo_leaves_persons_whom_something_later_needs(world):
    upload = written(world, "persons", SOMEBODY, SECOND)
    first, second = Person.objects.order_by("number")
    UnemploymentSpell.objects.create(person=first, registered_on=date(2026, 1, 1))
    Payment.objects.create(
        kind="person", number=second.number, programme="x", paid_fen=1, paid_on=date(2026, 1, 1)
    )
    undone(world, upload)
    assert Person.objects.count() == 2
    assert {row.state for row in upload.rows.all()} == {"blocked"}


def test_the_undo_leaves_whom_an_account_or_a_screening_names(world):
    upload = written(world, "persons", SOMEBODY, SECOND)
    first, second = (Person.objects.get(resident_id=one["resident_id"]) for one in (SOMEBODY, SECOND))
    clerk = world.access("window-one").account
    clerk.person_number = first.number
    clerk.save()
    moments = {"on": AT.date(), "started_at": AT, "touched_at": AT}
    run = ScreeningRun.objects.create(unit=world.one, programmes=[], started_by=clerk, **moments)
    Award.objects.create(run=run, programme="x", kind="person", number=second.number, standing=Standing.DUE)
    undone(world, upload)
    assert {row.note for row in upload.rows.all()} == {"后来的登记用到了它"}
    assert set(Person.objects.all()) == {first, second}


def test_only_a_written_import_is_undone_by_somebody_who_approves_with_a_reason(world):
    upload = taken(world, "persons", SOMEBODY)
    outcome = undo_import(access=world.access("window-one"), number=upload.pk, reason=" ", at=AT)
    assert codes(outcome) == {"not-allowed", "not-written", "reason-empty"}


def test_what_changed_between_check_and_yes_is_found_when_it_is_written(world):
    upload = taken(world, "persons", SOMEBODY, SECOND)
    person(world.one, "P9", "别的人", resident_id=resident(2))
    decided(world, upload)
    upload = write_import(number=upload.pk, at=AT)
    assert (upload.valid, upload.faulty) == (1, 1)
    assert faults(upload) == {2: ["这个身份证号登记的姓名不同"]}


def test_a_second_try_checks_and_writes_nothing_twice(world):
    upload = taken(world, "persons", SOMEBODY, SECOND)
    check_import(number=upload.pk, at=AT)
    decided(world, upload)
    for _ in range(2):
        write_import(number=upload.pk, at=AT)
    assert Person.objects.count() == 2 and upload.rows.count() == 2


def test_every_sheet_has_a_writer_and_every_writer_a_sheet():
    from jiuchuang.apps.people.imports.rows import WRITERS

    assert WRITERS.keys() == sheets().keys()
