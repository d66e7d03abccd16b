"""A person says whether two records are the same subject; if so, one goes on and the other points to it.

Nothing is deleted: relations go over to the record that goes on, the other stays to be found and read. What was
done can be taken back as long as nobody has changed the rows since.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import record
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.imports.effects import effects_between, rows_of, take_back
from jiuchuang.apps.people.models import (
    Change,
    Contact,
    DuplicatePair,
    Employer,
    Employment,
    HardshipSpell,
    Headcount,
    Household,
    HouseholdMember,
    Ownership,
    Payment,
    Person,
    UnemploymentSpell,
)
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal

ADJUDICATE = "register.adjudicate"
MODELS: dict[str, type[Person] | type[Employer]] = {"person": Person, "employer": Employer}
POINTING: dict[str, tuple[tuple[Any, str], ...]] = {
    "person": (
        (HouseholdMember, "person"),
        (Employment, "person"),
        (Ownership, "person"),
        (UnemploymentSpell, "person"),
        (HardshipSpell, "person"),
        (Contact, "person"),
        (Household, "head"),
        (Employer, "agent"),
    ),
    "employer": ((Employment, "employer"), (Ownership, "employer"), (Headcount, "employer")),
}
"""Every column that points to a record of the kind."""
FILLED = {
    "person": ("birth_on", "phone", "address", "certificate", "account"),
    "employer": ("legal_person", "phone", "address", "industry", "account"),
}
"""Columns that the record which goes on takes from the other where it has none itself."""
UNIQUE = {"person": "resident_id", "employer": "credit_code"}


@dataclass(frozen=True)
class PairJudged:
    """The pair with its verdict."""

    pair: DuplicatePair


@transaction.atomic
def judge_pair(
    *, access: Access, number: int, verdict: str, survivor: str, why: str, at: datetime
) -> PairJudged | Refusal:
    """`verdict` is `same` (then `survivor` names the record that goes on) or `different`; `why` is needed for both."""
    pair = DuplicatePair.objects.select_for_update().get(pk=number)
    model = MODELS[pair.kind]
    records = _held(model, pair)
    problems = _not_judgeable(access, pair, records)
    if verdict not in ("same", "different"):
        problems.append(Problem("verdict", "请选是不是同一个", Place("verdict")))
    if verdict == "same" and survivor not in records:
        problems.append(Problem("survivor", "请选保留哪一条", Place("survivor")))
    if not why.strip():
        problems.append(Problem("why-empty", "请写明依据什么认定", Place("why")))
    if not problems and verdict == "same":
        kept = records.pop(survivor)
        closed = next(iter(records.values()))
        problems += _clashes(pair.kind, kept, closed)
        if not problems:
            pair.effects = _merge(access, pair.kind, kept, closed, at)
            pair.survivor = survivor
    if problems:
        return Refusal(tuple(problems))
    pair.state, pair.why = verdict, why.strip()[:300]
    pair.judged_by, pair.judged_at = access.account, at
    pair.save()
    _record(access, pair, f"pair-{verdict}", at)
    return PairJudged(pair)


@transaction.atomic
def reopen_pair(*, access: Access, number: int, why: str, at: datetime) -> PairJudged | Refusal:
    """Take a verdict back: a merged record stands by itself again, if nothing was changed since."""
    pair = DuplicatePair.objects.select_for_update().get(pk=number)
    model = MODELS[pair.kind]
    records = _held(model, pair)
    problems = [] if _may(access, records) else [Problem("not-allowed", "您不能认定这一对", Place("why"))]
    if pair.state == "open":
        problems.append(Problem("pair-open", "这一对还没有认定", Place("why")))
    if not why.strip():
        problems.append(Problem("why-empty", "请写明为什么撤销认定", Place("why")))
    if not problems and pair.effects:
        fault = take_back(pair.effects)
        if fault:
            problems.append(Problem("changed-since", f"不能撤销：{fault}", Place("why")))
    if problems:
        return Refusal(tuple(problems))
    pair.state, pair.why, pair.survivor, pair.effects = "open", why.strip()[:300], "", []
    pair.judged_by, pair.judged_at = None, None
    pair.save()
    _record(access, pair, "pair-reopened", at)
    return PairJudged(pair)


def _not_judgeable(access: Access, pair: DuplicatePair, records: dict[str, Any]) -> list[Problem]:
    if not _may(access, records):
        return [Problem("not-allowed", "您不能认定这一对", Place("verdict"))]
    problems = []
    if pair.state != "open":
        problems.append(Problem("pair-judged", "这一对已经认定过", Place("verdict")))
    if any(row.merged_into_id is not None for row in records.values()):
        problems.append(Problem("merged", "其中一条已经并入别的记录", Place("verdict")))
    return problems


def _held(model: type[Person] | type[Employer], pair: DuplicatePair) -> dict[str, Any]:
    """Both records by number, held until the transaction ends: what is decided or paid for either waits, or is seen."""
    rows = model.objects.select_for_update(of=("self",)).filter(number__in=(pair.first, pair.second))
    return {row.number: row for row in rows.order_by("pk")}


def _may(access: Access, records: dict[str, Any]) -> bool:
    """Both records have to lie where the account adjudicates."""
    return len(records) == 2 and all(access.may(ADJUDICATE, row.unit_id) for row in records.values())


def _clashes(kind: str, kept: Any, closed: Any) -> list[Problem]:
    """What both have open at once and only one can have; a person has to settle it before."""
    faults = []
    if kind == "person":
        single: tuple[tuple[QuerySet[Any], QuerySet[Any], str], ...] = (
            (
                kept.unemployment_spells.filter(ended_on=None),
                closed.unemployment_spells.filter(ended_on=None),
                "失业登记",
            ),
            (kept.memberships.filter(to_on=None), closed.memberships.filter(to_on=None), "所在家庭"),
        )
        faults = [what for ours, theirs, what in single if ours.exists() and theirs.exists()]
        categories = kept.hardship_spells.filter(ended_on=None).values("category")
        if closed.hardship_spells.filter(ended_on=None, category__in=categories).exists():
            faults.append("同类困难认定")
        firms = kept.ownerships.filter(to_on=None).values("employer_id")
        if closed.ownerships.filter(to_on=None, employer_id__in=firms).exists():
            faults.append("同一单位的经营登记")
    elif closed.headcounts.filter(month__in=kept.headcounts.values("month")).exists():
        faults.append("同一月份的参保人数")
    return [
        Problem("both-open", f"两条记录都有在册的{what}，请先注销或更正其中一条", Place("verdict"))
        for what in faults
    ]


def _merge(access: Access, kind: str, kept: Any, closed: Any, at: datetime) -> list[dict[str, Any]]:
    """Move what points to `closed` over to `kept`; every changed row as it was and is."""
    model = MODELS[kind]
    both = model.objects.filter(pk__in=(kept.pk, closed.pk))
    pointing = [
        each.objects.filter(pk__in=list(each.objects.filter(**{column: closed}).values_list("pk", flat=True)))
        for each, column in POINTING[kind]
    ]
    paid = Payment.objects.filter(kind=kind, number=closed.number).values_list("pk", flat=True)
    watched = [both, *pointing, Payment.objects.filter(pk__in=list(paid))]
    before = rows_of(watched)
    for (each, column), rows in zip(POINTING[kind], pointing, strict=True):
        del each
        rows.update(**{column: kept})
    watched[-1].update(number=kept.number)
    _close(kind, kept, closed, at)
    effects = effects_between(before, rows_of(watched))
    _history(access, kind, effects, {kept.pk: kept.number, closed.pk: closed.number}, at)
    return effects


def _close(kind: str, kept: Any, closed: Any, at: datetime) -> None:
    for name in FILLED[kind]:
        if not getattr(kept, name) and getattr(closed, name):
            setattr(kept, name, getattr(closed, name))
    kept.facts = {**closed.facts, **kept.facts}
    unique = UNIQUE[kind]
    moved = getattr(closed, unique) if not getattr(kept, unique) else None
    if moved:
        setattr(closed, unique, None)
        setattr(kept, unique, moved)
    closed.merged_into, closed.changed_at, kept.changed_at = kept, at, at
    closed.save()
    kept.save()


def _history(
    access: Access, kind: str, effects: list[dict[str, Any]], numbers: dict[int, str], at: datetime
) -> None:
    """The dated history of both records says what the merger changed in them."""
    label = MODELS[kind]._meta.label
    for effect in effects:
        if effect["table"] != label:
            continue
        before, after = (_told(effect[when], numbers) for when in ("before", "after"))
        differing = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        Change.objects.create(
            kind=kind,
            number=numbers[effect["key"]],
            before={name: before[name] for name in differing if name in before},
            after={name: after[name] for name in differing if name in after},
            source="合并登记",
            on=timezone.localdate(at),
            at=at,
            account=access.account,
        )


def _told(columns: dict[str, Any], numbers: dict[int, str]) -> dict[str, Any]:
    """Facts and columns of a record by the names of its history; what is empty is unknown."""
    plain = {
        name: value
        for name, value in columns.items()
        if name not in ("facts", "changed_at", "merged_into_id")
    }
    into = numbers.get(columns["merged_into_id"], "")
    told = {**columns["facts"], **plain, "merged_into": into}
    return {name: value for name, value in told.items() if value not in ("", None)}


def _record(access: Access, pair: DuplicatePair, what: str, at: datetime) -> None:
    content = {
        "pair": pair.pk,
        "first": pair.first,
        "second": pair.second,
        "survivor": pair.survivor,
        "why": pair.why,
        "effects": pair.effects,
    }
    for number in (pair.first, pair.second):
        chain = f"register/{pair.kind}/{number}"
        record(chain=chain, kind=what, actor=access.actor, at=at, content=content)
