"""The vocabulary that the registers speak: facts, and how they follow from related rows."""

from __future__ import annotations

from functools import cache

from jiuchuang.domain.rules.loading.vocabulary_file import load_vocabulary
from jiuchuang.domain.rules.vocabulary import FactDeclaration, Vocabulary
from jiuchuang.gateways.pack_store import read_pack_files

COLUMN_FACTS: dict[str, dict[str, str]] = {
    "person": {"birth_on": "birth_on"},
    "employment": {"hired_on": "started_on", "has_labour_contract": "has_contract"},
}
"""Facts that have a column of their own, by kind of subject: fact → column. An empty column says nothing."""


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary as shipped."""
    found, problems = load_vocabulary(read_pack_files())
    if problems:
        raise ValueError("\n".join(map(str, problems)))
    return found


@cache
def facts_about(kind: str) -> tuple[FactDeclaration, ...]:
    """Every fact of that entity, in the order of the vocabulary."""
    return tuple(fact for fact in vocabulary().facts.values() if fact.entity == kind)
