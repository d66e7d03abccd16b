"""Cases of one subject under all its records: two that were merged are one person, who gets a benefit once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.casework.queries.acting import Resident
from jiuchuang.apps.casework.queries.events import state_of
from jiuchuang.apps.people.queries import merged_of, numbers_of
from jiuchuang.domain.casework.state import CaseState


def known_as(target: str) -> tuple[str, ...]:
    """Every name (`kind:number`) of the subject that has this one, itself among them."""
    kind, _, number = target.partition(":")
    return tuple(f"{kind}:{one}" for one in numbers_of(kind, number))


def same_matter(target: str, programme: str) -> QuerySet[Case]:
    """Cases of the programme for the same subject, under whichever of its records; the newest first."""
    names = known_as(target)
    about = Q(about__in=names) | Q(about="", applicant__in=names)
    return Case.objects.filter(about, programme=programme).order_by("-opened_on", "-pk")


def cases_of_resident(resident: Resident) -> QuerySet[Case]:
    """A resident's own cases, or those of the firm that they act for, under every record that was merged."""
    cases = Case.objects.filter(applicant__in=known_as(resident.applicant))
    return cases.select_related("unit").order_by("-opened_on", "-pk")


def cases_of_subject(kind: str, number: str) -> QuerySet[Case]:
    """Every case of a subject of the registers, the newest first, also those of records that were merged with it.

    Who asks must have a right to see them.
    """
    cases = Case.objects.filter(subject_kind=kind, subject_number__in=numbers_of(kind, number))
    return cases.select_related("unit").order_by("-opened_on", "-pk")


def merged_among(cases: Iterable[Case]) -> frozenset[str]:
    """Numbers of the cases whose subject has more than one record; asked once for all of them."""
    targets = {case.number: (case.about or case.applicant).partition(":")[::2] for case in cases}
    merged = merged_of(set(targets.values()))
    return frozenset(number for number, target in targets.items() if target in merged)


@dataclass(frozen=True)
class Rival:
    """Another case of the same matter for the same subject, approved; whether its money went to the bank."""

    number: str
    decided_on: date
    is_handed_over: bool


def rivals_of(case: Case) -> Iterator[Rival]:
    """Approved cases of the same programme and subject under another record, open at the same time as this one.

    Under one record two cases of a matter are never open at once; of two that were, because nobody knew yet that both
    records are one person, only one may be approved and paid. A later case, after the first was closed, is the next
    period: there the ledger speaks, which is that of both records since they were merged.
    """
    target = case.about or case.applicant
    if not case.programme or len(known_as(target)) == 1:
        return
    others = same_matter(target, case.programme).exclude(pk=case.pk).exclude(decided_on=None)
    for other in others:
        state = state_of(other.number)
        if state is None or state.decision is None or not state.decision.approved:
            continue
        if not _at_the_same_time(case, other, state):
            continue
        yield Rival(other.number, state.decision.decided_on, bool(state.batch))


def _at_the_same_time(case: Case, other: Case, state: CaseState) -> bool:
    """By days; a case that was opened on the day on which the other was closed counts as open beside it."""
    if state.ended_on is not None and state.ended_on < case.opened_on:
        return False
    own = state_of(case.number) if case.status == "ended" else None
    return own is None or own.ended_on is None or own.ended_on >= other.opened_on


@dataclass(frozen=True)
class Shared:
    """A matter of which both records of a pair have a case that is open or approved."""

    programme: str
    matter: str
    cases: tuple[Case, ...]


def both_have(kind: str, first: str, second: str) -> list[Shared]:
    """Matters that would be there twice if both records are one subject, with at least one case still open.

    For who adjudicates the pair: after a merger only one of the cases is approved and paid.
    """
    merged = merged_of({(kind, first), (kind, second)})
    belongs = {
        name: one
        for one in (first, second)
        for name in (numbers_of(kind, one) if (kind, one) in merged else (one,))
    }
    found: dict[tuple[str, str], dict[str, list[Case]]] = {}
    cases = Case.objects.filter(subject_kind=kind, subject_number__in=list(belongs)).exclude(programme="")
    for case in cases.filter(Q(outcome="") | Q(outcome="approved")).order_by("pk"):
        about = case.about.partition(":")[0]
        by_record = found.setdefault((case.programme, about), {})
        by_record.setdefault(belongs[case.subject_number], []).append(case)
    return [
        Shared(programme, shared[0].matter, tuple(shared))
        for (programme, _), by_record in found.items()
        if len(by_record) == 2 and (shared := [one for several in by_record.values() for one in several])
        if any(one.status != "ended" for one in shared)
    ]
