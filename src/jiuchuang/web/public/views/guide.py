"""The guide: a question at a time, the one that decides most; what fits may be looked at any time."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jiuchuang.apps.casework.queries.kept import can_be_applied_for
from jiuchuang.domain.kernel.problem import Problem
from jiuchuang.web.public.answers_kept import COOKIE, Said, keep, read_said
from jiuchuang.web.public.door import anybody
from jiuchuang.web.public.findings import FITTING, TO_CHECK, findings
from jiuchuang.web.public.frame import page, qr, region_of
from jiuchuang.web.public.guides import ENTITIES, WHO_LABELS, OpenGuide, guide_for
from jiuchuang.web.public.questions import DECLINED, question, read_answer, told
from jiuchuang.web.public.today import today
from jiuchuang.web.public.wishes import MOST_AT_ONCE

ABOUT_SHOWN = 4


@anybody
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Who asks; what was answered before is forgotten."""
    who = request.POST.get("who") or request.GET.get("who") or ""
    if request.method == "POST" and who in ENTITIES:
        return keep(redirect("public:guide-next"), Said(who))
    return page(request, "public/guide_start.html", {"who": WHO_LABELS, "said": read_said(request)})


@anybody
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Nothing stays in the browser."""
    response = redirect("public:guide")
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


@anybody
@never_cache
def next_question(request: HttpRequest) -> HttpResponse:
    """The question that decides most; what fits, when none matters any more."""
    found = _opened(request)
    if found is None:
        return redirect("public:guide")
    opened, said = found
    name = opened.guide.next_question(said.answers, said.declined)
    return redirect("public:guide-result") if name is None else _ask(request, opened, said, name)


@anybody
@never_cache
def answer(request: HttpRequest, name: str) -> HttpResponse:
    """One question, asked or asked again; its answer."""
    found = _opened(request)
    if found is None:
        return redirect("public:guide")
    opened, said = found
    if name not in opened.guide.askable:
        raise Http404
    if request.method != "POST":
        return _ask(request, opened, said, name)
    if request.POST.get("declined") in DECLINED:
        return keep(redirect("public:guide-next"), said.with_answer(name, None, opened.vocabulary))
    text = request.POST.get("value", "")
    told_facts, problems = read_answer(opened.vocabulary.facts[name], text, opened.vocabulary)
    if problems:
        return _ask(request, opened, said, name, problems, text)
    for fact, value in told_facts.items():
        said = said.with_answer(fact, value, opened.vocabulary)
    return keep(redirect("public:guide-next"), said)


def _ask(
    request: HttpRequest,
    opened: OpenGuide,
    said: Said,
    name: str,
    problems: tuple[Problem, ...] = (),
    typed: str | None = None,
) -> HttpResponse:
    asked = question(opened.vocabulary.facts[name], said.answers.get(name))
    standings = opened.guide.standings(said.answers, said.declined)
    waiting = [
        shown.title
        for shown, item in zip(opened.programmes, standings, strict=True)
        if name in item.deciding or name in item.paying
    ]
    context = {
        "question": asked,
        "typed": asked.written if typed is None else typed,
        "problems": problems,
        "declined": DECLINED,
        "was_declined": name in said.declined,
        "about": waiting[:ABOUT_SHOWN],
        "about_count": len(waiting),
        "left": opened.guide.tally(said.answers, said.declined).about,
        "given": len(said.answers) + len(said.declined),
        "last": list(said.answers)[-1] if said.answers else None,
    }
    return page(request, "public/guide_question.html", context, status=422 if problems else 200)


@anybody
@never_cache
@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """What was answered, each to be changed."""
    found = _opened(request)
    if found is None:
        return redirect("public:guide")
    opened, said = found
    facts = opened.vocabulary.facts
    rows: list[dict[str, Any]] = [
        {"name": name, "question": question(facts[name]).text, "told": told(value, facts[name])}
        for name, value in said.answers.items()
    ]
    rows += [
        {"name": name, "question": question(facts[name]).text, "told": ""} for name in sorted(said.declined)
    ]
    return page(request, "public/guide_answers.html", {"rows": rows})


@anybody
@never_cache
@require_safe
def result(request: HttpRequest) -> HttpResponse:
    """What fits, what is one thing short, what does not fit and why; before all questions are answered, too."""
    found = _opened(request)
    if found is None:
        return redirect("public:guide")
    opened, said = found
    groups = findings(opened, said.answers, said.declined)
    worth = [
        item.programme.id for group in groups if group.key in (FITTING, TO_CHECK) for item in group.found
    ]
    take = f"{reverse('public:papers')}?{urlencode([('p', name) for name in worth])}" if worth else ""
    can = [
        item for item in opened.programmes if item.id in worth and can_be_applied_for(item, opened.guide.on)
    ]
    chosen = urlencode([("p", item.id) for item in can[:MOST_AT_ONCE]])
    context = {
        "apply": f"{reverse('public:apply')}?{chosen}" if can else "",
        "groups": groups,
        "only_named": opened.only_named,
        "take": take,
        "picture": qr(request, take) if take else "",
        "left": opened.guide.tally(said.answers, said.declined).about,
        "given": len(said.answers) + len(said.declined),
        "who": said.who,
        "on": opened.guide.on,
    }
    return page(request, "public/guide_result.html", context)


def _opened(request: HttpRequest) -> tuple[OpenGuide, Said] | None:
    begun = read_said(request)
    if begun is None:
        return None
    on = today()
    opened = guide_for(begun.who, on, region_of(request))
    said = read_said(request, opened.vocabulary)
    return None if said is None else (opened, said)
