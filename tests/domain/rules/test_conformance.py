"""The conformance files, case by case, on the row evaluator and on Polars columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

import polars as pl
import pytest

from domain.rules.small_packs import CONFORMANCE, vocabulary_of
from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.domain.kernel.yaml_record import Record
from jiuchuang.domain.kernel.yaml_source import LocatedMap, read_yaml
from jiuchuang.domain.rules.engines.columns import column_type, result_type, to_column
from jiuchuang.domain.rules.engines.evaluate import evaluate
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.guards import unguarded
from jiuchuang.domain.rules.language.parse import Scope, parse_expression
from jiuchuang.domain.rules.language.ranges import range_fault
from jiuchuang.domain.rules.language.valuetypes import DATE, Value, parse_value
from jiuchuang.domain.rules.loading.figures import parameter_nodes, read_parameters, read_tables
from jiuchuang.domain.rules.vocabulary import Vocabulary

FEWEST_CASES = 280
BACK_ENDS = ("row", "columns")


@dataclass(frozen=True)
class World:
    """What the cases of one file share."""

    vocabulary: Vocabulary
    scope: Scope


@cache
def file_of(name: str) -> LocatedMap:
    text = (CONFORMANCE / "expressions" / name).read_text(encoding="utf-8")
    data, problems = read_yaml(text, name)
    assert not problems and isinstance(data, LocatedMap), problems
    return data


@cache
def world(name: str) -> World:
    data = file_of(name)
    vocabulary = vocabulary_of(data["facts"])
    problems: list[Problem] = []
    record = Record(cited(data), name, ("parameters", "tables"), problems, Place(name))
    parameters = read_parameters(record, "parameters", "一")
    tables, _ = read_tables(record, "一")
    assert not problems, problems
    names = {**vocabulary.nodes("person"), "asof": tree.AsOf(DATE), **parameter_nodes(parameters)}
    return World(vocabulary, Scope(names, tables, {}, vocabulary.retirement))


def cited(data: LocatedMap) -> LocatedMap:
    """Parameters and tables as a pack would write them: every figure with a phrase."""
    figures = {
        "parameters": {name: {**given, "phrase": "某"} for name, given in data.get("parameters", {}).items()},
        "tables": {
            name: {**table, "rows": {code: {"value": row, "phrase": "某"} for code, row in rows_of(table)}}
            for name, table in data.get("tables", {}).items()
        },
    }
    return located(figures)


def rows_of(table: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return list(table["rows"].items())


def located(value: Any) -> Any:
    """A mapping with places, as the YAML reader makes it."""
    if not isinstance(value, dict):
        return value
    result = LocatedMap({key: located(item) for key, item in value.items()})
    result.place = Place("case")
    result.key_places = result.value_places = dict.fromkeys(value, Place("case"))
    return result


def cases() -> Iterator[Any]:
    for path in sorted((CONFORMANCE / "expressions").glob("*.yaml")):
        for case in file_of(path.name)["cases"]:
            yield pytest.param(path.name, case, id=f"{path.stem}:{case['id']}")


CASES = list(cases())


def facts_of(case: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Value]:
    return {
        name: parse_value(raw, vocabulary.facts[name].type)
        for name, raw in case["facts"].items()
        if raw != "unknown"
    }


def exact(value: Any, node: tree.Node) -> Any:
    """The value itself; a number as the fraction that it stands for."""
    numeric = node.type.is_numeric and value is not None
    return Fraction(value, node.type.denominator) if numeric else value


def expected(case: Mapping[str, Any], node: tree.Node) -> Any:
    if case["expect"] == "unknown":
        return None
    return Fraction(str(case["expect"])) if node.type.is_numeric else case["expect"]


def by_columns(node: tree.Node, facts: Mapping[str, Value], vocabulary: Vocabulary, on: date) -> Any:
    columns = [
        pl.Series(name, [facts.get(name)], dtype=column_type(vocabulary.facts[name].type))
        for name in vocabulary.facts
    ]
    frame = pl.DataFrame(columns).lazy().select(to_column(node, on).alias("result"))
    result = frame.collect()["result"]
    of_type = column_type if isinstance(node, tree.Fact) else result_type
    assert result.dtype == of_type(node.type)
    return result.item()


@pytest.mark.parametrize("back_end", BACK_ENDS)
@pytest.mark.parametrize(("name", "case"), [param for param in CASES if "expect" in param.values[1]])
def test_value(name: str, case: LocatedMap, back_end: str) -> None:
    shared = world(name)
    node, problems = parse_expression(case["expr"], shared.scope, Place(name))
    assert node is not None, problems
    assert not list(unguarded(node, shared.vocabulary.guards))
    assert range_fault(node, shared.vocabulary.ranges) is None
    on = case.get("on") or file_of(name)["on"]
    facts = facts_of(case, shared.vocabulary)
    got = evaluate(node, facts, on) if back_end == "row" else by_columns(node, facts, shared.vocabulary, on)
    assert exact(got, node) == expected(case, node)


@pytest.mark.parametrize(("name", "case"), [param for param in CASES if "fault" in param.values[1]])
def test_fault(name: str, case: LocatedMap) -> None:
    shared = world(name)
    node, problems = parse_expression(case["expr"], shared.scope, Place(name))
    codes = [problem.code for problem in problems]
    if node is not None:
        codes += ["unguarded" for _ in unguarded(node, shared.vocabulary.guards)]
        fault = range_fault(node, shared.vocabulary.ranges)
        codes += [fault.code] if fault else []
    assert codes == [case["fault"]]


def test_every_case_is_named_once_and_expects_one_thing() -> None:
    ids = [param.id for param in CASES]
    assert len(set(ids)) == len(ids) >= FEWEST_CASES
    assert all(("expect" in param.values[1]) != ("fault" in param.values[1]) for param in CASES)
