"""Record a visit, a call or another word with a person or household."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.actions.by_whom import not_yet
from jiuchuang.apps.people.actions.keep_change import Writing, tell
from jiuchuang.apps.people.models import Contact, Household, Person
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

VISIT = "visit.record"
WAYS = {"visit": "上门", "call": "电话", "message": "微信短信", "office": "来访", "other": "其他"}


@dataclass(frozen=True)
class ContactRecorded:
    """The contact is on record."""

    contact: Contact


@transaction.atomic
def record_contact(
    *, access: Access, subject: Person | Household, on: date, way: str, note: str = "", at: datetime
) -> ContactRecorded | Refusal:
    """Somebody of the staff was in touch with the subject on the day; `way` is a key of WAYS."""
    problems = not_yet(on, at, "on", "联系日期")
    if not (access.may(VISIT, subject.unit_id) or access.may("register.write", subject.unit_id)):
        problems.append(Problem("not-allowed", "您没有在这个单位记录走访的权限", Place("subject")))
    if way not in WAYS:
        problems.append(Problem("bad-choice", "请选联系方式", Place("way"), "、".join(WAYS.values())))
    if len(note) > 500:
        problems.append(Problem("too-long", f"情况最多500个字，现为{len(note)}个字", Place("note")))
    if problems:
        return Refusal(tuple(problems))
    person, household = (subject, None) if isinstance(subject, Person) else (None, subject)
    contact = Contact.objects.create(
        person=person, household=household, on=on, way=way, note=note.strip(), account=access.account
    )
    kind = "person" if person else "household"
    content = {"on": on.isoformat(), "way": way, "note": contact.note}
    tell(Writing(access, "走访", on, at), kind, subject.number, "contacted", content)
    return ContactRecorded(contact)
