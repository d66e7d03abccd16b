"""`packs/registers/sheets.yaml` into sheets. Columns that are facts take label, type and choices of the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jiuchuang.domain.kernel.problem import Place, Problem, nearest
from jiuchuang.domain.kernel.yaml_record import Record
from jiuchuang.domain.kernel.yaml_source import read_yaml
from jiuchuang.domain.registers.sheets import TYPES, Column, Sheet

SHEETS = "registers/sheets.yaml"
_SHEET_KEYS = ("label", "note", "columns", "same_by", "one_of")
_COLUMN_KEYS = ("name", "fact", "of", "label", "type", "required", "hint", "alias", "values")


def load_sheets(
    files: Mapping[str, str], facts: Mapping[str, Column], choices: Mapping[str, Mapping[str, str]]
) -> tuple[dict[str, Sheet], list[Problem]]:
    """Every sheet by its kind.

    `facts` are the facts of the vocabulary as columns, by name; `choices` the labels of columns of relations that are
    enumerations, by `relation.column`, for columns that say `of:`.
    """
    if SHEETS not in files:
        return {}, [Problem("sheets-missing", f"缺少文件 {SHEETS}", Place(SHEETS))]
    content, problems = read_yaml(files[SHEETS], SHEETS)
    top = Record(content, "文件", ("sheets",), problems, Place(SHEETS, 1, 1))
    sheets = {}
    for kind, entry, place in top.entries("sheets"):
        record = Record(entry, f"“{kind}”", _SHEET_KEYS, problems, place)
        columns = tuple(
            column
            for item, at in record.items("columns")
            if (column := _column(item, at, facts, choices, problems)) is not None
        )
        names = {column.name for column in columns}
        same_by = record.texts("same_by")
        one_of = tuple(tuple(str(name) for name in group) for group, _ in record.items("one_of"))
        for name in (*same_by, *(name for group in one_of for name in group)):
            if name not in names:
                record.fault("column-unknown", f"没有叫“{name}”的列", hint=nearest(name, names))
        sheets[kind] = Sheet(
            kind, record.text("label"), record.text("note", required=False), columns, same_by, one_of
        )
    return sheets, problems


def _column(
    item: Any,
    place: Place,
    facts: Mapping[str, Column],
    choices: Mapping[str, Mapping[str, str]],
    problems: list[Problem],
) -> Column | None:
    record = Record(item, "列", _COLUMN_KEYS, problems, place)
    if record.has("fact"):
        name = record.text("fact")
        known = facts.get(name)
        if known is None:
            record.fault("fact-unknown", f"词汇表里没有“{name}”", record.at("fact"), nearest(name, facts))
        return known
    labels: Mapping[str, Any] = record.mapping("values") or {}
    if record.has("of"):
        of = record.text("of")
        labels = choices.get(of, {})
        if not labels:
            record.fault(
                "choices-unknown", f"登记表里没有“{of}”的选项", record.at("of"), nearest(of, choices)
            )
    return Column(
        name=record.text("name"),
        label=record.text("label"),
        type=record.choice("type", TYPES),
        required=record.flag("required", False),
        hint=record.text("hint", required=False),
        alias=record.texts("alias"),
        labels={str(key): str(label) for key, label in labels.items()},
    )
