"""Workbooks brought into the registers of the demo county, records that may be one, and calls on people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from io import BytesIO

import xlsxwriter

from jiuchuang.cli.demo_site_office import DemoOffice, must
from jiuchuang.domain.kernel.identifiers import make_resident_id

HEADINGS = ("姓名", "身份证号", "联系电话", "所属镇村")
NEIGHBOUR = "369924"
"""An invented code beside the demo county's: nobody in it was born there."""
TOWN = "yx-101"
SAME_AS = ("P0000001", "P0000002")
"""Persons who come in once more under another number, as happens with an old card."""
CALLED_ON = 4
Row = tuple[str, str, str, str]


def bring_registers(office: DemoOffice, now: datetime, advance: Callable[[], None]) -> None:
    """One import that was approved and written, one that has faults and waits; pairs that may be one; calls."""
    from jiuchuang.apps.people.duplicates.find import find_pairs

    _import(office, "桥头镇返乡人员.xlsx", _sound_rows(), now - timedelta(days=20), approve=True)
    advance()
    _import(office, "桥头镇新增人员.xlsx", _faulty_rows(), now - timedelta(days=1), approve=False)
    advance()
    find_pairs(kind="person", at=now - timedelta(days=19))
    advance()
    _call_on_people(office, now - timedelta(days=3))
    advance()


def _import(office: DemoOffice, name: str, rows: Sequence[Row], at: datetime, approve: bool) -> None:
    """Uploaded by the township's window and checked; approved by the county's reviewer, or left to him."""
    from jiuchuang.apps.people.actions.check_import import check_import
    from jiuchuang.apps.people.actions.decide_import import decide_import
    from jiuchuang.apps.people.actions.upload_import import ImportTaken, upload_import
    from jiuchuang.apps.people.actions.write_import import write_import

    taken = upload_import(
        access=office.access("qiaotou", at),
        kind="persons",
        unit=office.units[TOWN],
        file_name=name,
        data=_workbook(rows),
        at=at,
    )
    number = must(taken, ImportTaken).upload.pk
    check_import(number=number, at=at + timedelta(minutes=1))
    if approve:
        then = at + timedelta(hours=2)
        reviewer = office.access("fuhe2", then)
        must(decide_import(access=reviewer, number=number, approve=True, note="已抽查", at=then), ImportTaken)
        write_import(number=number, at=then + timedelta(minutes=1))


def _sound_rows() -> list[Row]:
    from jiuchuang.apps.people.queries import subject_of

    rows = [
        (f"返乡人员{letter}", make_resident_id(NEIGHBOUR, date(1988, 5, day), day), f"100002000{day:02d}", "")
        for day, letter in enumerate("甲乙丙丁戊己", start=1)
    ]
    for number in SAME_AS:
        known = subject_of("person", number)
        birth_on = getattr(known, "birth_on", None)
        if known is not None and birth_on is not None:
            twin = make_resident_id(NEIGHBOUR, birth_on, 41)
            rows.append((str(getattr(known, "name", "")), twin, str(getattr(known, "phone", "")), ""))
    return rows


def _faulty_rows() -> list[Row]:
    sound = [
        (
            f"新增人员{letter}",
            make_resident_id(NEIGHBOUR, date(1992, 3, day), day),
            f"100003000{day:02d}",
            "桥头镇东村",
        )
        for day, letter in enumerate("甲乙丙丁戊", start=1)
    ]
    wrong_check = sound[0][1][:-1] + ("1" if sound[0][1][-1] != "1" else "2")
    return [
        *sound,
        ("新增人员己", wrong_check, "10000300006", "桥头镇东村"),
        ("", make_resident_id(NEIGHBOUR, date(1990, 7, 7), 7), "10000300007", "桥头镇东村"),
        ("新增人员辛", make_resident_id(NEIGHBOUR, date(1990, 8, 8), 8), "12345", "桥头镇东村"),
        ("新增人员壬", sound[1][1], "10000300009", "没有这个村"),
    ]


def _workbook(rows: Sequence[Row]) -> bytes:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("填报")
    for line, row in enumerate((HEADINGS, *rows)):
        for at, text in enumerate(row):
            sheet.write_string(line, at, text)
    book.close()
    return out.getvalue()


def _call_on_people(office: DemoOffice, at: datetime) -> None:
    """The village worker called on some of those on her list; the others wait."""
    from django.utils import timezone

    from jiuchuang.apps.people.actions.record_contact import ContactRecorded, record_contact
    from jiuchuang.apps.people.queries import subject_of
    from jiuchuang.apps.people.visits.queries import visits

    access = office.access("dongcun", at)
    for visit in visits(access, most=CALLED_ON).rows:
        subject = subject_of(visit.kind, visit.number)
        done = record_contact(
            access=access,
            subject=subject,  # type: ignore[arg-type]
            on=timezone.localdate(at),
            way="visit",
            note="在家，愿意参加下月的电工培训",
            at=at,
        )
        must(done, ContactRecorded)
