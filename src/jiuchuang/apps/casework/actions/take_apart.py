"""Two records that were merged by mistake stand by themselves again, each with what its own cases were given since."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.casework.models import Case
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.actions.judge_pair import PairJudged, reopen_pair
from jiuchuang.apps.people.models import DuplicatePair, HardshipSpell, Payment, Person
from jiuchuang.apps.people.queries import numbers_of
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal


@transaction.atomic
def take_apart(*, access: Access, number: int, why: str, at: datetime) -> PairJudged | Refusal:
    """Take the verdict on a pair back (`reopen_pair`), and give each record the payments of its own cases.

    While both were one, everything was entered where they went on: without this the other one would be paid again.
    """
    pair = DuplicatePair.objects.select_for_update().filter(pk=number).first()
    if pair is None:
        return Refusal((Problem("no-pair", "没有这一对", Place("why")),))
    kind, kept = pair.kind, pair.survivor
    other = pair.second if kept == pair.first else pair.first
    done = reopen_pair(access=access, number=number, why=why, at=at)
    if isinstance(done, Refusal) or not kept:
        return done
    cases = Case.objects.filter(subject_kind=kind, subject_number__in=numbers_of(kind, other))
    own = list(cases.values_list("number", flat=True))
    payments = Payment.objects.filter(kind=kind, number=kept, case_number__in=own)
    moved = {"payments": list(payments.values_list("pk", flat=True)), "recognitions": list[int]()}
    payments.update(number=other)
    if kind == "person":
        spells = HardshipSpell.objects.filter(person__number=kept, case_number__in=own)
        moved["recognitions"] = list(spells.values_list("pk", flat=True))
        spells.update(person=Person.objects.get(number=other))
    if any(moved.values()):
        content = {"pair": number, "from": kept, "to": other, **moved}
        for each in (kept, other):
            chain = f"register/{kind}/{each}"
            record(chain=chain, kind="taken-apart", actor=access.actor, at=at, content=content)
    return done
