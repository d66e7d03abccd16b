"""What is known of the subject of a case on a day, and what the rules say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from jiuchuang.apps.people.queries import facts_of
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
) -> Found:
    """The rules asked about a subject (`kind`, `number`) on a day; answers fill what the registers do not say."""
    sheet = facts_of(*target, on, answers, by_staff=by_staff)
    decision = decide_programme(programme.id, sheet.values, on)
    return Found(dict(sheet.values), {name: plain(one) for name, one in sheet.sources.items()}, decision)


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
