"""Finding subjects of the registers: by number, in lists of those whom an account may read, by a few characters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from django.db import connection
from django.db.models import Q, QuerySet

from jiuchuang.apps.org.queries import Access, units_below
from jiuchuang.apps.people.models import Employer, Employment, Household, Person, Registered
from jiuchuang.apps.people.queries.masked import MASKS, masks_for
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
    found: Registered | None = Person.objects.filter(resident_id=number).first() if number else None
    while found is not None and found.merged_into is not None:
        found = found.merged_into
    return found if isinstance(found, Person) else None


def employer_of_credit_code(text: str) -> Employer | None:
    """The employer with that credit code, as which it goes on; None when nobody has it."""
    code, _ = read_credit_code(text)
    number = code.number if code else text.strip().upper()
    found: Registered | None = Employer.objects.filter(credit_code=number).first() if number else None
    while found is not None and found.merged_into is not None:
        found = found.merged_into
    return found if isinstance(found, Employer) else None


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


@dataclass(frozen=True)
class Pointer:
    """A column that a few characters point at: by its whole value, or by how it begins."""

    column: str
    text: str
    is_whole: bool = False

    @property
    def whole(self) -> Q:
        """Rows whose column says just that."""
        return Q(**{self.column: self.text})

    @property
    def rows(self) -> Q:
        """Rows that it points at."""
        return self.whole if self.is_whole else _begins(self.column, self.text)


def pointers(kind: str, text: str) -> list[Pointer]:
    """What a few characters may mean: a register number, an identity number, a telephone, or a name's beginning.

    Each way is a stretch of one index; nothing is looked for in the middle of a text. Spaces within a name may be its
    own or strayed in.
    """
    name, text = " ".join(text.split()), "".join(text.split())
    if text[:1].upper() in "PHE" and text[1:].isascii() and text[1:].isdigit():
        return [Pointer("number", text.upper(), is_whole=True)]
    if len(text) >= 4 and text[:-1].isascii() and text[:-1].isdigit():
        return _numbers(kind, text.upper())
    if kind == "employer" and len(text) == 18 and text.isascii():
        return [Pointer("credit_code", text.upper(), is_whole=True)]
    return [Pointer("name", one) for one in dict.fromkeys((name, text))]


def _numbers(kind: str, text: str) -> list[Pointer]:
    if kind == "household":
        return [Pointer("number", text)]
    if kind == "employer":
        return [Pointer("credit_code", text, is_whole=True)] if len(text) == 18 else [Pointer("phone", text)]
    resident, _ = read_resident_id(text) if len(text) in (15, 18) else (None, [])
    if resident is not None or len(text) == 18:
        return [Pointer("resident_id", resident.number if resident else text, is_whole=True)]
    if len(text) == 11 and text.startswith("1"):
        return [Pointer("phone", text, is_whole=True)]
    return [Pointer("resident_id", text), Pointer("phone", text)]


def _pointed_at(kind: str, text: str, access: Access, units: set[int]) -> Q:
    """Rows of the units that the text points at.

    What an account sees masked it finds by the whole value alone: beginnings would tell it letter by letter.
    """
    if not text.strip():
        return Q()
    wanted, masks = Q(pk__in=()), masks_for(access, units)
    for pointer in pointers(kind, text):
        is_open = pointer.column not in MASKS or (kind, pointer.column) == ("employer", "name")
        seen = {unit for unit in units if is_open or masks.sees(unit, pointer.column)}
        if pointer.is_whole or seen == units:
            wanted |= pointer.rows
        else:
            wanted |= pointer.whole | (pointer.rows & Q(unit_id__in=seen))
    return wanted


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
    return (
        rows.filter(_pointed_at(kind, text, access, units)).select_related("unit").order_by("name", "number")
    )


def _below(access: Access, unit_id: int) -> set[int]:
    return set(units_below([unit_id], access.on).values_list("pk", flat=True))
