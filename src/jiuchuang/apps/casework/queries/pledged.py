"""What is approved and not paid yet: for the next decision it counts as drawn, so that nothing is promised twice."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from jiuchuang.apps.casework.models import Case, Finding
from jiuchuang.apps.casework.queries.same_subject import known_as
from jiuchuang.apps.people.models import Employment, Payment
from jiuchuang.apps.people.queries import Pledge, goes_on_as


def pledged_to(target: tuple[str, str], besides: str = "") -> tuple[Pledge, ...]:
    """Approved cases of whoever is paid for the target (`kind`, `number`) that are still on their way to the bank.

    Of an employment these are its worker and its employer, for whose other workers money may be promised as well;
    `besides` is the number of the case that asks. An amount by the month counts as one month, as when it is paid.
    """
    found = []
    for case in _approved(_payees(target)).exclude(number=besides):
        kind, _, number = (case.about or case.applicant).partition(":")
        assert case.amount_fen is not None and case.decided_on is not None
        months = 1 if case.every == "month" else None
        who = goes_on_as(kind, number)
        found.append((case.number, Pledge(*who, case.programme, case.amount_fen, case.decided_on, months)))
    numbers = {one.number for _, one in found}
    ledger = Payment.objects.filter(kind__in={one.kind for _, one in found}, number__in=numbers)
    paid = set(ledger.values_list("case_number", flat=True)) if found else set()
    return tuple(one for case, one in found if case not in paid)


def _payees(target: tuple[str, str]) -> list[str]:
    """Names (`kind:number`) under which cases of the target are applied for."""
    kind, number = target
    if kind != "employment":
        return list(known_as(f"{kind}:{number}"))
    spell = Employment.objects.filter(number=number).select_related("person", "employer").first()
    if spell is None:
        return []
    names = list(known_as(f"person:{spell.person.number}"))
    return names + (list(known_as(f"employer:{spell.employer.number}")) if spell.employer else [])


def _approved(applicants: list[str]) -> QuerySet[Any]:
    """With `every`, how often the newest finding pays."""
    newest = Finding.objects.filter(case=OuterRef("pk")).order_by("-seq")
    cases = Case.objects.filter(applicant__in=applicants, decided_on__isnull=False, amount_fen__gt=0)
    cases = cases.exclude(programme="").exclude(status="ended")
    return cases.annotate(every=Subquery(newest.values("decision__schedule__every")[:1])).order_by("pk")
