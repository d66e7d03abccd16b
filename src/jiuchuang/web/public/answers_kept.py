"""A visitor's answers, kept in his own browser alone: a signed cookie, gone after two hours, nothing on the server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from jiuchuang.domain.rules.answers.asking import guard_chain
from jiuchuang.domain.rules.language.valuetypes import Kind, Value, format_value
from jiuchuang.domain.rules.vocabulary import Vocabulary
from jiuchuang.web.public.guides import ENTITIES

COOKIE, SALT = "guide", "jiuchuang.web.public.guide"
SECONDS = 2 * 3600
LONGEST = 3800
"""Characters that a browser surely keeps in one cookie."""


@dataclass(frozen=True)
class Said:
    """What somebody has answered: known facts, and those that he did not know or would not tell."""

    who: str
    answers: Mapping[str, Value] = field(default_factory=dict)
    declined: frozenset[str] = frozenset()

    def with_answer(self, name: str, value: Value | None, vocabulary: Vocabulary) -> Said:
        """The same with another answer; what only exists by an answer that changed is asked anew."""
        answers = {key: old for key, old in self.answers.items() if key != name}
        declined = self.declined - {name}
        if value is None:
            declined |= {name}
        else:
            answers[name] = value
        if value is not True:
            answers = {
                key: old for key, old in answers.items() if name not in guard_chain(key, vocabulary)[1:]
            }
        return replace(self, answers=answers, declined=declined)


def read_said(request: HttpRequest, vocabulary: Vocabulary | None = None) -> Said | None:
    """What the browser carries; None when it carries nothing that is ours and fresh.

    Without the vocabulary only `who` is read. Answers that today's vocabulary does not know are left out.
    """
    try:
        data = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return None
    if data.get("who") not in ENTITIES:
        return None
    return Said(data["who"]) if vocabulary is None else read_answers(data["who"], data, vocabulary)


def read_answers(who: str, data: Mapping[str, Any], vocabulary: Vocabulary) -> Said:
    """Answers out of plain data, as `plain_answers` gave it."""
    answers = {name: _value(name, raw, vocabulary) for name, raw in data["a"].items()}
    known = {name: value for name, value in answers.items() if value is not None}
    return Said(who, known, frozenset(name for name in data["d"] if name in vocabulary.facts))


def plain_answers(said: Said) -> dict[str, Any]:
    """Answers as plain data: days in ISO form, all else as it is stored."""
    answers = {
        name: value.isoformat() if isinstance(value, date) else value for name, value in said.answers.items()
    }
    return {"a": answers, "d": sorted(said.declined)}


def written_answers(said: Said, vocabulary: Vocabulary) -> dict[str, Any]:
    """Answers as one would write them into a register: sums and shares with their unit, all else as it is stored."""
    units = (Kind.MONEY, Kind.RATE)
    types = {name: vocabulary.facts[name].type for name in said.answers}
    found: dict[str, Any] = plain_answers(said)["a"]
    return {
        name: format_value(said.answers[name], types[name]) if types[name].kind in units else value
        for name, value in found.items()
    }


def keep(response: HttpResponse, said: Said) -> HttpResponse:
    """Let the browser carry the answers."""
    text = signing.dumps({"who": said.who, **plain_answers(said)}, salt=SALT, compress=True)
    if len(text) > LONGEST:
        raise ValueError(f"{len(said.answers)} answers do not fit into a cookie")
    response.set_cookie(
        COOKIE, text, max_age=SECONDS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


def _value(name: str, raw: Any, vocabulary: Vocabulary) -> Value | None:
    fact = vocabulary.facts.get(name)
    if fact is None:
        return None
    kind = fact.type.kind
    if kind is Kind.DATE:
        return date.fromisoformat(raw) if isinstance(raw, str) else None
    if kind is Kind.BOOL:
        return raw if isinstance(raw, bool) else None
    if fact.type.is_numeric:
        whole = isinstance(raw, int) and not isinstance(raw, bool)
        return raw if whole and fact.low <= raw <= fact.high else None
    fits = isinstance(raw, str) and (not fact.type.codes or raw in fact.type.codes)
    return raw if fits else None
