"""One application for several programmes: a case for each, with the machine's finding, or nothing at all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiuchuang.apps.audit.actions.record import Actor as RecordActor
from jiuchuang.apps.casework.actions.draw_number import draw_number
from jiuchuang.apps.casework.actions.examine import keep_finding
from jiuchuang.apps.casework.actions.keep_lists import open_key
from jiuchuang.apps.casework.actions.keep_paper import PaperIn, attach, drop_papers, keep_papers, too_many
from jiuchuang.apps.casework.actions.take_further import take_further
from jiuchuang.apps.casework.models import Case, Finding, Paper
from jiuchuang.apps.casework.queries.acting import Resident, actor_from
from jiuchuang.apps.casework.queries.facts import Found, find
from jiuchuang.apps.casework.queries.kept import procedures
from jiuchuang.apps.casework.queries.offices import Offices
from jiuchuang.apps.casework.queries.reach import line_above, reaches
from jiuchuang.apps.casework.queries.same_subject import known_as
from jiuchuang.apps.casework.queries.verbs import placed
from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.models import Employer, Employment, Household, Person
from jiuchuang.apps.people.queries import concerns, subject_of
from jiuchuang.apps.policy.queries import ProgrammeShown, law_on
from jiuchuang.domain.casework.commands import Actor, Submit
from jiuchuang.domain.casework.procedure import Procedure, procedure_in_force
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal, errors_only
from jiuchuang.domain.rules.loading.facts_in import read_facts
from jiuchuang.gateways.file_store.store import Kept


@dataclass(frozen=True)
class Wish:
    """One programme that is applied for, whom or what it is about (`employment:E1`), and how much is claimed."""

    programme: str
    about: str = ""
    claimed_fen: int | None = None


@dataclass(frozen=True)
class Applied:
    """The application's number and its cases, each with its finding where a machine can decide the programme."""

    application: str
    cases: tuple[Case, ...]
    findings: tuple[Finding | None, ...]


@dataclass(frozen=True)
class Asked:
    """A wish looked up: programme, procedure, what the rules say."""

    wish: Wish
    shown: ProgrammeShown
    procedure: Procedure
    found: Found | None


def apply(
    *,
    subject: tuple[str, str],
    programmes: Sequence[Wish | str],
    answers: Mapping[str, Any],
    papers: Sequence[PaperIn] = (),
    channel: str,
    actor: Access | Resident,
    key: str,
    at: datetime,
) -> Applied | Refusal:
    """Open a case for each programme, for the subject `(kind, number)` of the registers.

    `answers` are facts by vocabulary name as stored values; staff's count as theirs, a resident's only where the
    vocabulary lets one declare the fact. A paper that several programmes want is handed in once. The same `key` again
    gives the application of before, and is refused for another application. Nobody is refused because the machine finds
    them not eligible: that is decided.
    """
    wishes = [_plainly(one if isinstance(one, Wish) else Wish(one), subject) for one in programmes]
    done = _done_before(key, subject, wishes, answers)
    if done is not None:
        return done
    if faults := too_many(papers):
        return Refusal(tuple(faults))
    kept = keep_papers(papers)
    if isinstance(kept, Refusal):
        return kept
    fresh = [one for paper, one in zip(papers, kept, strict=True) if paper.kept is None]
    try:
        outcome = _apply(
            subject, wishes, answers, list(zip(papers, kept, strict=True)), channel, actor, key, at
        )
    except BaseException:
        drop_papers(fresh)
        raise
    used = set(Paper.objects.filter(key__in=[one.key for one in fresh]).values_list("key", flat=True))
    drop_papers(one for one in fresh if one.key not in used)
    return outcome


@transaction.atomic
def _apply(
    subject: tuple[str, str],
    wishes: Sequence[Wish],
    answers: Mapping[str, Any],
    papers: Sequence[tuple[PaperIn, Kept]],
    channel: str,
    actor: Access | Resident,
    key: str,
    at: datetime,
) -> Applied | Refusal:
    on = timezone.localdate(at)
    row = _applying(subject)
    if isinstance(row, Refusal):
        return row
    applicant = f"{subject[0]}:{subject[1]}"
    acting = _acting(actor, applicant, row.unit, on)
    if isinstance(acting, Refusal):
        return acting
    county = county_code(row.unit, on)
    application = draw_number(year=on.year, county=county, prefix="S")
    done = _done_before(key, subject, wishes, answers)
    if done is not None:  # the same request, decided while this one waited for its number
        transaction.set_rollback(True)
        return done
    asked = _look_up(subject, wishes, answers, channel, on)
    if isinstance(asked, Refusal):
        transaction.set_rollback(True)
        return asked
    faults = [fault for one in asked if (fault := open_already(applicant, one))]
    if faults:
        transaction.set_rollback(True)
        return Refusal(tuple(faults))
    by = actor.recorded if isinstance(actor, Resident) else actor.actor
    cases: list[Case] = []
    findings: list[Finding | None] = []
    for number, one in enumerate(asked):
        case = Case(
            number=draw_number(year=on.year, county=county),
            matter=one.shown.title[:120],
            unit=row.unit,
            applicant=applicant,
            subject_kind=subject[0],
            subject_number=subject[1],
            subject_name=row.name,
            application=application,
            answers=dict(answers),
            channel=channel,
            opened_by=by.id,
            origin=f"apply:{key}:{number}",
        )
        outcome = open_one(
            case, one, [item for item in papers if _belongs(item[0], one, asked)], acting, by, at
        )
        if isinstance(outcome, Refusal):
            transaction.set_rollback(True)
            return outcome
        cases.append(case)
        findings.append(outcome.finding)
    return Applied(application, tuple(cases), tuple(findings))


def _applying(subject: tuple[str, str]) -> Person | Household | Employer | Refusal:
    """Who applies, in the register."""
    row = subject_of(*subject)
    if row is None or isinstance(row, Employment):
        return _refused("no-subject", "登记库里没有这个申请人", "subject")
    if row.merged_into_id is not None:
        return _refused("no-subject", "这条登记已并入另一条，请用并入后的登记编号申请", "subject")
    return row


@dataclass(frozen=True)
class Opened:
    """A case that was opened, with its finding."""

    case: Case
    finding: Finding | None


def open_one(
    case: Case,
    asked: Asked,
    papers: Sequence[tuple[PaperIn, Kept]],
    acting: Actor,
    by: RecordActor,
    at: datetime,
) -> Opened | Refusal:
    """Keep a new case, its finding and papers, and begin it."""
    found, wish = asked.found, asked.wish
    case.programme, case.about = asked.shown.id, wish.about
    case.procedure, case.procedure_version = asked.procedure.id, asked.procedure.version
    case.claimed_fen = wish.claimed_fen
    if case.claimed_fen is None and found is not None:
        case.claimed_fen = found.decision.amount_fen
    case.opened_on = timezone.localdate(at)
    case.save()
    finding = keep_finding(case, found, at) if found is not None else None
    for paper, kept in papers:
        attach(case, paper.name, paper.file_name, kept, by, at)
    names = tuple(dict.fromkeys(paper.name for paper, _ in papers))
    submit = Submit(
        key=f"submit:{case.number}",
        actor=acting,
        case=case.number,
        applicant=case.applicant,
        papers=names,
        claimed_fen=case.claimed_fen,
        first_time=not _approved_before(case),
    )
    begun = take_further(number=case.number, command=submit, account=by.id, at=at)
    if isinstance(begun, Refusal):
        return placed(begun)
    case.refresh_from_db()
    return Opened(case, finding)


def _approved_before(case: Case) -> bool:
    """Whether this platform approved the programme for the same applicant before, under whatever record."""
    names = known_as(case.applicant)
    earlier = Case.objects.filter(applicant__in=names, programme=case.programme, outcome="approved")
    return earlier.exclude(pk=case.pk).exists()


def _look_up(
    subject: tuple[str, str], wishes: Sequence[Wish], answers: Mapping[str, Any], channel: str, on: date
) -> list[Asked] | Refusal:
    """Programme, procedure and finding of every wish, or all that is wrong with them."""
    law, asked = law_on(on), list[Asked]()
    faults = errors_only(read_facts(answers, law.library.vocabulary, "answers")[1])
    if not wishes:
        faults.append(Problem("nothing-wanted", "请选择要申请的项目", Place("programmes")))
    if len({(one.programme, one.about) for one in wishes}) < len(wishes):
        faults.append(Problem("wish-twice", "同一项目选了两次", Place("programmes")))
    for wish in wishes:
        shown = law.shown(wish.programme)
        if shown is None or shown.applies.covers(on) is False:
            faults.append(
                Problem("no-programme", f"{on}没有施行中的项目“{wish.programme}”", Place("programmes"))
            )
            continue
        procedure = procedure_in_force(procedures().values(), shown.procedure or "", on)
        if procedure is None or procedure.begins_by != "application":
            faults.append(
                Problem("no-procedure", f"“{shown.title}”没有配置申请办理的流程", Place("programmes"))
            )
            continue
        kind, _, number = wish.about.partition(":")
        target = (kind, number) if number and kind == shown.entity else subject
        if number and not (kind == shown.entity and concerns(subject, target, on)):
            message = f"“{shown.title}”不能按“{wish.about}”申请：登记里它与申请人无关"
            faults.append(Problem("about-of-another", message, Place("about"), "登记有误的，请先更正登记"))
            continue
        if target[0] != shown.entity:
            hint = f"这一项按{shown.beneficiary}认定"
            message = f"“{shown.title}”请选明所涉的{shown.beneficiary}"
            faults.append(Problem("about-missing", message, Place("about"), hint))
            continue
        if wish.claimed_fen is not None and wish.claimed_fen < 0:
            faults.append(Problem("amount-negative", "申请金额不能是负数", Place("claimed_fen")))
        by_staff = channel not in ("public", "")
        found = find(shown, target, answers, on, by_staff=by_staff) if shown.decidable else None
        asked.append(Asked(wish, shown, procedure, found))
    return Refusal(tuple(faults)) if faults else asked


def _acting(actor: Access | Resident, applicant: str, unit: Unit, on: date) -> Actor | Refusal:
    """Who hands in: the applicant, or staff for anybody below them, a window for anybody of its county (全县通办)."""
    if isinstance(actor, Resident):
        if actor.applicant != applicant:
            return _refused("not-applicant", "只能为本人或受托的单位申请", "subject")
        return actor.acting
    line = {one.pk for one in line_above(unit.pk, on)}
    county = Offices(unit, on).county.pk
    for reach in reaches(actor):
        near = bool(reach.tops & line)
        if not near and "case.submit-anywhere" in reach.permissions:
            near = county in {one.pk for one in line_above(reach.grant.unit_id, on)}
        if near and reach.permissions & {"case.submit-for", "case.submit-anywhere"}:
            role, code = reach.grant.role, reach.grant.unit.code
            found = actor_from(reach, actor.account, role, code, "county", on)
            return replace(found, stands_for=applicant)
    return _refused("not-allowed", "您没有代这位申请人办理的权限", "subject")


def _belongs(paper: PaperIn, one: Asked, asked: Sequence[Asked]) -> bool:
    """A paper goes to the programmes that list it, and to all where none does."""
    listed = [other for other in asked if paper.name in other.shown.papers]
    return one in listed if listed else True


def open_already(applicant: str, one: Asked) -> Problem | None:
    """Why there cannot be another case of the programme: one is open, whoever applied for it.

    Under another record of the same subject too, where two were merged.
    """
    keys = [open_key(name, one.shown.id) for name in known_as(one.wish.about or applicant)]
    standing = Case.objects.filter(open_key__in=keys).first()
    if standing is None:
        return None
    message = f"“{one.shown.title}”已有在办的办件{standing.number}，不能重复申请"
    return Problem("case-open", message, Place("programmes"), "可在原办件里补交材料或查看进度")


def _plainly(wish: Wish, subject: tuple[str, str]) -> Wish:
    """A wish about the applicant is about nobody else: one way of writing it, so that none is applied for twice."""
    return replace(wish, about="") if wish.about == f"{subject[0]}:{subject[1]}" else wish


def _done_before(
    key: str, subject: tuple[str, str], wishes: Sequence[Wish], answers: Mapping[str, Any]
) -> Applied | Refusal | None:
    """The application that the same request made before; refused where this one asks for something else."""
    cases = list(Case.objects.filter(origin__startswith=f"apply:{key}:").order_by("pk"))
    if not cases:
        return None
    # fewer wishes are the same request: a door leaves out what is open already, such as these very cases
    before, asked = ({(one.programme, one.about) for one in several} for several in (cases, wishes))
    same = asked <= before and cases[0].applicant == f"{subject[0]}:{subject[1]}"
    if not same or cases[0].answers != json.loads(json.dumps(dict(answers))):
        return _refused("key-reused", "同一请求编号下内容不同，请刷新页面后重试", "key")
    findings = [Finding.objects.filter(case=case).order_by("seq").first() for case in cases]
    return Applied(cases[0].application, tuple(cases), tuple(findings))


def county_code(unit: Unit, on: date) -> str:
    """The six digits of the county that a unit lies in, for numbers."""
    digits = Offices(unit, on).county.region_code[:6]
    return digits.ljust(6, "0")


def _refused(code: str, message: str, field: str) -> Refusal:
    return Refusal((Problem(code, message, Place(field)),))
