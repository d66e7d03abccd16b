"""Related rows as people write them into one case: `relations` beside the facts, each row checked at the door.

`"relations": {"employments": {"of": "employer_id", "complete": true, "rows": [{"started_on": "2017-03-01"}, …]}}`.
`of` names the key column that stands for the case itself (needed only where several could); `complete` says that no
row is missing. A row gives columns, facts of the entities at its other ends, and under `relations` again the rows of
those. What is left out is empty: the register's own meaning of that, else unknown; 不详 is always unknown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiuchuang.domain.kernel.problem import Place, Problem, nearest
from jiuchuang.domain.rules.derivation import Relation, RelationColumn
from jiuchuang.domain.rules.language.valuetypes import FIRST_DAY, LAST_DAY, Value, format_value, parse_value
from jiuchuang.domain.rules.loading.facts_in import UNKNOWN_WORDS, read_facts
from jiuchuang.domain.rules.vocabulary import ENTITY_LABELS, Vocabulary

RELATIONS_KEY = "relations"
_KEYS = ("of", "complete", "rows")


@dataclass(frozen=True)
class WrittenRow:
    """A row of a case: columns and stated facts of the other ends by name, and the relations of those ends."""

    values: Mapping[str, Value | None]
    relations: tuple[WrittenRelation, ...]


@dataclass(frozen=True)
class WrittenRelation:
    """Rows of one relation that belong to a case by the key column `end`."""

    relation: Relation
    end: str
    rows: tuple[WrittenRow, ...]
    complete: bool
    source: str


def read_relations(
    written: Any, entities: Collection[str], vocabulary: Vocabulary, source: str
) -> tuple[tuple[WrittenRelation, ...], list[Problem]]:
    """The relations of a case that is about `entities`; `source` names where they stand in problems."""
    reader = _Reader(vocabulary)
    return reader.section(written, entities, f"{source}: {RELATIONS_KEY}"), reader.problems


class _Reader:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.tables = vocabulary.relations.tables
        self.problems: list[Problem] = []

    def fault(self, code: str, place: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(code, message, Place(place), hint))

    def section(self, written: Any, entities: Collection[str], place: str) -> tuple[WrittenRelation, ...]:
        if not isinstance(written, Mapping):
            self.fault("relation-shape", place, "relations 应是“登记表: {rows: […]}”的形式")
            return ()
        by_label = {relation.label: relation for relation in self.tables.values()}
        found = []
        for name, content in written.items():
            relation = self.tables.get(name) or by_label.get(name)
            if relation is None:
                hint = nearest(
                    str(name), [*self.tables, *by_label], f"可用的登记表：{'、'.join(self.tables)}"
                )
                self.fault("unknown-relation", f"{place}.{name}", f"没有声明过“{name}”这种登记表", hint)
            elif (read := self._relation(relation, content, entities, f"{place}.{name}")) is not None:
                found.append(read)
        return tuple(found)

    def _relation(
        self, relation: Relation, content: Any, entities: Collection[str], place: str
    ) -> WrittenRelation | None:
        if not isinstance(content, Mapping) or not isinstance(content.get("rows"), list):
            self.fault("relation-shape", place, "应写成 {rows: [{…}, …]}，没有一行也要写 rows: []")
            return None
        for key in content:
            if key not in _KEYS:
                self.fault("unknown-key", f"{place}.{key}", f"没有“{key}”这个键", nearest(key, _KEYS))
        end = self._end(relation, content.get("of"), entities, place)
        complete = content.get("complete", False)
        if not isinstance(complete, bool):
            self.fault("bad-flag", f"{place}.complete", "complete 应为 true（一行不缺）或 false")
        if end is None:
            return None
        rows = [self._row(relation, end, row, f"{place}[{n}]") for n, row in enumerate(content["rows"], 1)]
        return WrittenRelation(relation, end, tuple(rows), complete is True, place)

    def _end(self, relation: Relation, said: Any, entities: Collection[str], place: str) -> str | None:
        fitting = [end for end, entity in relation.ends.items() if entity in entities]
        if said is None and len(fitting) == 1:
            return fitting[0]
        if said in fitting:
            return str(said)
        labels = "、".join(ENTITY_LABELS[entity] for entity in sorted(entities))
        hint = f"of 可以写：{'、'.join(fitting)}" if fitting else "这里不能写这张登记表"
        self.fault("relation-owner", place, f"这里说的是{labels}，不知道“{relation.label}”由谁而来", hint)
        return None

    def _row(self, relation: Relation, end: str, written: Any, place: str) -> WrittenRow:
        if not isinstance(written, Mapping):
            self.fault("relation-shape", place, "每一行应是“列: 值”的形式")
            return WrittenRow({}, ())
        others = {relation.ends[other] for other in relation.others(end)}
        by_label = {column.label: column for column in relation.columns.values()}
        values: dict[str, Value | None] = {
            column.name: column.empty_means for column in relation.columns.values()
        }
        facts: dict[str, Any] = {}
        for key, raw in written.items():
            column = relation.columns.get(key) or by_label.get(key)
            if column is not None:
                values[column.name] = self._value(column, raw, f"{place}.{key}")
            elif key in relation.ends:
                values[key] = str(raw)
            elif key != RELATIONS_KEY and self._is_fact_of(key, others, relation, place):
                facts[key] = raw
        known, problems = read_facts(facts, self.vocabulary, place)
        self.problems += problems
        nested = written.get(RELATIONS_KEY, {})
        inner = self.section(nested, others, f"{place}.{RELATIONS_KEY}") if nested else ()
        return WrittenRow({**values, **known}, inner)

    def _is_fact_of(self, key: str, entities: Collection[str], relation: Relation, place: str) -> bool:
        facts = [fact for fact in self.vocabulary.facts.values() if fact.entity in entities]
        if any(key in (fact.name, fact.label) for fact in facts):
            return True
        names = [*relation.columns, *(column.label for column in relation.columns.values())]
        hint = nearest(key, [*names, *(fact.name for fact in facts), *(fact.label for fact in facts)])
        self.fault("unknown-column", f"{place}.{key}", f"“{relation.label}”没有“{key}”这一列", hint)
        return False

    def _value(self, column: RelationColumn, raw: Any, place: str) -> Value | None:
        if raw is None or raw == "":
            return column.empty_means
        if isinstance(raw, str) and raw in UNKNOWN_WORDS:
            return None
        try:
            value = parse_value(raw, column.type)
        except ValueError as fault:
            self.fault("bad-fact", place, f"{column.label}：{fault}")
            return None
        if isinstance(value, date):
            within, low, high = FIRST_DAY <= value <= LAST_DAY, str(FIRST_DAY), str(LAST_DAY)
        elif column.type.is_numeric:
            within = column.low <= int(value) <= column.high
            low, high = (format_value(bound, column.type) for bound in (column.low, column.high))
        else:
            return value
        if not within:
            self.fault("fact-range", place, f"{column.label}：{raw} 不在 {low} 至 {high} 之间")
            return None
        return value
