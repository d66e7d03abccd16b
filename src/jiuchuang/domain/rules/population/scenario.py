"""A scenario: what would be different. Figures changed, programmes dropped, programmes put in another's place.

A changed figure is written into the text of its pack at the place where it stands, in memory: the changed pack is
then loaded and type-checked like any other, has a digest of its own, and can be compared with the one in force.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jiuchuang.domain.kernel.problem import Place, Problem, nearest
from jiuchuang.domain.kernel.rate import parse_rate
from jiuchuang.domain.kernel.yaml_source import (
    LocatedList,
    LocatedMap,
    place_of,
    read_yaml,
    scalar_span,
)
from jiuchuang.domain.rules.language import tree
from jiuchuang.domain.rules.language.valuetypes import KIND_LABELS, Kind, parse_value
from jiuchuang.domain.rules.loading.library import Files, Library
from jiuchuang.domain.rules.pack import Definition, Parameter, Programme

SCENARIO_KEYS = ("set", "replace", "drop", "root")
_PLAIN = re.compile(r"[\w%/.\-]+")


@dataclass(frozen=True)
class Setting:
    """One figure given another value; `parameter` may also be the id of a cap whose limit is a parameter.

    `programme` may also be a definition that programmes of its document share: `document/definition`.
    """

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
        parameter = _set_parameter(item, library, problems)
        if parameter is None:
            continue
        if item.programme in gone:
            problems.append(
                Problem("changed-and-gone", f"“{item.programme}”已取消或被接替，不能再改参数", item.place)
            )
        if (item.programme, parameter.name) in seen:
            problems.append(
                Problem("set-twice", f"{item.programme} 的“{parameter.name}”改了两次", item.place)
            )
        seen.add((item.programme, parameter.name))
        problems += _value_problems(parameter, item)
    problems += _gone_twice(scenario)
    for drop in scenario.drops:
        _computable(drop.programme, library, drop.place, problems)
    for item_ in scenario.replacements:
        before = _computable(item_.programme, library, item_.place, problems)
        after = _computable(item_.other, library, item_.place, problems)
        if before and after and before.entity != after.entity:
            message = f"“{item_.other}”的对象与“{item_.programme}”不同，不能接替"
            problems.append(Problem("other-entity", message, item_.place))
        if item_.other in gone:
            message = f"“{item_.other}”自己已取消或被接替，不能接替“{item_.programme}”"
            problems.append(Problem("heir-gone", message, item_.place))
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


def _computable(
    name: str, library: Library, place: Place, problems: list[Problem], others: Sequence[str] = ()
) -> Programme | None:
    """The programme of this name; `others` are further names that would do."""
    programme = library.programme(name)
    if programme is None:
        known = [*(item.id for item in library.programmes() if item.extent != "recorded"), *others]
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


def definition_of(name: str, library: Library) -> Definition | None:
    """The shared definition that `document/definition` names; None where a programme has this name or nobody."""
    document, _, own = name.rpartition("/")
    if library.programme(name) is not None or document not in library.packs:
        return None
    return next((item for item in library.packs[document].definitions if item.id == own), None)


def _set_parameter(item: Setting, library: Library, problems: list[Problem]) -> Parameter | None:
    """The figure that a setting changes; what is wrong with its names joins the problems."""
    definition = definition_of(item.programme, library)
    if definition is not None:
        known, found = list(definition.parameters), definition.parameters.get(item.parameter)
    else:
        programme = _computable(item.programme, library, item.place, problems, [*_definition_names(library)])
        if programme is None:
            return None
        known = [
            *programme.parameters,
            *(cap.id for cap in programme.caps if parameter_of(programme, cap.id)),
        ]
        name = parameter_of(programme, item.parameter)
        found = programme.parameters[name] if name else None
    if found is None:
        own = "这条定义" if definition else "这个项目"
        hint = nearest(
            item.parameter, known, f"可改的参数：{'、'.join(known)}" if known else f"{own}没有参数"
        )
        message = f"{item.programme} 没有参数“{item.parameter}”"
        problems.append(Problem("unknown-parameter", message, item.place, hint))
    return found


def _definition_names(library: Library) -> Iterator[str]:
    """Definitions with figures that can be set."""
    for document, pack in library.packs.items():
        yield from (f"{document}/{item.id}" for item in pack.definitions if item.parameters)


def _value_problems(parameter: Parameter, item: Setting) -> list[Problem]:
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
        definition, programme = definition_of(item.programme, library), library.programme(item.programme)
        if definition is not None:
            path = definition.parameters[item.parameter].citation.place.source
            keys: tuple[str, ...] = (definition.id, "parameters", item.parameter, "value")
        else:
            assert programme is not None
            name = parameter_of(programme, item.parameter)
            assert name is not None
            path = programme.place.source
            table, dot, code = name.partition(".")
            keys = ("tables", table, "rows", code, "value") if dot else ("parameters", name, "value")
        changed[path] = _with_value(changed[path], keys, item.value)
    return changed


def _with_value(text: str, keys: Sequence[str], value: str) -> str:
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
