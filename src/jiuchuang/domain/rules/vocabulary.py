"""The vocabulary of facts: one place for what may be known about people, employers, projects and places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from jiuchuang.domain.kernel.problem import Place
from jiuchuang.domain.rules.derivation import Derivation, Relations
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.guards import Guards
from jiuchuang.domain.rules.language.retirement import RetirementRule
from jiuchuang.domain.rules.language.valuetypes import Kind, Type, Value

ENTITIES = ("person", "household", "employer", "employment", "project", "place", "institution")
ENTITY_LABELS = {
    "person": "个人",
    "household": "家庭",
    "employer": "用人单位",
    "employment": "招用关系",
    "project": "项目",
    "place": "镇街社区",
    "institution": "机构或平台",
}
REACHABLE: Mapping[str, frozenset[str]] = {
    "person": frozenset({"person", "household"}),
    "household": frozenset({"household"}),
    "employer": frozenset({"employer"}),
    "employment": frozenset({"employment", "person", "household", "employer"}),
    "project": frozenset({"project", "person", "employer", "institution"}),
    "place": frozenset({"place"}),
    "institution": frozenset({"institution", "place"}),
}
"""Whose facts a case of an entity may read: its own and those it belongs to."""

CHANGED_BY = ("finding", "own", "life", "nobody")
"""Who can make a fact another one: an office that finds or certifies it; whoever applies, by an act (registers, pays,
hires); the course of a life or a year gone by, so only a wrong record is put right; nobody (birth)."""

DEFAULT_RANGES = {
    Kind.MONEY: (0, 1_000_000_000_000),
    Kind.RATE: (0, 1_000_000),
    Kind.COUNT: (0, 10_000_000),
    Kind.MONTHS: (0, 1200),
    Kind.DAYS: (0, 36_600),
}


@dataclass(frozen=True)
class FactDeclaration:
    """One fact: what it means, how it is asked, which register knows it, and what an empty answer means.

    `low` and `high` are inclusive bounds of a numeric fact as whole numbers over `type.denominator`;
    `guard` names the fact that must be true for this one to exist; `absent_means` is the value that the answer
    "none" stands for (None: "none" is only an answer where there is a guard). `changed_by` is one of CHANGED_BY.
    """

    name: str
    type: Type
    entity: str
    label: str
    question: str
    source: str
    self_declared: bool
    when_empty: str
    guard: str | None
    absent_means: Value | None
    low: int
    high: int
    labels: Mapping[str, str] = field(hash=False)
    place: Place = field(default=Place(""), compare=False)
    changed_by: str = "finding"


@dataclass(frozen=True)
class Vocabulary:
    """All declared facts by name, the national tables that expressions may use, and the SHA-256 of both.

    `relations` says which facts follow from registers of related rows: nobody need be asked for those by hand.
    """

    facts: Mapping[str, FactDeclaration]
    retirement: RetirementRule | None = None
    digest: str = ""
    relations: Relations = field(default_factory=Relations)

    def derivation(self, fact: str) -> Derivation | None:
        """How the fact follows from related rows; None for one that is only ever stated."""
        return self.relations.derivations.get(fact)

    @cached_property
    def guards(self) -> Guards:
        """Guarded fact → guard."""
        return {fact.name: fact.guard for fact in self.facts.values() if fact.guard}

    @cached_property
    def ranges(self) -> Mapping[str, tuple[int, int]]:
        """Inclusive bounds of every numeric fact."""
        return {fact.name: (fact.low, fact.high) for fact in self.facts.values() if fact.type.is_numeric}

    def nodes(self, entity: str) -> dict[str, tree.Node]:
        """Names that an expression about `entity` may use: fact names and Chinese labels."""
        return dict(self._nodes[entity])

    @cached_property
    def _nodes(self) -> Mapping[str, Mapping[str, tree.Node]]:
        """The names for each entity; there are a dozen programmes to a document, and each asks for them."""
        named = [(fact, tree.Fact(fact.type, fact.name)) for fact in self.facts.values()]
        found: dict[str, dict[str, tree.Node]] = {}
        for entity, reachable in REACHABLE.items():
            names = found[entity] = {}
            for fact, node in named:
                if fact.entity in reachable:
                    names[fact.name] = node
                    if fact.label.isidentifier():
                        names.setdefault(fact.label, node)
        return found
