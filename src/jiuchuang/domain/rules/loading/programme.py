"""Read one programme file of a pack into a typed Programme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.domain.kernel.yaml_record import Record
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.guards import unguarded, when_false, when_true
from jiuchuang.domain.rules.language.parse import Scope, parse_expression, parse_typed
from jiuchuang.domain.rules.language.ranges import range_fault
from jiuchuang.domain.rules.language.valuetypes import DATE, Kind, Type
from jiuchuang.domain.rules.loading import figures, frame
from jiuchuang.domain.rules.loading.checks import check_programme
from jiuchuang.domain.rules.loading.entries import read_entries
from jiuchuang.domain.rules.pack import (
    KINDS,
    Amount,
    Band,
    Cap,
    Definition,
    DocumentEntry,
    ExceptionRule,
    Group,
    Leaf,
    Programme,
    Schedule,
)
from jiuchuang.domain.rules.vocabulary import ENTITIES, Vocabulary

PROGRAMME_KEYS = (
    "id title matter extent kind clause entity payee owner applies_by event_on in_force rivals fund parameters "
    "tables readings lets conditions exceptions amount schedule caps stacking open_terms assumptions papers "
    "procedure notes enters"
).split()
RECORDED_KEYS = (
    *("id", "title", "matter", "kind", "clause", "entity", "payee", "owner", "rivals", "open_terms", "notes"),
)
LEAF_KEYS = ("id", "clause", "phrase", "expr", "open", "says", "yes", "no", "unknown", "boundary")
PAYEES = (*ENTITIES, "none")
_GROUPS = ("all", "any", "not", "at_least")


@dataclass(frozen=True)
class Surroundings:
    """What a programme may lean on: its document, the vocabulary, and the definitions in scope by name."""

    document: DocumentEntry
    vocabulary: Vocabulary
    definitions: Mapping[str, Definition]


def read_programme(data: Any, around: Surroundings, place: Place, problems: list[Problem]) -> Programme:
    """One programme with conditions; faults go to `problems`."""
    programme = _ProgrammeReader(Record(data, "政策项目", PROGRAMME_KEYS, problems, place), around).read()
    problems.extend(check_programme(programme, around.vocabulary))
    return programme


def read_recorded(data: Any, around: Surroundings, place: Place, problems: list[Problem]) -> Programme:
    """One programme that the document only names: no conditions, no figure, open terms instead."""
    record = Record(data, "记录项目", RECORDED_KEYS, problems, place)
    reader = _ProgrammeReader(record, around)
    if not record.items("open_terms"):
        record.fault("no-open-terms", "只记录的项目要写明哪些内容原文未定（open_terms）")
    return reader.frame("recorded", Group("all", ()))


class _ProgrammeReader:
    def __init__(self, record: Record, around: Surroundings) -> None:
        self.record, self.around = record, around
        self.clause = record.text("clause")
        self.entity = record.choice("entity", ENTITIES, "person")
        self.guards = around.vocabulary.guards
        self.known: frozenset[str] = frozenset()
        self.unsure = False  # a condition could not be read, so nobody knows which guards hold after it
        self.used_names: set[str] = set()

    def read(self) -> Programme:
        record, clause = self.record, self.clause
        extent = record.choice("extent", ("full", "partial"))
        parameters = figures.read_parameters(record, "parameters", clause)
        tables, rows = figures.read_tables(record, clause)
        readings = tuple(
            figures.read_reading(item, place, record, clause) for item, place in record.items("readings")
        )
        names: dict[str, tree.Node] = {**self.around.vocabulary.nodes(self.entity), "asof": tree.AsOf(DATE)}
        for definition in self.around.definitions.values():
            defined = tree.Named(definition.expression.type, definition.id, definition.expression)
            names |= {definition.id: defined}
            if definition.label.isidentifier():
                names[definition.label] = defined
        self.names = names
        for name, node in figures.parameter_nodes(parameters).items():
            if not self._is_taken(name, parameters[name].citation.place):
                names[name] = node
        options = {item.id: tuple(option.id for option in item.options) for item in readings}
        self.scope = Scope(names, tables, options, self.around.vocabulary.retirement)
        lets = self._lets()
        conditions = self._conditions()
        programme = self.frame(extent, conditions)
        return replace(
            programme,
            parameters={**parameters, **rows},
            readings=readings,
            lets=lets,
            exceptions=self._exceptions(),
            amount=self._amount(),
            schedule=self._schedule(),
            caps=self._caps(),
            enters=read_entries(record, clause, parameters, self.around.vocabulary),
            used_definitions=tuple(name for name in self.around.definitions if name in self.used_names),
        )

    def frame(self, extent: str, conditions: Group) -> Programme:
        """Everything about the programme except its expressions."""
        record, document = self.record, self.around.document
        return Programme(
            id=f"{document.id}/{record.text('id')}",
            title=record.text("title"),
            extent=extent,
            kind=record.choice("kind", KINDS, "entitlement"),
            clause=self.clause,
            entity=self.entity,
            payee=record.choice("payee", PAYEES, "none"),
            owner=record.texts("owner"),
            applies_by=record.choice("applies_by", ("event", "application", "decision"), "decision"),
            event_on=record.optional_text("event_on"),
            validity=frame.read_validity(record, document.validity),
            matter=record.optional_text("matter") or record.text("id"),
            fund=frame.read_fund(record),
            parameters={},
            readings=(),
            lets={},
            conditions=conditions,
            exceptions=(),
            amount=None,
            schedule=Schedule(),
            caps=(),
            stacking=frame.read_stacking(record),
            open_terms=figures.read_open_terms(record, self.clause),
            assumptions=frame.read_assumptions(record),
            papers=record.texts("papers"),
            procedure=record.optional_text("procedure"),
            place=record.place,
        )

    def _is_taken(self, name: str, place: Place) -> bool:
        """Whether the name already means something; then it may not silently mean another thing."""
        if name in self.names:
            self.record.fault("name-taken", f"“{name}”已是事实、定义或参数的名称", place, "换一个名称")
        return name in self.names

    def _expression(self, text: Any, place: Place, kind: Kind | None) -> tree.Node | None:
        node = self._read(text, place, kind)
        if node is None:
            return None
        self.used_names |= {item.name for item in tree.walk(node) if isinstance(item, tree.Named)}
        for fact, guard in dict.fromkeys(unguarded(node, self.guards, self.known)):
            if not self.unsure:
                hint = f"在前面先写 {guard} and …"
                self.record.fault("unguarded", f"“{fact}”只在 {guard} 为真时才有", place, hint)
        return node

    def _read(self, text: Any, place: Place, kind: Kind | None) -> tree.Node | None:
        """An expression (of `kind`, if given) whose values cannot leave their ranges."""
        if not isinstance(text, str | bool | int):
            self.record.fault("shape", "这里应是一个表达式", place)
            return None
        text = text if isinstance(text, str) else str(text)
        if kind is None:
            node, found = parse_expression(text, self.scope, place)
        else:
            node, found = parse_typed(text, self.scope, place, kind)
        self.record.problems.extend(found)
        if node is not None and (fault := range_fault(node, self.around.vocabulary.ranges)):
            self.record.fault(fault.code, fault.message, place, "收紧 range")
        return node

    def _lets(self) -> dict[str, tree.Node]:
        lets: dict[str, tree.Node] = {}
        for name, text, place in self.record.entries("lets"):
            node = self._read(text, place, None)
            if node is not None and not self._is_taken(name, place):
                lets[name] = node
                self.names[name] = tree.Named(node.type, name, node)
        return lets

    def _conditions(self) -> Group:
        data = self.record.raw("conditions")
        if data is None:
            self.record.fault("missing-key", "政策项目缺少 conditions")
            return Group("all", ())
        item = self._node(data, self.record.at("conditions"))
        return item if isinstance(item, Group) else Group("all", (item,))

    def _node(self, data: Any, place: Place) -> Group | Leaf:
        op = next((key for key in _GROUPS if isinstance(data, dict) and key in data), None)
        if op is None:
            return self._leaf(data, place)
        record = Record(data, "条件组", (op,), self.record.problems, place)
        count, inner = 0, record
        if op == "at_least":
            inner = Record(record.raw(op), "at_least", ("count", "of"), self.record.problems, record.at(op))
            count = int(inner.raw("count")) if isinstance(inner.raw("count"), int) else 0
            if not 1 <= count <= len(inner.items("of")):
                inner.fault("bad-count", "at_least 的 count（至少几项）应在 1 与 of 的项数之间")
        if op == "not":
            before = self.known
            item = self._node(record.raw(op), record.at(op))
            self.known = before
            return Group("not", (item,))
        return Group(op, self._items(op, inner, "of" if op == "at_least" else op), count)

    def _items(self, op: str, record: Record, key: str) -> tuple[Group | Leaf, ...]:
        outside = self.known
        items = []
        for item, place in record.items(key):
            before = self.known
            node = self._node(item, place)
            items.append(node)
            if op != "all":
                self.known = before  # what holds inside one alternative does not hold in the next
            expression = _plain(node)
            if expression is not None and op in ("all", "any"):
                settle = when_true if op == "all" else when_false
                self.known |= settle(expression, self.guards)
        if op != "all":
            self.known = outside
        if not items:
            record.fault("empty-group", f"{op} 下面没有条件")
        return tuple(items)

    def _leaf(self, data: Any, place: Place) -> Leaf:
        record = Record(data, "条件", LEAF_KEYS, self.record.problems, place)
        citation = figures.read_required_citation(record, self.clause, f"条件 {record.raw('id')} ")
        if record.has("open"):
            says = record.text("says")
            return Leaf(record.text("id"), citation, None, says, says, says, record.text("open"))
        expression = None
        if record.has("expr"):
            expression = self._expression(record.raw("expr"), record.at("expr"), Kind.BOOL)
        else:
            record.fault("missing-key", "条件要有 expr 或 open")
        self.unsure |= expression is None
        return Leaf(
            id=record.text("id"),
            citation=citation,
            expression=expression or tree.Constant(Type(Kind.BOOL), None),
            yes=record.text("yes"),
            no=record.text("no"),
            unknown=record.text("unknown", required=False),
            boundary_note=record.text("boundary", required=False),
        )

    def _exceptions(self) -> tuple[ExceptionRule, ...]:
        """Exceptions in order; `known` follows the verdict so far, which an admission reaches from outside."""
        rules = []
        settled = self.known
        for item, place in self.record.items("exceptions"):
            keys = ("id", "effect", "clause", "phrase", "when", "yes", "no", "boundary")
            record = Record(item, "例外", keys, self.record.problems, place)
            citation = figures.read_required_citation(record, self.clause, "例外")
            effect = record.choice("effect", ("excluded", "admitted"))
            self.known = frozenset() if effect == "admitted" else settled
            when = self._expression(record.raw("when"), record.at("when"), Kind.BOOL)
            if when is not None:
                if effect == "admitted":
                    settled &= when_true(when, self.guards)
                else:
                    settled |= when_false(when, self.guards)
                yes, no = record.text("yes"), record.text("no")
                note = record.text("boundary", required=False)
                rules.append(ExceptionRule(record.text("id"), effect, citation, when, yes, no, note))
        self.known = settled
        return tuple(rules)

    def _amount(self) -> Amount | None:
        if not self.record.has("amount"):
            return None
        keys = ("expr", "bands", "open", "clause", "phrase")
        record = Record(
            self.record.raw("amount"), "金额", keys, self.record.problems, self.record.at("amount")
        )
        citation = figures.read_citation(record, self.clause)
        if record.has("open"):
            return Amount(citation, open_words=record.text("open"))
        if record.has("expr"):
            return Amount(citation, self._expression(record.raw("expr"), record.at("expr"), Kind.MONEY))
        return Amount(citation, bands=self._bands(record))

    def _bands(self, record: Record) -> tuple[Band, ...]:
        outside, bands = self.known, []
        for item, place in record.items("bands"):
            row = Record(item, "档", ("id", "when", "expr", "clause", "phrase"), self.record.problems, place)
            when, before = self._expression(row.raw("when"), row.at("when"), Kind.BOOL), self.known
            if when is not None:
                self.known = before | when_true(when, self.guards)
            amount = self._expression(row.raw("expr"), row.at("expr"), Kind.MONEY)
            if when is not None and amount is not None:
                self.known = before | when_false(when, self.guards)
                bands.append(Band(row.text("id"), when, amount, figures.read_citation(row, self.clause)))
        if not bands:
            record.fault("missing-key", "amount 要有 expr、bands 或 open")
        self.known = outside
        return tuple(bands)

    def _schedule(self) -> Schedule:
        if not self.record.has("schedule"):
            return Schedule()
        keys = ("every", "count", "used", "until", "clause", "phrase")
        record = Record(
            self.record.raw("schedule"), "schedule", keys, self.record.problems, self.record.place
        )
        every = record.choice("every", ("once", "month", "year", "event"))
        count, used = (self._number(record, key) for key in ("count", "used"))
        until = None
        if record.has("until"):
            until = self._expression(record.raw("until"), record.at("until"), Kind.DATE)
        return Schedule(every, count, used, until)

    def _number(self, record: Record, key: str) -> tree.Node | None:
        if not record.has(key):
            return None
        node = self._expression(record.raw(key), record.at(key), None)
        whole = node is None or node.type.denominator == 1
        if node is not None and (node.type.kind not in (Kind.COUNT, Kind.MONTHS, Kind.INTEGER) or not whole):
            record.fault("type", f"{key} 应为整的次数或月数", record.at(key))
        return node

    def _caps(self) -> tuple[Cap, ...]:
        caps = []
        keys = ("id", "limit", "used", "per", "period", "group", "clause", "phrase")
        for item, place in self.record.items("caps"):
            record = Record(item, "封顶", keys, self.record.problems, place)
            limit = self._expression(record.raw("limit"), record.at("limit"), Kind.MONEY)
            used = None
            if record.has("used"):
                used = self._expression(record.raw("used"), record.at("used"), Kind.MONEY)
            citation = figures.read_required_citation(record, self.clause, "封顶")
            per, period = (
                record.choice("per", ENTITIES),
                record.choice("period", ("once", "month", "year", "life")),
            )
            if limit is not None:
                cap = Cap(record.text("id"), limit, used, per, period, record.texts("group"), citation)
                caps.append(cap)
        return tuple(caps)


def _plain(item: Group | Leaf) -> tree.Node | None:
    """The expression of a part of the condition tree, None when it has open words."""
    if isinstance(item, Leaf):
        return item.expression
    parts = [_plain(inner) for inner in item.items]
    known = tuple(part for part in parts if part is not None)
    if not known:
        return None
    boolean = Type(Kind.BOOL)
    if item.op == "all":
        return tree.AllOf(boolean, known)
    if len(known) != len(parts):
        return None
    if item.op == "any":
        return tree.AnyOf(boolean, known)
    return tree.Not(boolean, known[0]) if item.op == "not" else None
