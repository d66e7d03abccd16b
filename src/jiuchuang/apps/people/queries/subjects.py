"""Finding subjects of the registers: by number, in lists of those whom an account may read, by a few characters."""

from __future__ import annotations

from typing import TypeVar

from django.db import connection
from django.db.models import Q, QuerySet

from jiuchuang.apps.org.queries import Access, units_below
from jiuchuang.apps.people.models import Employer, Employment, Household, Person, Registered
from jiuchuang.apps.people.queries.related import TABLES
from jiuchuang.domain.kernel.identifiers import read_credit_code, read_resident_id

READ = "register.read"
Row = TypeVar("Row", bound=Registered)
Subject = Person | Household | Employer | Employment


def subject_of(kind: str, number: str) -> Subject | None:
    """The subject of that number, whoever asks; None when there is none."""
    if kind == "employment":
        return Employment.objects.filter(number=number).select_related("person", "employer").first()
    table = TABLES.get(kind)
    found = table._default_manager.filter(number=number).select_related("unit").first() if table else None
    return found if isinstance(found, Person | Household | Employer) else None


def unit_of_subject(subject: Subject) -> int:
    """The unit where a subject belongs: an employment to its employer's, else to its person's."""
    if isinstance(subject, Employment):
        return subject.employer.unit_id if subject.employer else subject.person.unit_id
    return subject.unit_id


def subject_for(access: Access, kind: str, number: str, permission: str = READ) -> Subject | None:
    """The subject of that number if the account may read it; a stranger's does not exist for it."""
    found = subject_of(kind, number)
    return found if found is not None and access.may(permission, unit_of_subject(found)) else None


def person_of_resident_id(text: str) -> Person | None:
    """The person with that resident number, in either form; None when nobody has it.

    Where the record with the number was merged into another, the one that goes on.
    """
    resident, _ = read_resident_id(text)
    number = resident.number if resident else text.strip().upper()
    found = Person.objects.filter(resident_id=number).first() if number else None
    while found is not None and found.merged_into is not None:
        found = found.merged_into
    return found


def employer_of_credit_code(text: str) -> Employer | None:
    """The employer with that credit code, as which it goes on; None when nobody has it."""
    code, _ = read_credit_code(text)
    number = code.number if code else text.strip().upper()
    found = Employer.objects.filter(credit_code=number).first() if number else None
    while found is not None and found.merged_into is not None:
        found = found.merged_into
    return found


def persons_in(access: Access, *, unit_id: int | None = None, text: str = "") -> QuerySet[Person]:
    """Persons whom the account may read, by name: of one unit and all below it, or everywhere; `text` as in search."""
    return _listed(Person, access, unit_id, text)


def households_in(access: Access, *, unit_id: int | None = None, text: str = "") -> QuerySet[Household]:
    """Households that the account may read, by name of the head."""
    return _listed(Household, access, unit_id, text)


def employers_in(access: Access, *, unit_id: int | None = None, text: str = "") -> QuerySet[Employer]:
    """Employers that the account may read, by name."""
    return _listed(Employer, access, unit_id, text)


def search(
    access: Access, text: str, kind: str = "person", limit: int = 20
) -> list[Person | Household | Employer]:
    """The first few that the account may read and that the text points at; nothing for an empty text."""
    if kind not in TABLES or not text.strip():
        return []
    found = _listed(TABLES[kind], access, None, text)[:limit]
    return [row for row in found if isinstance(row, Person | Household | Employer)]


def pointed_at(kind: str, text: str) -> Q:
    """Rows that a few characters point at: a register number, an identity number, a telephone, or a name's beginning.

    Each way is a stretch of one index; nothing is looked for in the middle of a text.
    """
    text = "".join(text.split())
    if not text:
        return Q()
    if text[:1].upper() in "PHE" and text[1:].isascii() and text[1:].isdigit():
        return Q(number=text.upper())
    if len(text) >= 4 and text[:-1].isascii() and text[:-1].isdigit():
        return _number_pointed_at(kind, text.upper())
    if kind == "employer" and len(text) == 18 and text.isascii():
        return Q(credit_code=text.upper())
    return _begins("name", text)


def _number_pointed_at(kind: str, text: str) -> Q:
    if kind == "household":
        return _begins("number", text)
    if kind == "employer":
        return Q(credit_code=text) if len(text) == 18 else _begins("phone", text)
    resident, _ = read_resident_id(text) if len(text) in (15, 18) else (None, [])
    if resident is not None or len(text) == 18:
        return Q(resident_id=resident.number if resident else text)
    if len(text) == 11 and text.startswith("1"):
        return Q(phone=text)
    return _begins("resident_id", text) | _begins("phone", text)


def _begins(column: str, text: str) -> Q:
    """Rows whose column begins so. SQLite has no index for LIKE; there, as code points, it is a stretch."""
    if connection.vendor == "postgresql":
        return Q(**{f"{column}__startswith": text})
    return Q(**{f"{column}__gte": text, f"{column}__lt": text + "\U0010ffff"})


def _listed(table: type[Row], access: Access, unit_id: int | None, text: str) -> QuerySet[Row]:
    """The unit's, or all that the account may read; ids of units are few, and the planner wants to see them."""
    kind = next(name for name, model in TABLES.items() if model is table)
    units = set(access.units(READ).values_list("pk", flat=True))
    if unit_id is not None:
        units &= _below(access, unit_id)
    rows: QuerySet[Row] = table._default_manager.filter(merged_into__isnull=True, unit_id__in=units)
    return rows.filter(pointed_at(kind, text)).select_related("unit").order_by("name", "number")


def _below(access: Access, unit_id: int) -> set[int]:
    return set(units_below([unit_id], access.on).values_list("pk", flat=True))
