"""Programmes in force, their rules, and a decision on facts that the caller supplies; nothing of it is kept."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from jiuchuang.api.door import allowed, told
from jiuchuang.api.faults import Faults, of_refusal
from jiuchuang.apps.policy.queries import ProgrammeShown, law_on
from jiuchuang.domain.kernel.problem import Place, Problem, Refusal
from jiuchuang.domain.rules.answers.show import show_programme
from jiuchuang.domain.rules.engines.compile import compile_programme
from jiuchuang.domain.rules.loading.facts_in import read_facts
from jiuchuang.domain.rules.relations.case import facts_read
from jiuchuang.domain.rules.vocabulary import REACHABLE, FactDeclaration

router = Router(tags=["政策"])
MOST_FACTS = 500
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]


class ProgrammeOut(Schema):
    """A programme; `from_on` and `to_on` are its first and last day, null where the document does not say."""

    id: str
    title: str
    document: str
    clause: str
    kind: str
    entity: str
    papers: list[str]
    procedure: str | None
    from_on: date | None
    to_on: date | None
    decidable: bool


class FactOut(Schema):
    """A fact that a programme reads; `values` are the codes of a choice and their words."""

    name: str
    label: str
    type: str
    question: str
    source: str
    self_declared: bool
    values: dict[str, str]


class RulesOut(Schema):
    """A programme with its rules in words and the facts that it reads."""

    programme: ProgrammeOut
    rules: str
    facts: list[FactOut]


class Question(Schema):
    """A case to be decided: facts by name, as a form would write them; what is left out is unknown, never zero."""

    model_config = ConfigDict(extra="forbid")
    on: Day
    facts: dict[Annotated[str, Field(max_length=100)], Any] = Field(max_length=MOST_FACTS)


class DecisionOut(Schema):
    """The decision with every condition, its clause and its reason, and the receipt by which it replays."""

    decision: dict[str, Any]


@router.get("", response={200: list[ProgrammeOut], 401: Faults, 403: Faults, 422: Faults, 429: Faults})
def programmes(request: HttpRequest, on: Day, entity: str = "") -> Any:
    """Programmes that can apply on the day; `entity` keeps those for persons, employers and so on."""
    told(request, "programmes", on=on.isoformat())
    return [_shown(item) for item in law_on(on).programmes(on, entity=entity)]


@router.get(
    "/{path:programme}/rules", response={200: RulesOut, 401: Faults, 404: Faults, 422: Faults, 429: Faults}
)
def rules(request: HttpRequest, programme: str, on: Day) -> Any:
    """One programme: rules in words, beside the clauses that they come from, and the facts that it reads."""
    told(request, "rules", programme=programme)
    law = law_on(on)
    found, shown = law.programme(programme), law.shown(programme)
    if found is None or shown is None:
        raise Http404
    vocabulary = law.library.vocabulary
    read = facts_read(compile_programme(found))
    return {
        "programme": _shown(shown),
        "rules": show_programme(found, vocabulary, shown.document),
        "facts": [_fact(fact) for name, fact in vocabulary.facts.items() if name in read],
    }


@router.post(
    "/{path:programme}/decision",
    response={200: DecisionOut, 401: Faults, 403: Faults, 404: Faults, 422: Faults, 429: Faults},
)
def decide(request: HttpRequest, programme: str, question: Question) -> Any:
    """Decide facts that the caller supplies, on a day. Nothing is kept but that the call was made."""
    allowed(request, "policy.decide")
    law = law_on(question.on)
    found = law.programme(programme)
    if found is None:
        raise Http404
    told(request, "decision", programme=programme, on=question.on.isoformat())
    values, problems = read_facts(question.facts, law.library.vocabulary, "facts")
    reach = REACHABLE[found.entity]
    for name in values:
        if law.library.vocabulary.facts[name].entity not in reach:
            problems.append(Problem("fact-unread", "这个项目用不到这个事实", Place(f"facts: {name}")))
    if problems:
        return 422, of_refusal(Refusal(tuple(problems)))
    return {"decision": law.decide(programme, values, question.on).to_json()}


def _fact(fact: FactDeclaration) -> dict[str, Any]:
    return {
        "name": fact.name,
        "label": fact.label,
        "type": fact.type.kind.value,
        "question": fact.question,
        "source": fact.source,
        "self_declared": fact.self_declared,
        "values": dict(fact.labels),
    }


def _shown(item: ProgrammeShown) -> dict[str, Any]:
    return {
        "id": item.id,
        "title": item.title,
        "document": item.document,
        "clause": item.clause,
        "kind": item.kind,
        "entity": item.entity,
        "papers": list(item.papers),
        "procedure": item.procedure,
        "from_on": item.validity.first,
        "to_on": item.validity.last,
        "decidable": item.decidable,
    }
