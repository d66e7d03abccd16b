"""Read what an approval enters into a register (`enters` of a programme), with everything that can be wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jiuchuang.domain.kernel.problem import Place, nearest
from jiuchuang.domain.kernel.yaml_record import Record
from jiuchuang.domain.rules.language.valuetypes import Kind
from jiuchuang.domain.rules.loading import figures
from jiuchuang.domain.rules.pack import Entry, Parameter
from jiuchuang.domain.rules.vocabulary import Vocabulary

REGISTERS = ("hardship", "fact")
HARDSHIP = "hardship_recognitions"
"""The relation whose column `category` says which recognitions there are."""
KEYS = ("register", "category", "term", "fact", "clause", "phrase")


def read_entries(
    record: Record, clause: str, parameters: Mapping[str, Parameter], vocabulary: Vocabulary
) -> tuple[Entry, ...]:
    """The entries of a programme; those with a fault are left out, the fault is noted with its place."""
    found = []
    kind, entity = record.text("kind", required=False), record.text("entity", required=False)
    for item, place in record.items("enters"):
        if kind != "status":
            hint = "付钱的项目记入发放台账，不写 enters"
            record.fault(
                "enters-of-kind", "只有认定、资格一类（kind: status）的项目批准后记入登记库", place, hint
            )
            continue
        entry = _entry(item, place, record, clause, entity, parameters, vocabulary)
        if entry is not None:
            found.append(entry)
    named = [(one.register, one.category, one.fact) for one in found]
    if len(set(named)) < len(named):
        record.fault("enters-twice", "同一登记写了两次", record.at("enters"))
    return tuple(found)


def _entry(
    item: Any,
    place: Place,
    outer: Record,
    clause: str,
    entity: str,
    parameters: Mapping[str, Parameter],
    vocabulary: Vocabulary,
) -> Entry | None:
    record = Record(item, "enters 的一项", KEYS, outer.problems, place)
    before = len(outer.problems)
    register = record.choice("register", REGISTERS)
    citation = figures.read_required_citation(record, clause, "enters 的一项")
    category, months, fact = "", None, ""
    if register == "hardship":
        if entity != "person":
            record.fault("enters-entity", "就业困难人员认定只能是个人的", record.at("register"))
        category = _category(record, vocabulary)
        months = _term(record, parameters)
        _not_here(record, register, "fact")
    else:
        fact = _fact(record, entity, vocabulary)
        _not_here(record, register, "category", "term")
    if len(outer.problems) > before:
        return None
    return Entry(register, citation, category, months, fact)


def _not_here(record: Record, register: str, *keys: str) -> None:
    for key in keys:
        if record.has(key):
            record.fault("enters-key", f"register 为 {register} 时不写 {key}", record.at(key))


def _category(record: Record, vocabulary: Vocabulary) -> str:
    table = vocabulary.relations.tables.get(HARDSHIP)
    known = dict(table.columns["category"].labels) if table is not None else {}
    category = record.text("category")
    if category and category not in known:
        hint = nearest(category, known, f"可写：{'、'.join(known)}")
        record.fault("bad-choice", f"困难类别“{category}”不在认定库的选项中", record.at("category"), hint)
    return category


def _term(record: Record, parameters: Mapping[str, Parameter]) -> int | None:
    """The term is a parameter of the programme, so that it is a figure of the text with its words; null: none."""
    name = record.optional_text("term")
    if name is None:
        return None
    parameter = parameters.get(name)
    if parameter is None or parameter.type.kind is not Kind.MONTHS or not isinstance(parameter.value, int):
        spans = (key for key, item in parameters.items() if item.type.kind is Kind.MONTHS)
        hint = nearest(name, spans, "期限是本项目的一个 months 参数；原文没有期限的写 null")
        record.fault("enters-term", f"“{name}”不是本项目的月数参数", record.at("term"), hint)
        return None
    if parameter.value < 1:
        record.fault("enters-term", f"期限“{name}”不到一个月", record.at("term"))
    return parameter.value


def _fact(record: Record, entity: str, vocabulary: Vocabulary) -> str:
    name = record.text("fact")
    fact = vocabulary.facts.get(name)
    if name and (fact is None or fact.type.kind is not Kind.BOOL or fact.entity != entity):
        own = (key for key, item in vocabulary.facts.items() if item.type.kind is Kind.BOOL)
        hint = nearest(name, own, "应是同一对象的是非事实")
        record.fault("enters-fact", f"“{name}”不是这一对象的是非事实", record.at("fact"), hint)
    elif name and vocabulary.derivation(name) is not None:
        record.fault("enters-fact", f"“{name}”由登记表推出，不能直接记入", record.at("fact"))
    return name
