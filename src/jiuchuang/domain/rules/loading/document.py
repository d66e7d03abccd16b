"""Read the lists of a pack: the document itself, its clauses, targets, systems and definitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.domain.kernel.yaml_record import Record
from jiuchuang.domain.kernel.yaml_source import LocatedList, read_yaml
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.parse import Scope, parse_condition
from jiuchuang.domain.rules.language.valuetypes import DATE
from jiuchuang.domain.rules.loading import figures
from jiuchuang.domain.rules.loading.frame import read_term
from jiuchuang.domain.rules.pack import (
    COMPARISONS,
    ClauseEntry,
    DeclaredFigure,
    Definition,
    DocumentEntry,
    SystemDuty,
    Target,
)
from jiuchuang.domain.rules.vocabulary import ENTITIES, Vocabulary

DOCUMENT_KEYS = [
    *("id", "source_file", "title", "number", "issuer", "level", "region", "issued_on", "in_force"),
    *("legal_basis", "prevails_over", "special_to", "not_in_text", "notes"),
]
TARGET_KEYS = "id clause indicator value comparison period deadline per baseline binding phrase note".split()
DEFINITION_KEYS = "id label clause phrase scope applies_in entity parameters expr note".split()


def read_document(text: str, path: str, problems: list[Problem]) -> DocumentEntry:
    """`document.yaml`."""
    data, found = read_yaml(text, path)
    problems += found
    if data is None:
        problems = []  # the text is no YAML: that says it all
    record = Record(data, "文件", DOCUMENT_KEYS, problems, Place(path))
    force = Record(
        record.raw("in_force"), "in_force", ("from", "to", "basis"), problems, record.at("in_force")
    )
    validity = read_term(force, force.text("basis"))
    prevails = record.raw("prevails_over")
    return DocumentEntry(
        id=record.text("id"),
        source_file=record.text("source_file"),
        title=record.optional_text("title"),
        number=record.optional_text("number"),
        issuer=record.optional_text("issuer"),
        level=record.choice("level", ("nation", "province", "city", "county")),
        region=record.text("region"),
        issued_on=record.day("issued_on"),
        validity=validity,
        legal_basis=tuple(_basis(item) for item, _ in record.items("legal_basis")),
        prevails_over=str(prevails.get("says", "")) if isinstance(prevails, dict) else None,
        not_in_text=record.texts("not_in_text"),
        notes=record.texts("notes"),
        special_to=record.texts("special_to"),
    )


def _basis(item: Any) -> str:
    if isinstance(item, dict):
        return " ".join(str(item[key]) for key in ("number", "title") if item.get(key))
    return str(item)


def rows(files: Mapping[str, str], what: str, keys: list[str], problems: list[Problem]) -> Iterator[Record]:
    """Records of every list file in `files` (path → text), in order of the names without their ending."""
    for path in sorted(files, key=lambda path: path.removesuffix(".yaml")):
        data, found = read_yaml(files[path], path)
        if [problem.code for problem in found] == ["yaml-empty"]:
            continue
        problems += found
        if data is None:
            continue
        if not isinstance(data, LocatedList):
            problems.append(Problem("shape", f"{what}文件应是一个列表", Place(path)))
            continue
        for item, place in zip(data, data.item_places, strict=True):
            yield Record(item, what, keys, problems, place)


def read_clauses(files: Mapping[str, str], problems: list[Problem]) -> tuple[ClauseEntry, ...]:
    """`clauses*.yaml` in order."""
    entries = []
    for record in rows(files, "条款", ["locator", "heading", "figures"], problems):
        declared = []
        for item, place in record.items("figures"):
            row = Record(item, "figures 的一项", ("text", "why"), problems, place)
            declared.append(DeclaredFigure(row.text("text"), row.text("why"), place))
        entries.append(
            ClauseEntry(record.text("locator"), record.text("heading"), tuple(declared), record.place)
        )
    return tuple(entries)


def read_targets(files: Mapping[str, str], problems: list[Problem]) -> tuple[Target, ...]:
    """`targets*.yaml`."""
    return tuple(
        Target(
            id=record.text("id"),
            citation=figures.read_citation(record, record.text("clause")),
            indicator=record.text("indicator"),
            value=record.optional_text("value"),
            comparison=record.choice("comparison", COMPARISONS, "none"),
            period=record.optional_text("period"),
            deadline=record.optional_text("deadline"),
            per=record.optional_text("per"),
            baseline=record.optional_text("baseline"),
            binding=record.flag("binding", True),
        )
        for record in rows(files, "目标", TARGET_KEYS, problems)
    )


def read_systems(files: Mapping[str, str], problems: list[Problem]) -> tuple[SystemDuty, ...]:
    """`systems*.yaml`."""
    return tuple(
        SystemDuty(record.text("name"), record.text("clause"), record.place)
        for record in rows(files, "制度与系统", ["name", "clause", "note"], problems)
    )


def read_definitions(
    files: Mapping[str, str], vocabulary: Vocabulary, problems: list[Problem]
) -> tuple[Definition, ...]:
    """`definitions*.yaml`; a definition may use those before it."""
    found: list[Definition] = []
    for record in rows(files, "定义", DEFINITION_KEYS, problems):
        entity = record.choice("entity", ENTITIES, "person")
        parameters = figures.read_parameters(record, "parameters", record.text("clause"))
        names: dict[str, tree.Node] = {**vocabulary.nodes(entity), "asof": tree.AsOf(DATE)}
        names |= {item.id: tree.Named(item.expression.type, item.id, item.expression) for item in found}
        names |= figures.parameter_nodes(parameters)
        scope = Scope(names, retirement=vocabulary.retirement)
        node, faults = parse_condition(_as_text(record.raw("expr")), scope, record.at("expr"))
        problems += faults
        citation = figures.read_required_citation(record, record.text("clause"), "定义")
        if node is not None:
            reach = record.choice("scope", ("clause", "hereafter", "document"))
            places = record.texts("applies_in")
            label = record.text("label")
            found.append(Definition(record.text("id"), label, citation, reach, places, parameters, node))
    return tuple(found)


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else str(value)


def in_scope(definition: Definition, clause: str, order: Mapping[str, int]) -> bool:
    """Whether a definition holds for a programme of `clause`; `order` gives the place of each clause."""
    if definition.scope == "document":
        return True
    if clause in (*definition.applies_in, definition.citation.clause):
        return True
    if definition.scope == "clause":
        return False
    return order.get(clause, -1) >= order.get(definition.citation.clause, 0)
