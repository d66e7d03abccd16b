"""A scenario: what would be different. Figures changed, programmes dropped, programmes put in another's place.

A changed figure is written into the text of its pack at the place where it stands, in memory: the changed pack is
then loaded and type-checked like any other, has a digest of its own, and can be compared with the one in force.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jiuchuang.domain.kernel.problem import Place, Problem, nearest
from jiuchuang.domain.kernel.rate import parse_rate
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.valuetypes import KIND_LABELS, Kind, parse_value
from jiuchuang.domain.rules.language.yaml_source import (
    LocatedList,
    LocatedMap,
    place_of,
    read_yaml,
    scalar_span,
)
from jiuchuang.domain.rules.loading.library import Files, Library
from jiuchuang.domain.rules.pack import Parameter, Programme

SCENARIO_KEYS = ("set", "replace", "drop", "root")
_PLAIN = re.compile(r"[\w%/.\-]+")


@dataclass(frozen=True)
class Setting:
    """One figure given another value; `parameter` may also be the id of a cap whose limit is a parameter."""

    programme: str
    parameter: str
    value: str
    place: Place = field(default=Place(""), compare=False)


@dataclass(frozen=True)
class Replacement:
    """`other` is computed in the place of `programme`, within the period of `programme`."""

    programme: str
    other: str
    place: Place = field(default=Place(""), compare=False)


@dataclass(frozen=True)
class Dropping:
    """A programme that is no longer there."""

    programme: str
    place: Place = field(default=Place(""), compare=False)


@dataclass(frozen=True)
class Scenario:
    """All changes together; `root` names another folder of packs that holds the new version, if any."""

    settings: tuple[Setting, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    drops: tuple[Dropping, ...] = ()
    root: str | None = None

    def __add__(self, other: Scenario) -> Scenario:
        return Scenario(
            self.settings + other.settings,
            self.replacements + other.replacements,
            self.drops + other.drops,
            other.root or self.root,
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be different."""
        return not (self.settings or self.replacements or self.drops or self.root)


def parse_setting(text: str, place: Place) -> tuple[Setting | None, list[Problem]]:
    """`PROGRAMME:PARAMETER=VALUE`."""
    target, equals, value = text.partition("=")
    programme, colon, parameter = target.rpartition(":")
    if not (equals and colon and programme.strip() and parameter.strip() and value.strip()):
        return None, [
            Problem("bad-setting", f"“{text}”读不懂", place, "写成 项目编号:参数=值，如 a/1/p:subsidy=8000元")
        ]
    return Setting(programme.strip(), parameter.strip(), value.strip(), place), []


def parse_replacement(text: str, place: Place) -> tuple[Replacement | None, list[Problem]]:
    """`PROGRAMME=OTHER`."""
    programme, equals, other = (part.strip() for part in text.partition("="))
    if not (programme and equals and other):
        return None, [Problem("bad-replacement", f"“{text}”读不懂", place, "写成 项目编号=接替的项目编号")]
    return Replacement(programme, other, place), []


def read_scenario(text: str, source: str) -> tuple[Scenario, list[Problem]]:
    """A scenario file: `set` (programme → parameter → value), `replace` (programme → other), `drop` (list), `root`."""
    data, problems = read_yaml(text, source)
    if not isinstance(data, LocatedMap):
        return Scenario(), problems or [Problem("shape", "应是“键: 值”的形式", Place(source, 1, 1))]
    for key in data:
        if key not in SCENARIO_KEYS:
            hint = nearest(key, SCENARIO_KEYS, f"可用的键：{'、'.join(SCENARIO_KEYS)}")
            problems.append(Problem("unknown-key", f"没有“{key}”这个键", data.key_places[key], hint))
    settings = [
        Setting(programme, parameter, str(value), place_of(inner, parameter))
        for programme, inner in _entries(data, "set", problems)
        for parameter, value in _entries_of(inner, place_of(data["set"], programme), problems)
    ]
    replacements = [
        Replacement(programme, str(other), place_of(data["replace"], programme))
        for programme, other in _entries(data, "replace", problems)
    ]
    drops, listed = [], data.get("drop")
    if isinstance(listed, LocatedList):
        drops = [Dropping(str(item), place_of(listed, index)) for index, item in enumerate(listed)]
    elif listed is not None:
        problems.append(Problem("shape", "drop 应是列表", place_of(data, "drop")))
    root = data.get("root")
    return Scenario(
        tuple(settings), tuple(replacements), tuple(drops), None if root is None else str(root)
    ), problems


def _entries(data: LocatedMap, key: str, problems: list[Problem]) -> list[tuple[str, Any]]:
    return [] if data.get(key) is None else _entries_of(data[key], place_of(data, key), problems)


def _entries_of(data: Any, place: Place, problems: list[Problem]) -> list[tuple[str, Any]]:
    if isinstance(data, LocatedMap):
        return list(data.items())
    problems.append(Problem("shape", "应是“键: 值”的形式", place))
    return []


def scenario_problems(scenario: Scenario, library: Library) -> list[Problem]:
    """Everything in the scenario that does not fit the packs in force: names, types, two changes of one thing."""
    problems: list[Problem] = []
    seen: set[tuple[str, str]] = set()
    gone = {name for name, _ in _gone(scenario)}
    for item in scenario.settings:
        programme = _computable(item.programme, library, item.place, problems)
        if programme is None:
            continue
        name = parameter_of(programme, item.parameter)
        if name is None:
            problems.append(_no_parameter(programme, item))
            continue
        if item.programme in gone:
            problems.append(
                Problem("changed-and-gone", f"“{item.programme}”已取消或被接替，不能再改参数", item.place)
            )
        if (item.programme, name) in seen:
            problems.append(Problem("set-twice", f"{item.programme} 的“{name}”改了两次", item.place))
        seen.add((item.programme, name))
        problems += _value_problems(programme.parameters.get(name), item)
    problems += _gone_twice(scenario)
    for drop in scenario.drops:
        _computable(drop.programme, library, drop.place, problems)
    for item_ in scenario.replacements:
        before = _computable(item_.programme, library, item_.place, problems)
        after = _computable(item_.other, library, item_.place, problems)
        if before and after and before.entity != after.entity:
            message = f"“{item_.other}”的对象与“{item_.programme}”不同，不能接替"
            problems.append(Problem("other-entity", message, item_.place))
    return problems


def _gone_twice(scenario: Scenario) -> list[Problem]:
    """A programme that is dropped or replaced more than once."""
    seen: set[str] = set()
    problems = []
    for name, place in _gone(scenario):
        if name in seen:
            problems.append(Problem("gone-twice", f"“{name}”取消或接替了两次", place))
        seen.add(name)
    return problems


def _gone(scenario: Scenario) -> list[tuple[str, Place]]:
    """Programmes that would no longer be there, with the place that says so."""
    drops = [(item.programme, item.place) for item in scenario.drops]
    return drops + [(item.programme, item.place) for item in scenario.replacements]


def _computable(name: str, library: Library, place: Place, problems: list[Problem]) -> Programme | None:
    programme = library.programme(name)
    if programme is None:
        known = [item.id for item in library.programmes() if item.extent != "recorded"]
        hint = nearest(name, known, "全部编号见 jiuchuang packs list")
        problems.append(Problem("unknown-programme", f"没有编号为“{name}”的政策项目", place, hint))
        return None
    if programme.extent == "recorded":
        problems.append(Problem("not-computable", f"“{name}”只有名目、没有可计算的规则", place))
        return None
    return programme


def parameter_of(programme: Programme, name: str) -> str | None:
    """The parameter that a setting means: its own name, `table.code`, or a cap whose limit is one parameter."""
    if name in programme.parameters:
        return name
    for cap in programme.caps:
        if cap.id == name and isinstance(cap.limit, tree.Constant) and cap.limit.name in programme.parameters:
            return cap.limit.name
    return None


def _no_parameter(programme: Programme, item: Setting) -> Problem:
    known = [*programme.parameters, *(cap.id for cap in programme.caps if parameter_of(programme, cap.id))]
    listed = f"可改的参数：{'、'.join(known)}" if known else "这个项目没有参数"
    hint = nearest(item.parameter, known, listed)
    return Problem("unknown-parameter", f"{programme.id} 没有参数“{item.parameter}”", item.place, hint)


def _value_problems(parameter: Parameter | None, item: Setting) -> list[Problem]:
    if parameter is None:
        return []
    kind = parameter.type.kind
    try:
        if kind is Kind.RATE:
            parse_rate(item.value)
        else:
            parse_value(item.value, parameter.type)
    except ValueError as fault:
        hint = f"参数“{parameter.name}”是{KIND_LABELS[kind]}，现为 {parameter.written}"
        return [Problem("bad-value", str(fault), item.place, hint)]
    return []


def changed_files(files: Files, scenario: Scenario, library: Library) -> dict[str, str]:
    """The files with every setting written in at its place; the scenario must be without problems."""
    changed = dict(files)
    for item in scenario.settings:
        programme = library.programme(item.programme)
        assert programme is not None
        name = parameter_of(programme, item.parameter)
        assert name is not None
        path = programme.place.source
        changed[path] = _with_value(changed[path], name, item.value)
    return changed


def _with_value(text: str, name: str, value: str) -> str:
    table, dot, code = name.partition(".")
    keys = ("tables", table, "rows", code, "value") if dot else ("parameters", name, "value")
    start, end = scalar_span(text, keys)
    return text[:start] + _scalar(value) + text[end:]


def _scalar(value: str) -> str:
    """The value as a YAML scalar; in quotes where a bare one could be read as something else."""
    if _PLAIN.fullmatch(value) and not value.startswith("-"):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def renamed(scenario: Scenario) -> Mapping[str, str]:
    """Programme → the one that takes its place."""
    return {item.programme: item.other for item in scenario.replacements}
