"""Read `packs/facts/*.yaml`, the national tables, and by way of `relations_file` the relations."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from jiuchuang.domain.kernel.day import parse_months
from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.domain.kernel.yaml_record import Record
from jiuchuang.domain.kernel.yaml_source import LocatedList, read_yaml
from jiuchuang.domain.rules.language.retirement import RetirementCategory, RetirementRule
from jiuchuang.domain.rules.language.valuetypes import FACT_KINDS, Kind, fact_type
from jiuchuang.domain.rules.loading.relations_file import RELATION_FILES, load_relations
from jiuchuang.domain.rules.loading.typed import read_name, read_range, read_typed
from jiuchuang.domain.rules.vocabulary import CHANGED_BY, ENTITIES, FactDeclaration, Vocabulary

FACT_KEYS = [
    *("name", "type", "entity", "label", "question", "source", "self_declared", "when_empty", "guard"),
    *("absent_means", "range", "values", "note", "changed_by"),
]
CATEGORY_KEYS = ("code", "label", "original_age", "step", "ceiling")
RETIREMENT_FILE = "national/retirement.yaml"


def load_vocabulary(files: Mapping[str, str]) -> tuple[Vocabulary, list[Problem]]:
    """All facts of `facts/*.yaml` among `files` (path → text), with problems at their places."""
    problems: list[Problem] = []
    facts: dict[str, FactDeclaration] = {}
    for path in sorted(path for path in files if path.startswith("facts/")):
        data, found = read_yaml(files[path], path)
        problems += found
        if data is None:
            continue
        if not isinstance(data, LocatedList):
            problems.append(Problem("shape", "事实文件应是一个列表", Place(path)))
            continue
        for item, place in zip(data, data.item_places, strict=True):
            fact = _read_fact(Record(item, "事实", FACT_KEYS, problems, place))
            if fact.name in facts:
                first = facts[fact.name].place
                problems.append(Problem("duplicate-fact", f"事实“{fact.name}”已在 {first} 声明", place))
            facts.setdefault(fact.name, fact)
    problems += _check_guards(facts)
    problems += _check_labels(facts)
    retirement = _read_retirement(files, problems)
    relations = load_relations(files, facts, retirement, problems)
    return Vocabulary(facts, retirement, digest(files), relations), problems


def digest(files: Mapping[str, str]) -> str:
    """SHA-256 of the vocabulary, the relations and the national tables, names and contents, in name order."""
    total = hashlib.sha256()
    for path in sorted(path for path in files if path.startswith(("facts/", "national/", RELATION_FILES))):
        total.update(path.encode() + b"\0" + files[path].encode() + b"\0")
    return total.hexdigest()


def _read_fact(record: Record) -> FactDeclaration:
    kind = record.choice("type", FACT_KINDS)
    labels = {code: str(label) for code, label, _ in record.entries("values")}
    if (kind == "enum") != bool(labels):
        record.fault("fact-values", "选项事实要有 values，其他类型不要")
    type_ = fact_type(kind, tuple(labels))
    low, high = read_range(record, type_)
    return FactDeclaration(
        name=read_name(record, "name", "事实名"),
        type=type_,
        entity=record.choice("entity", ENTITIES),
        label=record.text("label"),
        question=record.text("question"),
        source=record.text("source"),
        self_declared=record.flag("self_declared", False),
        when_empty=record.choice("when_empty", ("unknown", "absent"), "unknown"),
        guard=record.optional_text("guard"),
        absent_means=read_typed(record, "absent_means", record.raw("absent_means"), type_),
        low=low,
        high=high,
        labels=labels,
        place=record.place,
        changed_by=record.choice("changed_by", CHANGED_BY, "finding"),
    )


def _check_guards(facts: Mapping[str, FactDeclaration]) -> list[Problem]:
    problems = []
    for fact in facts.values():
        guard = facts.get(fact.guard) if fact.guard else None
        if fact.guard and (guard is None or guard.type.kind is not Kind.BOOL):
            problems.append(Problem("fact-guard", f"guard“{fact.guard}”不是已声明的是否类事实", fact.place))
        elif _guards_itself(fact, facts):
            problems.append(Problem("fact-guard", f"“{fact.name}”的 guard 绕回它自己", fact.place))
        if fact.when_empty == "absent" and not fact.guard and fact.absent_means is None:
            hint = "加 guard 或 absent_means"
            problems.append(Problem("fact-absent", f"“{fact.name}”没有说明空白是什么意思", fact.place, hint))
    return problems


def _guards_itself(fact: FactDeclaration, facts: Mapping[str, FactDeclaration]) -> bool:
    seen: set[str] = set()
    name = fact.guard
    while name is not None and name in facts and name not in seen:
        seen.add(name)
        name = facts[name].guard
    return fact.name in seen


def _check_labels(facts: Mapping[str, FactDeclaration]) -> list[Problem]:
    first: dict[tuple[str, str], FactDeclaration] = {}
    problems = []
    for fact in facts.values():
        other = first.setdefault((fact.entity, fact.label), fact)
        if other is not fact:
            message = f"“{fact.name}”与“{other.name}”的名称都是“{fact.label}”"
            problems.append(Problem("duplicate-label", message, fact.place, "同一事实请合并，不同事实请改名"))
    return problems


def _read_retirement(files: Mapping[str, str], problems: list[Problem]) -> RetirementRule | None:
    if RETIREMENT_FILE not in files:
        return None
    data, found = read_yaml(files[RETIREMENT_FILE], RETIREMENT_FILE)
    problems += found
    keys = ("source", "known_from", "postponed_from", "categories")
    record = Record(data, "退休年龄表", keys, problems, Place(RETIREMENT_FILE))
    rows = []
    for item, place in record.items("categories"):
        row = Record(item, "退休类别", CATEGORY_KEYS, problems, place)
        age, step, ceiling = (_months(row, key) for key in ("original_age", "step", "ceiling"))
        rows.append(RetirementCategory(row.text("code"), age, step, ceiling))
    known, postponed = record.day("known_from"), record.day("postponed_from")
    for key, day in (("known_from", known), ("postponed_from", postponed)):
        if day is None and not record.has(key):
            record.fault("missing-key", f"退休年龄表缺少 {key}")
    if known is None or postponed is None:
        return None
    return RetirementRule(tuple(rows), postponed, known)


def _months(row: Record, key: str) -> int:
    """A term of at least one month; one month where it is at fault."""
    written = row.text(key)
    try:
        months = parse_months(written) if written else 1
    except ValueError as fault:
        row.fault("bad-value", str(fault), row.at(key))
        return 1
    if months < 1:
        row.fault("bad-value", f"{key} 至少为 1 个月", row.at(key))
    return max(months, 1)
