"""Applying once for several programmes: what is known and what is left to ask, then papers and the declaration."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jiuchuang.apps.casework.actions.apply import apply
from jiuchuang.apps.casework.actions.keep_draft import end_draft, take_draft
from jiuchuang.apps.casework.queries.drafts import drafts_of
from jiuchuang.apps.casework.queries.same_subject import cases_of_resident
from jiuchuang.apps.casework.queries.view import case_view
from jiuchuang.apps.policy.queries import law_on
from jiuchuang.domain.kernel.problem import Problem, Refusal
from jiuchuang.domain.rules.vocabulary import Vocabulary
from jiuchuang.web.kit.drafts import drop_asked, keep_files
from jiuchuang.web.public.answers_kept import Said, plain_answers, read_answers, read_said, written_answers
from jiuchuang.web.public.door import ResidentRequest, resident
from jiuchuang.web.public.findings import amount_text
from jiuchuang.web.public.frame import page
from jiuchuang.web.public.questions import question, read_answer, told
from jiuchuang.web.public.today import today
from jiuchuang.web.public.wishes import Prepared, applicable, prepare

SALT, HANDED_IN = "jiuchuang.web.public.application", "jiuchuang.web.public.application.state"
"""What carries answers on, and what is handed in at the end: neither is the other."""
SECONDS = 2 * 3600
OTHER = "其他材料"


@dataclass(frozen=True)
class Asked:
    """A question of the form with what was written and what is wrong with it."""

    name: str
    question: Any
    typed: str
    problems: tuple[Problem, ...]
    differs_from: str


@resident
def facts(request: ResidentRequest) -> HttpResponse:
    """What the registers know, with room for what is not so; and the questions that are left."""
    on = today()
    names = (request.POST if request.method == "POST" else request.GET).getlist("p")
    wanted, refused = applicable(request.resident, names, on)
    if not wanted:
        return page(request, "public/apply_none.html", {"refused": refused}, 200 if refused else 404)
    vocabulary = law_on(on).library.vocabulary
    said = _said(request, vocabulary)
    if request.method != "POST":
        return _facts_page(request, prepare(request.resident, wanted, refused, said, on), said)
    said, faults = _answered(request, said, vocabulary)
    ready = prepare(request.resident, wanted, refused, said, on)
    disputed = [name for name in request.POST.getlist("differs") if name not in said.answers]
    asked_before = set(request.POST.getlist("asked"))
    if faults or disputed or not set(ready.asked) <= asked_before:
        return _facts_page(request, ready, said, faults, disputed, 422 if faults else 200)
    state = signing.dumps(
        {"p": [item.key for item in wanted], **plain_answers(said)}, salt=HANDED_IN, compress=True
    )
    return _papers_page(request, ready, said, state, secrets.token_urlsafe(16))


def _said(request: ResidentRequest, vocabulary: Vocabulary) -> Said:
    """What was answered so far: on this form, else in the guide."""
    who = "firm" if request.resident.employer else "person"
    if request.method == "POST":
        carried = _carried(request.POST.get("so_far", ""), SALT)
        return read_answers(who, carried, vocabulary) if carried else Said(who)
    kept = read_said(request, vocabulary)
    return kept if kept is not None and kept.who == who else Said(who)


def _carried(text: str, salt: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = signing.loads(text, salt=salt, max_age=SECONDS)
    except signing.BadSignature:
        return None
    return found


def _answered(
    request: ResidentRequest, said: Said, vocabulary: Vocabulary
) -> tuple[Said, dict[str, tuple[Problem, ...]]]:
    """The answers of the form over those of before. An empty one stays unknown; none is supposed."""
    faults: dict[str, tuple[Problem, ...]] = {}
    for name in request.POST.getlist("asked"):
        fact = vocabulary.facts.get(name)
        if fact is None or not fact.self_declared:
            continue
        text = request.POST.get(f"f-{name}", "")
        if not text.strip():
            said = said.with_answer(name, None, vocabulary)
            continue
        values, problems = read_answer(fact, text, vocabulary)
        if problems:
            faults[name] = problems
        for other, value in values.items():
            said = said.with_answer(other, value, vocabulary)
    return said, faults


def _facts_page(
    request: ResidentRequest,
    ready: Prepared,
    said: Said,
    faults: Mapping[str, tuple[Problem, ...]] | None = None,
    disputed: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    faults, vocabulary = faults or {}, law_on(today()).library.vocabulary
    known = {fact.name: fact for fact in ready.known}
    names = [name for name in disputed or () if name in known and known[name].may_differ]
    names += [name for name in dict.fromkeys([*faults, *ready.asked]) if name not in names]
    asked = [
        Asked(
            name,
            question(vocabulary.facts[name], said.answers.get(name)),
            request.POST.get(f"f-{name}", "") if name in faults else "",
            faults.get(name, ()),
            known[name].told if name in known else "",
        )
        for name in names
    ]
    given = [
        (question(vocabulary.facts[name]).text, told(value, vocabulary.facts[name]))
        for name, value in said.answers.items()
        if name in vocabulary.facts
    ]
    context = {
        "ready": ready,
        "asked": asked,
        "wrong": [row for row in asked if row.problems],
        "given": given,
        "differing": [
            name for name, value in said.answers.items() if name in known and known[name].value != value
        ],
        "so_far": signing.dumps(plain_answers(said), salt=SALT, compress=True),
        "who": request.resident,
    }
    return page(request, "public/apply_facts.html", context, status)


def _papers_page(
    request: ResidentRequest,
    ready: Prepared,
    said: Said,
    state: str,
    key: str,
    refusal: Refusal | None = None,
) -> HttpResponse:
    vocabulary = law_on(today()).library.vocabulary
    context = {
        "ready": ready,
        "rows": [
            (item, decision, amount_text(decision) if decision else "")
            for item, decision in zip(ready.wanted, ready.decisions, strict=True)
        ],
        "given": [
            (question(vocabulary.facts[name]).text, told(value, vocabulary.facts[name]))
            for name, value in said.answers.items()
        ],
        "papers": [*ready.papers, OTHER],
        "waiting": _waiting(request, ready),
        "state": state,
        "key": key,
        "refusal": refusal,
        "declared": request.POST.get("declared") == "1",
        "again": f"{reverse('public:apply')}?{urlencode([('p', item.key) for item in ready.wanted])}",
    }
    return page(request, "public/apply_papers.html", context, 422 if refusal else 200)


@resident
def submit(request: ResidentRequest) -> HttpResponse:
    """Hand in: one application, a case for each programme."""
    carried = _carried(request.POST.get("state", ""), HANDED_IN)
    if carried is None:
        return redirect("public:my")
    on, who = today(), request.resident
    said = read_answers("firm" if who.employer else "person", carried, law_on(on).library.vocabulary)
    wanted, refused = applicable(who, carried["p"], on)
    ready = prepare(who, wanted, refused, said, on)
    key = re.sub(r"[^A-Za-z0-9_-]", "", request.POST.get("key", ""))[:40]
    owner, at = _owner(request), timezone.now()
    if drop_asked(owner, request.POST):
        return _papers_page(request, ready, said, request.POST.get("state", ""), key)
    outcome: Any = keep_files(owner, _files(request, ready), at)
    papers = take_draft(owner=owner, names=[*ready.papers, OTHER], at=at)
    if outcome is not None:
        pass  # told below, beside what was kept
    elif request.POST.get("declared") != "1":
        outcome = Refusal((Problem("not-declared", "请先勾选“以上情况属实”"),))
    elif key:
        outcome = apply(
            subject=(who.kind, who.number),
            programmes=[item.wish for item in wanted],
            answers=written_answers(said, law_on(on).library.vocabulary),
            papers=papers,
            channel="public",
            actor=request.acting,
            key=f"{who.kind}:{who.number}:{key}",
            at=at,
        )
    if outcome is None or isinstance(outcome, Refusal):
        return _papers_page(request, ready, said, request.POST.get("state", ""), key, outcome)
    end_draft(owner=owner, papers=papers)
    return redirect("public:applied", outcome.application)


def _owner(request: ResidentRequest) -> str:
    """Whose waiting files: those of the person, for himself or for the firm that he stands for."""
    return f"{request.acting.person}|{request.acting.applicant}"


def _waiting(request: ResidentRequest, ready: Prepared) -> list[tuple[str, list[Any]]]:
    """The papers that are wanted, each with the files that wait for it."""
    waiting = drafts_of(_owner(request))
    return [(name, [one for one in waiting if one.name == name[:120]]) for name in (*ready.papers, OTHER)]


def _files(request: ResidentRequest, ready: Prepared) -> list[tuple[str, UploadedFile]]:
    """What the browser sent, with the names of the papers."""
    return [
        (name, file)
        for number, name in enumerate([*ready.papers, OTHER])
        for file in request.FILES.getlist(f"paper-{number}")
        if isinstance(file, UploadedFile)
    ]


@resident
@require_safe
def applied(request: ResidentRequest, application: str) -> HttpResponse:
    """The receipt: numbers, and what comes next."""
    rows = cases_of_resident(request.acting).filter(application=application)
    views = [case_view(request.acting, case.number, today()) for case in rows]
    if not views:
        raise Http404
    return page(request, "public/applied.html", {"application": application, "views": views})
