"""Act for a firm, or for oneself again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from jiuchuang.apps.audit.actions.record import Actor, record
from jiuchuang.apps.people.models import Employer, Person
from jiuchuang.apps.people.queries import employer_of_credit_code, subject_of, ties_of
from jiuchuang.apps.residents.actions.sign_in import CHAIN
from jiuchuang.apps.residents.models import ResidentSession
from jiuchuang.apps.residents.queries import SignedIn
from jiuchuang.domain.kernel.identifiers import read_credit_code
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal


@dataclass(frozen=True)
class Standing:
    """For whom the resident acts from now on; empty for himself."""

    employer: str


def stand_for(
    *, resident: SignedIn, credit_code: str = "", number: str = "", at: datetime
) -> Standing | Refusal:
    """Act for the firm of that code or register number: its owner or agent in the register, nobody of the same name.

    Without either one acts for oneself again. A resident whose phone the register does not know may not act for a
    firm: a name and a number alone prove too little.
    """
    if not credit_code.strip() and not number:
        ResidentSession.objects.filter(pk=resident.session).update(stands_for="", firm_name="")
        return Standing("")
    problems = [] if number else read_credit_code(credit_code, place=Place("credit_code"))[1]
    if problems:
        return Refusal(tuple(problems))
    person = subject_of("person", resident.person) if resident.person else None
    employer = subject_of("employer", number) if number else employer_of_credit_code(credit_code)
    if (
        not resident.proved
        or not isinstance(person, Person)
        or not isinstance(employer, Employer)
        or f"employer:{employer.number}" not in ties_of(person.number, timezone.localdate(at))
    ):
        message = "登记里没有由您经办这家单位的记录"
        hint = "请法定代表人带营业执照到窗口登记经办人"
        return Refusal((Problem("not-the-agent", message, Place("credit_code"), hint),))
    ResidentSession.objects.filter(pk=resident.session).update(
        stands_for=employer.number, firm_name=employer.name
    )
    actor = Actor(None, f"person:{person.number}")
    record(chain=CHAIN, kind="stands-for", actor=actor, at=at, content={"employer": employer.number})
    return Standing(employer.number)
