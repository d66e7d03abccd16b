"""Derived facts of one case, from its related rows, by the row evaluator; what is stated by hand goes first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.domain.rules.derivation import Derivation
from jiuchuang.domain.rules.engines.compile import CompiledProgramme
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.valuetypes import Value, format_value
from jiuchuang.domain.rules.relations.case_in import WrittenRelation, WrittenRow
from jiuchuang.domain.rules.relations.rows import Gathered, Related, gather
from jiuchuang.domain.rules.relations.steps import plan_steps
from jiuchuang.domain.rules.vocabulary import FactDeclaration, Vocabulary

Facts = Mapping[str, Value]


@dataclass(frozen=True)
class DerivedFact:
    """A fact out of related rows: what it came from, and the value stated by hand, which then goes first."""

    fact: FactDeclaration
    relation: str
    gathered: Gathered
    complete: bool
    stated: Value | None

    def to_json(self) -> dict[str, Any]:
        """Plain values: the fact, its value, the register, and rows listed, chosen and perhaps chosen."""
        gathered = self.gathered
        value = gathered.value.isoformat() if isinstance(gathered.value, date) else gathered.value
        return {
            "fact": self.fact.name,
            "value": value,
            "register": self.relation,
            "rows": {"listed": gathered.listed, "chosen": gathered.chosen, "perhaps": gathered.perhaps},
            "complete": self.complete,
            "stated_otherwise": self.stated is not None and self.stated != gathered.value,
            "told": self.told(),
        }

    def told(self) -> str:
        """One line: the value, out of which register, how many rows; and what was stated if that differs."""
        rows = f"由{self.relation}算得：登记 {self.gathered.listed} 行，计入 {self.gathered.chosen} 行"
        rows += f"，另有 {self.gathered.perhaps} 行不详" if self.gathered.perhaps else ""
        rows += "" if self.complete else "，登记可能有缺"
        value = format_value(self.gathered.value, self.fact.type, dict(self.fact.labels))
        if self.stated is None or self.stated == self.gathered.value:
            return f"{self.fact.label}：{value}（{rows}）"
        stated = format_value(self.stated, self.fact.type, dict(self.fact.labels))
        return f"{self.fact.label}：按填报的 {stated}；登记算得 {value}（{rows}）"


def derive_facts(
    stated: Facts, relations: tuple[WrittenRelation, ...], vocabulary: Vocabulary, asof: date
) -> tuple[dict[str, Value], tuple[DerivedFact, ...], list[Problem]]:
    """All known facts of the case, stated and derived; how each derived one came about; and what cannot be.

    A derived fact whose guard is false does not exist and is left out. One beyond its declared range is a problem.
    """
    deriver = _Deriver(vocabulary, asof)
    values = deriver.derive(dict(stated), relations)
    kept = {name: value for name, value in values.items() if value is not None}
    return kept, tuple(deriver.found), deriver.problems


def facts_read(compiled: CompiledProgramme) -> frozenset[str]:
    """Names of all facts that a programme reads, under any of its readings."""
    nodes = [
        node
        for variant in compiled.variants
        for node in (variant.verdict, variant.payable, variant.count, variant.used, variant.until)
        if node is not None
    ]
    return frozenset(name for node in nodes for name in tree.fact_names(node))


class _Deriver:
    """`found` is told of the case itself, not of those at the other ends of its rows."""

    def __init__(self, vocabulary: Vocabulary, asof: date) -> None:
        self.vocabulary, self.asof = vocabulary, asof
        self.found: list[DerivedFact] = []
        self.problems: list[Problem] = []

    def derive(
        self, values: dict[str, Value | None], relations: tuple[WrittenRelation, ...]
    ) -> dict[str, Value | None]:
        """`values` with every fact that the relations give and nobody stated."""
        written = {item.relation.name: item for item in relations}
        rows = {item.relation.name: [self._row(row) for row in item.rows] for item in relations}
        derivations = self.vocabulary.relations.derivations

        def derivable(name: str) -> bool:
            item = written.get(derivations[name].relation)
            return item is not None and item.end == derivations[name].end

        known = dict(values)
        for step in plan_steps(filter(derivable, derivations), self.vocabulary.relations, derivable):
            source = written[step.relation.name]
            for derivation in step.derivations:
                own = {name: known.get(name) for name in derivation.joins.get(source.end, ())}
                merged = tuple({**row, **own} for row in rows[step.relation.name])
                self._settle(derivation, source, Related(merged, source.complete), known)
        return self._without_guarded(values, known)

    def _without_guarded(
        self, stated: Mapping[str, Value | None], known: dict[str, Value | None]
    ) -> dict[str, Value | None]:
        """Gathered facts whose guard turned out false do not exist."""
        facts = self.vocabulary.facts
        gone = {
            name
            for name in known
            if name in facts and name not in stated and known.get(facts[name].guard or "") is False
        }
        self.found = [item for item in self.found if item.fact.name not in gone]
        return {name: value for name, value in known.items() if name not in gone}

    def _row(self, row: WrittenRow) -> dict[str, Value | None]:
        """A row with the derived facts of those at its other ends."""
        inner = _Deriver(self.vocabulary, self.asof)
        values = inner.derive(dict(row.values), row.relations)
        self.problems += inner.problems
        return values

    def _settle(
        self,
        derivation: Derivation,
        source: WrittenRelation,
        related: Related,
        known: dict[str, Value | None],
    ) -> None:
        fact = self.vocabulary.facts[derivation.fact]
        gathered, stated = gather(derivation, related, self.asof), known.get(fact.name)
        number = gathered.value if fact.type.is_numeric else None
        if isinstance(number, int) and not fact.low <= number <= fact.high:
            told = format_value(number, fact.type)
            message = f"{fact.label}：由{source.relation.label}算得 {told}，超出允许的范围"
            self.problems.append(Problem("fact-range", message, Place(source.source)))
            return
        self.found.append(DerivedFact(fact, source.relation.label, gathered, source.complete, stated))
        if stated is None:
            known[fact.name] = gathered.value
