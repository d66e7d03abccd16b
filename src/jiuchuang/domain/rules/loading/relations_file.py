"""Read `packs/relations/*.yaml`: registers of related rows, and the facts that follow from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jiuchuang.domain.kernel.problem import Place, Problem, nearest
from jiuchuang.domain.kernel.yaml_record import Record
from jiuchuang.domain.kernel.yaml_source import read_yaml
from jiuchuang.domain.rules.derivation import (
    AGGREGATES,
    ALL,
    ANY,
    CALENDAR_DAYS,
    COUNT,
    DISTINCT,
    EARLIEST,
    LATEST,
    MONTH_END,
    SUM,
    THEN,
    Derivation,
    MonthEnds,
    Relation,
    RelationColumn,
    Relations,
)
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.guards import unguarded, when_true
from jiuchuang.domain.rules.language.parse import Scope, parse_expression
from jiuchuang.domain.rules.language.ranges import LIMIT, Interval, interval, range_fault
from jiuchuang.domain.rules.language.retirement import RetirementRule
from jiuchuang.domain.rules.language.tree import Node
from jiuchuang.domain.rules.language.valuetypes import BOOL, DATE, FACT_KINDS, Kind, Type, Value, fact_type
from jiuchuang.domain.rules.loading.typed import read_name, read_range, read_typed
from jiuchuang.domain.rules.vocabulary import ENTITIES, ENTITY_LABELS, FactDeclaration

RELATION_FILES = "relations/"
RELATION_KEYS = ("name", "label", "source", "note", "ends", "columns", "parameters", "lets", "facts")
COLUMN_KEYS = ("name", "type", "label", "empty_means", "range", "values", "note")
PARAMETER_KEYS = ("type", "value", "note")
FACT_KEYS = ("fact", "of", "aggregate", "where", "value", "at_month_ends", "when_none", "note")
MONTH_END_KEYS = ("last", "then", "rounding")
LAST_YEAR = "last_year"
ROUNDINGS = ("half_up", "down", "up")
MOST_ROWS = 1_000_000
"""Most rows that one owner can have: with the range of a column it bounds every sum."""
_COUNTS = (Kind.COUNT, Kind.MONTHS, Kind.DAYS)
_WHOLE = Type(Kind.COUNT)

Facts = Mapping[str, FactDeclaration]


def load_relations(
    files: Mapping[str, str], facts: Facts, retirement: RetirementRule | None, problems: list[Problem]
) -> Relations:
    """All relations of `relations/*.yaml` among `files` (path → text); faults are added to `problems`."""
    tables: dict[str, Relation] = {}
    derivations: dict[str, Derivation] = {}
    for path in sorted(path for path in files if path.startswith(RELATION_FILES)):
        data, found = read_yaml(files[path], path)
        problems += found
        if data is None:
            continue
        record = Record(data, "登记表", RELATION_KEYS, problems, Place(path, 1, 1))
        reader = _Reader(record, facts, retirement)
        if reader.relation.name in tables:
            first = tables[reader.relation.name].place
            record.fault("duplicate-relation", f"登记表“{reader.relation.name}”已在 {first} 声明")
        tables.setdefault(reader.relation.name, reader.relation)
        for derivation in reader.derivations():
            if derivation.fact in derivations:
                first = derivations[derivation.fact].place
                message = f"“{derivation.fact}”已在 {first} 规定了算法"
                problems.append(Problem("duplicate-derivation", message, derivation.place))
            derivations.setdefault(derivation.fact, derivation)
    problems += _circles(derivations)
    return Relations(tables, derivations)


def _circles(derivations: Mapping[str, Derivation]) -> list[Problem]:
    """Facts that would have to be known before themselves."""
    problems = []
    for start in derivations.values():
        seen: set[str] = set()
        waiting = list(start.inputs)
        while waiting:
            name = waiting.pop()
            if name not in seen and name in derivations:
                seen.add(name)
                waiting += derivations[name].inputs
        if start.fact in seen:
            message = f"“{start.fact}”的算法绕回它自己"
            problems.append(Problem("derivation-circle", message, start.place))
    return problems


@dataclass(frozen=True)
class _Names:
    """What expressions over rows of a relation may use, and the bounds of its numbers."""

    nodes: dict[str, Node]
    ranges: dict[str, Interval]
    end_of: Mapping[str, str]
    """Fact of an end → the key column of that end."""


class _Reader:
    """One file: a relation, then the facts that follow from it."""

    def __init__(self, record: Record, facts: Facts, retirement: RetirementRule | None) -> None:
        self.record, self.facts, self.retirement = record, facts, retirement
        self.guards = {fact.name: fact.guard for fact in facts.values() if fact.guard}
        self.relation = self._relation()
        self.names = self._names()

    def _relation(self) -> Relation:
        record = self.record
        ends: dict[str, str] = {}
        for name, entity, place in record.entries("ends"):
            if str(entity) not in ENTITIES:
                hint = nearest(str(entity), ENTITIES, f"只能是：{'、'.join(ENTITIES)}")
                record.fault("bad-choice", f"ends 不能指向“{entity}”", place, hint)
            else:
                ends[name] = str(entity)
        if not ends:
            record.fault("missing-key", "登记表要有 ends：键列和它所指的对象")
        columns: dict[str, RelationColumn] = {}
        for item, place in record.items("columns"):
            column = _column(Record(item, "登记表的列", COLUMN_KEYS, record.problems, place))
            if column.name in columns or column.name in ends:
                record.fault("duplicate-column", f"列“{column.name}”写了两次", place)
            columns.setdefault(column.name, column)
        name = read_name(record, "name", "登记表名")
        record.text("note")
        return Relation(name, record.text("label"), record.text("source"), ends, columns, record.place)

    def _names(self) -> _Names:
        """Keys, columns, parameters, days, then facts of each entity that is at one end only, then lets."""
        relation, entities = self.relation, list(self.relation.ends.values())
        nodes: dict[str, Node] = {
            **{name: tree.Fact(type_, name) for name, type_ in CALENDAR_DAYS.items()},
            **{name: tree.Fact(Type(Kind.CODE), name) for name in relation.ends},
            "asof": tree.AsOf(DATE),
        }
        ranges: dict[str, Interval] = {}
        for column in relation.columns.values():
            nodes[column.name] = tree.Fact(column.type, column.name)
            if column.label.isidentifier():
                nodes.setdefault(column.label, nodes[column.name])
            ranges[column.name] = (column.low, column.high)
        nodes |= self._parameters()
        end_of = {}
        for fact in self.facts.values():
            if entities.count(fact.entity) != 1:
                continue
            if fact.name in nodes:
                message = f"“{fact.name}”既是这里的名称，又是{ENTITY_LABELS[fact.entity]}的事实"
                self.record.fault("relation-name", message, hint="给列改名")
                continue
            nodes[fact.name] = tree.Fact(fact.type, fact.name)
            if fact.label.isidentifier():
                nodes.setdefault(fact.label, nodes[fact.name])
            ranges[fact.name] = (fact.low, fact.high)
            end_of[fact.name] = next(end for end, entity in relation.ends.items() if entity == fact.entity)
        names = _Names(nodes, ranges, end_of)
        for name, raw, place in self.record.entries("lets"):
            node = self._parsed(raw, place, names, {})
            if node is not None:
                nodes[name] = tree.Named(node.type, name, node)
        return names

    def _parameters(self) -> dict[str, Node]:
        nodes: dict[str, Node] = {}
        for name, item, place in self.record.entries("parameters"):
            inner = Record(item, f"参数 {name}", PARAMETER_KEYS, self.record.problems, place)
            type_ = fact_type(inner.choice("type", ("count", "months", "days", "money", "rate", "date")))
            inner.text("note")
            nodes[name] = tree.Constant(type_, read_typed(inner, "value", inner.raw("value"), type_), name)
        return nodes

    def _parsed(self, raw: Any, place: Place, names: _Names, more: Mapping[str, Node]) -> Node | None:
        scope = Scope({**names.nodes, **more}, retirement=self.retirement)
        node, found = parse_expression(raw if isinstance(raw, str) else str(raw).lower(), scope, place)
        self.record.problems += found
        if node is not None and (fault := range_fault(node, names.ranges)):
            self.record.fault(fault.code, fault.message, place)
            return None
        return node

    def derivations(self) -> list[Derivation]:
        """The facts of this relation that read without fault."""
        found = (
            self._derivation(Record(item, "由登记算得的事实", FACT_KEYS, self.record.problems, place))
            for item, place in self.record.items("facts")
        )
        return [derivation for derivation in found if derivation is not None]

    def _derivation(self, record: Record) -> Derivation | None:
        before = len(record.problems)
        name, aggregate = record.text("fact"), record.choice("aggregate", AGGREGATES)
        fact = self.facts.get(name)
        if fact is None:
            hint = nearest(name, self.facts, "事实要先在 packs/facts 里声明")
            record.fault("unknown-name", f"没有“{name}”这个事实", record.at("fact"), hint)
            return None
        end = self._end(record, fact)
        month_ends = self._month_ends(record, aggregate)
        more: dict[str, Node] = {MONTH_END: tree.Fact(DATE, MONTH_END)} if month_ends else {}
        where: Node | None = tree.Constant(BOOL, True)
        if record.has("where"):
            where = self._parsed(record.raw("where"), record.at("where"), self.names, more)
        if where is not None and where.type.kind is not Kind.BOOL:
            record.fault("type", "where 应是能判断是否的表达式", record.at("where"))
        value = self._value(record, aggregate, fact, month_ends)
        when_none = self._when_none(record, aggregate, fact)
        note = record.text("note")
        self._check_guards(record, where, value)
        if where is None or end is None or len(record.problems) > before:
            return None
        joins = self._joins([where, *([value] if value is not None else [])])
        return Derivation(
            name, self.relation.name, end, aggregate, where, value, month_ends, when_none, joins, note, record.place
        )  # fmt: skip

    def _check_guards(self, record: Record, where: Node | None, value: Node | None) -> None:
        """A guarded fact is read only where its guard is established; `value` only of rows that are chosen."""
        chosen = when_true(where, self.guards) if where is not None else frozenset()
        for key, node, known in (("where", where, frozenset[str]()), ("value", value, chosen)):
            for name, guard in unguarded(node, self.guards, known) if node is not None else ():
                message = f"“{name}”只在“{guard}”为真时才有"
                record.fault("unguarded-fact", message, record.at(key), f"写成 {guard} and …")

    def _end(self, record: Record, fact: FactDeclaration) -> str | None:
        fitting = [end for end, entity in self.relation.ends.items() if entity == fact.entity]
        named = record.optional_text("of")
        if named is None and len(fitting) == 1:
            return fitting[0]
        if named in fitting:
            return named
        label = ENTITY_LABELS[fact.entity]
        hint = f"可以写：{'、'.join(fitting)}" if fitting else f"ends 里没有指向{label}的键列"
        record.fault("derivation-end", f"“{fact.name}”是{label}的事实，要写明由哪个键列归属（of）", hint=hint)
        return None

    def _month_ends(self, record: Record, aggregate: str) -> MonthEnds | None:
        if not record.has("at_month_ends"):
            return None
        place = record.at("at_month_ends")
        inner = Record(record.raw("at_month_ends"), "at_month_ends", MONTH_END_KEYS, record.problems, place)
        if aggregate != COUNT:
            record.fault("derivation-months", "只有 count 可以按月末计数", place)
        last = inner.raw("last")
        if last != LAST_YEAR and (not isinstance(last, int) or not 1 <= last <= 120):
            inner.fault(
                "derivation-months", f"last 应是1至120的月数，或 {LAST_YEAR}（上一年度）", inner.at("last")
            )
            return None
        then = inner.choice("then", THEN)
        if then == "average" and not inner.has("rounding"):
            hint = f"写 rounding：{'、'.join(ROUNDINGS)}"
            inner.fault("missing-key", "平均数要写明怎样取整", hint=hint)
        rounding = inner.choice("rounding", ROUNDINGS, "half_up")
        return MonthEnds(None if last == LAST_YEAR else last, then, rounding)

    def _value(
        self, record: Record, aggregate: str, fact: FactDeclaration, month_ends: MonthEnds | None
    ) -> Node | None:
        """What a chosen row gives, of the type that the aggregate makes the fact's value from."""
        kind = fact.type.kind
        if aggregate in (COUNT, ANY):
            if record.has("value"):
                record.fault("derivation-value", f"{aggregate} 不要 value", record.at("value"))
            self._fits(record, fact, kind in _COUNTS if aggregate == COUNT else kind is Kind.BOOL)
            return None
        if not record.has("value"):
            record.fault("missing-key", f"{aggregate} 要写 value")
            return None
        node = self._parsed(record.raw("value"), record.at("value"), self.names, {})
        if node is None:
            return None
        if aggregate == DISTINCT:
            self._fits(record, fact, kind in _COUNTS)
        elif aggregate == ALL:
            self._fits(record, fact, kind is Kind.BOOL and node.type.kind is Kind.BOOL)
        elif aggregate in (EARLIEST, LATEST):
            self._fits(record, fact, kind is Kind.DATE and node.type.kind is Kind.DATE)
        else:
            same = node.type.kind is kind and node.type.denominator == fact.type.denominator
            self._fits(record, fact, same and fact.type.is_numeric)
            if aggregate == SUM and same and fact.type.is_numeric:
                self._bounded(record, node)
        return node

    def _fits(self, record: Record, fact: FactDeclaration, fits: bool) -> None:
        if not fits:
            message = f"“{fact.name}”是{fact.type}，{record.text('aggregate')} 得不出这样的值"
            record.fault("derivation-type", message)

    def _bounded(self, record: Record, node: Node) -> None:
        largest = max(abs(bound) for bound in interval(node, self.names.ranges))
        if largest * MOST_ROWS > LIMIT:
            record.fault("overflow", "合计可能超出 64 位整数", record.at("value"), "给列写更窄的 range")

    def _when_none(self, record: Record, aggregate: str, fact: FactDeclaration) -> Value | None:
        """0 and false are certain for counts, sums and any; of nothing, all holds unless the pack says otherwise."""
        if aggregate in (COUNT, DISTINCT, SUM, ANY):
            if record.has("when_none"):
                record.fault("derivation-none", f"{aggregate} 不要 when_none", record.at("when_none"))
            return False if aggregate == ANY else 0
        raw = record.raw("when_none")
        if raw is None and aggregate == ALL:
            return True
        none: Value | None = None if raw == "unknown" else read_typed(record, "when_none", raw, fact.type)
        return none

    def _joins(self, nodes: list[Node]) -> dict[str, tuple[str, ...]]:
        read = dict.fromkeys(name for node in nodes for name in tree.fact_names(node))
        return {
            end: names
            for end in self.relation.ends
            if (names := tuple(name for name in read if self.names.end_of.get(name) == end))
        }


def _column(record: Record) -> RelationColumn:
    kind = record.choice("type", FACT_KINDS)
    labels = {code: str(label) for code, label, _ in record.entries("values")}
    if (kind == "enum") != bool(labels):
        record.fault("fact-values", "选项列要有 values，其他类型不要")
    type_ = fact_type(kind, tuple(labels))
    low, high = read_range(record, type_)
    empty = read_typed(record, "empty_means", record.raw("empty_means"), type_)
    return RelationColumn(
        read_name(record, "name", "列名"), type_, record.text("label"), empty, low, high, labels
    )
