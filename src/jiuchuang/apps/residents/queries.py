"""Who has signed in as a resident, and whose site this is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.utils import timezone

from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.people.models import Employer
from jiuchuang.apps.people.queries import subject_of, ties_of
from jiuchuang.apps.residents.models import ResidentSession
from jiuchuang.domain.kernel.hash_chain import sha256

IDLE = timedelta(minutes=20)
LONGEST = timedelta(hours=8)
HOMES = ("township", "village", "community")
"""Kinds of offices to which people belong."""


@dataclass(frozen=True)
class SignedIn:
    """A resident at the door; `employer` is the register number of the firm for which he acts, empty for himself.

    What the registers know is shown only to those who are `proved`.
    """

    session: str
    person: str
    name: str
    employer: str
    firm_name: str
    proved: bool
    resident_id: str = ""
    phone: str = ""

    @property
    def is_new(self) -> bool:
        """Not in the register yet: to enter himself before anything else."""
        return not self.person

    @property
    def kind(self) -> str:
        """Whose matters are handled now: those of the person, or of the firm."""
        return "employer" if self.employer else "person"

    @property
    def number(self) -> str:
        """The register number of the one whose matters are handled."""
        return self.employer or self.person

    @property
    def shown(self) -> str:
        """The name of the same."""
        return self.firm_name or self.name


def digest(secret: str) -> str:
    """What is kept of a secret that the browser carries."""
    return sha256(secret.encode())


def signed_in(token: str, at: datetime) -> SignedIn | None:
    """The resident whose browser carries this token; None when nobody, or when the time is over."""
    if not token:
        return None
    row = ResidentSession.objects.filter(pk=digest(token)).first()
    if row is None or row.seen_at + IDLE < at or row.began_at + LONGEST < at:
        return None
    firm = (row.stands_for, row.firm_name)
    if row.stands_for and f"employer:{row.stands_for}" not in ties_of(row.person, timezone.localdate(at)):
        firm = ("", "")  # no longer its owner or agent
    return SignedIn(row.pk, row.person, row.name, *firm, row.is_proved, row.resident_id, row.phone)


def own_firms(resident: SignedIn, on: date) -> list[tuple[str, str]]:
    """Number and name of each firm that the resident owns or is the agent of; none for who is not proved."""
    if not resident.proved or not resident.person:
        return []
    numbers = [tie.partition(":")[2] for tie in ties_of(resident.person, on) if tie.startswith("employer:")]
    firms = (subject_of("employer", number) for number in numbers)
    return [(firm.number, firm.name) for firm in firms if isinstance(firm, Employer)]


@dataclass(frozen=True)
class Host:
    """The office at the top of the tree: the county that hosts the site."""

    name: str
    region_code: str


_HOST = """
SELECT name, region_code FROM org_unit AS one
WHERE opened_on <= %s AND (closed_on IS NULL OR closed_on >= %s) AND NOT EXISTS (
    SELECT 1 FROM org_unitlink AS above
    WHERE above.unit_id = one.id AND above.from_on <= %s AND (above.to_on IS NULL OR above.to_on >= %s)
)
ORDER BY code LIMIT 1
"""
"""Every page of the public asks for it: written out, it takes a tenth of what putting the query together takes."""


def host_on(on: date) -> Host | None:
    """The first unit with none above it on the day; None before an office was founded."""
    with connection.cursor() as cursor:
        cursor.execute(_HOST, [on, on, on, on])
        row = cursor.fetchone()
    return Host(*row) if row else None


def homes_on(on: date) -> list[Unit]:
    """Townships, villages and communities of the day, where somebody can live; in the order of the divisions."""
    rows = Unit.objects.filter(opened_on__lte=on, kind__in=HOMES).exclude(closed_on__lt=on)
    return list(rows.order_by("region_code", "code"))
