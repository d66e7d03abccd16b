"""What is known of the subject of a case on a day, and what the rules say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from jiuchuang.apps.casework.queries.pledged import pledged_to
from jiuchuang.apps.people.queries import facts_of, vocabulary
from jiuchuang.apps.people.queries.complete import LEDGER
from jiuchuang.apps.people.queries.facts import existing
from jiuchuang.apps.policy.queries import ProgrammeShown, decide_programme
from jiuchuang.domain.kernel.hash_chain import canonical_json, sha256
from jiuchuang.domain.rules.answers.decision import Decision
from jiuchuang.domain.rules.language.valuetypes import Kind, Value
from jiuchuang.domain.rules.vocabulary import Vocabulary


@dataclass(frozen=True)
class Found:
    """The facts of a day with their sources, and the decision of the rules on them."""

    values: dict[str, Value]
    sources: dict[str, Any]
    decision: Decision

    @property
    def facts(self) -> dict[str, Any]:
        """The facts as they are stored: days in ISO form, everything else whole numbers, truth values and codes."""
        return {name: plain(value) for name, value in sorted(self.values.items())}

    @property
    def digest(self) -> str:
        """SHA-256 of facts and decision."""
        return finding_digest(self.facts, self.decision.to_json())


def find(
    programme: ProgrammeShown,
    target: tuple[str, str],
    answers: Mapping[str, Any],
    on: date,
    *,
    by_staff: bool,
    known_on: date | None = None,
    case: str = "",
) -> Found:
    """The rules of the day `on` asked about a subject (`kind`, `number`); answers fill what no register says.

    Looked at again on `known_on`, a later day, the case still stands or falls by how things were on `on`: what was
    not known then is taken from what is known now, and so is everything of our own ledger, so that nothing is paid
    twice. What other cases than `case` promise already counts as paid.
    """
    pledged = pledged_to(target, case)
    sheet = facts_of(*target, on, answers, by_staff=by_staff, pledged=pledged)
    values, sources = dict(sheet.values), dict(sheet.sources)
    if known_on is not None and known_on != on:
        now = facts_of(*target, known_on, answers, by_staff=by_staff, pledged=pledged)
        for name, value in now.values.items():
            if name not in values or _of_our_ledger(name):
                values[name], sources[name] = value, now.sources[name]
        values = existing(values)
    decision = decide_programme(programme.id, values, on)
    told = {name: plain(sources[name]) for name in sorted(values)}
    return Found(values, told, decision)


def _of_our_ledger(name: str) -> bool:
    derivation = vocabulary().derivation(name)
    return derivation is not None and derivation.relation == LEDGER


def plain(value: Any) -> Any:
    """A value of a fact or of its source as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return [plain(item) for item in value]
    return value


def read_back(facts: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Value]:
    """Stored facts as values again. Raises KeyError for a fact that the vocabulary no longer has."""
    found: dict[str, Value] = {}
    for name, stored in facts.items():
        kind = vocabulary.facts[name].type.kind
        found[name] = date.fromisoformat(stored) if kind is Kind.DATE else stored
    return found


def finding_digest(facts: Mapping[str, Any], decision: Mapping[str, Any]) -> str:
    """SHA-256 of stored facts and decision."""
    return sha256(canonical_json({"facts": dict(facts), "decision": dict(decision)}).encode())
