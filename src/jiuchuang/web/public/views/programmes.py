"""Programmes: the list, the page of one, and the list of papers for some (一次性告知)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from jiuchuang.apps.casework.queries.kept import can_be_applied_for, procedure_for
from jiuchuang.apps.policy.queries import ProgrammeShown, law_on
from jiuchuang.domain.casework.procedure import Procedure, Verb
from jiuchuang.domain.rules.answers.show import EXTENT_LABELS, KIND_LABELS, validity_text
from jiuchuang.domain.rules.vocabulary import ENTITY_LABELS
from jiuchuang.web.public.door import anybody
from jiuchuang.web.public.frame import page, qr, region_of
from jiuchuang.web.public.guides import ENTITIES, WHO_LABELS
from jiuchuang.web.public.rule_words import condition_lines, money_lines
from jiuchuang.web.public.today import today

MOST_AT_ONCE = 20


@anybody
@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """All programmes by document; `who` and words narrow it down."""
    on = today()
    law = law_on(on)
    who, words = request.GET.get("who", ""), request.GET.get("q", "").strip()[:40]
    entities = ENTITIES.get(who)
    rows = [
        item
        for item in law.programmes(on, region_of(request))
        if (entities is None or item.entity in entities) and words in f"{item.title}{item.document}"
    ]
    documents: dict[str, list[ProgrammeShown]] = {}
    for item in sorted(rows, key=lambda row: not row.decidable):
        documents.setdefault(item.document, []).append(item)
    context = {"documents": documents, "count": len(rows), "who": who, "labels": WHO_LABELS, "q": words}
    return page(request, "public/programmes.html", context)


@anybody
@require_safe
def programme(request: HttpRequest, programme: str) -> HttpResponse:
    """The rules in words, the papers, where to go, how long it takes, the way of appeal; one sheet of paper."""
    on = today()
    law = law_on(on)
    shown, data = law.shown(programme), law.programme(programme)
    if shown is None or data is None:
        raise Http404
    document = law.pack_of(programme).document
    way = procedure_for(shown, on)
    context = {
        "shown": shown,
        "programme": data,
        "document": document,
        "beneficiary": ENTITY_LABELS[shown.entity],
        "payee": ENTITY_LABELS.get(shown.payee, ""),
        "kind": KIND_LABELS[shown.kind],
        "extent": EXTENT_LABELS[shown.extent],
        "validity": validity_text(data),
        "in_force": data.validity.covers(on),
        "conditions": condition_lines(data, law.library.vocabulary) if shown.decidable else [],
        "money": money_lines(data, law.library.vocabulary) if shown.decidable else [],
        "procedure": way,
        "can_apply": shown.entity in (*ENTITIES["person"], "employer") and can_be_applied_for(shown, on),
        "by_worker": shown.entity == "employment"
        and shown.payee == "employer"
        and can_be_applied_for(shown, on),
        "allows_later": _allows(way, "papers_to_follow"),
        "allows_promise": _allows(way, "on_promise"),
        "picture": qr(request, request.path),
        "address": request.build_absolute_uri(request.path),
    }
    return page(request, "public/programme.html", context)


@anybody
@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    """Papers for one or several matters at once, each named once; nothing of a person stands in the address."""
    law = law_on(today())
    wanted = [law.shown(name) for name in dict.fromkeys(request.GET.getlist("p")[:MOST_AT_ONCE])]
    found = [item for item in wanted if item is not None]
    if not found:
        raise Http404
    needed: dict[str, list[str]] = {}
    for item in found:
        for paper in item.papers:
            needed.setdefault(paper, []).append(item.title)
    path = f"{reverse('public:papers')}?{request.GET.urlencode()}"
    without = [item.title for item in found if not item.papers]
    context = {"programmes": found, "needed": needed, "without": without, "picture": qr(request, path)}
    return page(request, "public/papers.html", context)


def _allows(way: Procedure | None, verb: Verb) -> bool:
    return way is not None and any(node.allows(verb) for node in way.nodes)
