"""YAML with the place of every key and value, and no guessing about types.

The scanner is libyaml's (by PyYAML); what a plain scalar means is decided here, by the YAML 1.2 core rules:
`on`, `yes` and `no` are words, a decimal number is refused (money, rates and terms are written with their unit).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

import yaml

from jiuchuang.domain.kernel.day import parse_day
from jiuchuang.domain.kernel.problem import Place, Problem, nearest

_INTEGER = re.compile(r"-?(0|[1-9]\d*)")
_DECIMAL = re.compile(r"-?\d+\.\d+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOST_DEEP = 60
"""Mappings and lists within each other; the deepest of our own files has nine."""
_WORDS: dict[str, Any] = {"null": None, "~": None, "": None, "true": True, "false": False}


class LocatedMap(dict[str, Any]):
    """A mapping that knows where it, each key and each value stand; places are made when they are asked for."""

    place: Place
    marks: tuple[str, dict[str, tuple[Any, Any]]]

    @cached_property
    def key_places(self) -> dict[str, Place]:
        """Where each key stands."""
        source, marks = self.marks
        return {key: _place(source, mark) for key, (mark, _) in marks.items()}

    @cached_property
    def value_places(self) -> dict[str, Place]:
        """Where each value stands."""
        source, marks = self.marks
        return {key: _place(source, mark) for key, (_, mark) in marks.items()}


class LocatedList(list[Any]):
    """A list that knows where it and each item stand."""

    place: Place
    item_places: list[Place]


def _place(source: str, mark: Any) -> Place:
    return Place(source, mark.line + 1, mark.column + 1)


class LocatedText(str):
    """A text in quotes or over several lines, which knows where each of its pieces stands."""

    pieces: tuple[tuple[int, Place], ...] = ()


def place_within(text: str, offset: int, start: Place) -> Place:
    """Where the character at `offset` stands; `start` is the place of a plain text of one line."""
    pieces = text.pieces if isinstance(text, LocatedText) else ()
    first, place = max((piece for piece in pieces if piece[0] <= offset), default=(0, start))
    return Place(place.source, place.line, place.column + offset - first)


def read_yaml(text: str, source: str) -> tuple[Any, list[Problem]]:
    """Parse one YAML document; returns (value, problems). The value is None when the text cannot be parsed."""
    try:
        if refused := _too_much(text, source):
            return None, [refused]
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        place = Place(source, mark.line + 1, mark.column + 1) if mark else Place(source)
        hint = "核对缩进、引号、括号和冒号后的空格"
        return None, [Problem("yaml", f"YAML 语法有误：{fault.problem or fault.context}", place, hint)]
    except yaml.YAMLError as fault:  # a character that YAML does not allow
        return None, [
            Problem("yaml", f"YAML 语法有误：{fault.args[-1] if fault.args else fault}", Place(source))
        ]
    if root is None:
        hint = "写上内容，或者删去这个文件"
        return None, [Problem("yaml-empty", "文件是空的", Place(source, 1, 1), hint)]
    builder = _Builder(source, text.splitlines())
    return builder.build(root), builder.problems


def _too_much(text: str, source: str) -> Problem | None:
    """Why a text is not composed: nested so deep, or repeating itself by aliases, it would exhaust the process.

    libyaml composes by recursion in C, where too deep a text ends the process instead of raising anything.
    """
    loader, depth = _Loader(text), 0
    try:
        while loader.check_event():
            event = loader.get_event()
            assert event is not None  # there is one, it was asked
            if isinstance(event, yaml.AliasEvent):
                hint = "把内容原样写出来"
                return Problem(
                    "yaml-alias", "不用锚点和别名（& 与 *）", _place(source, event.start_mark), hint
                )
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > MOST_DEEP:
                message = f"层层嵌套超过{MOST_DEEP}层"
                return Problem("yaml-deep", message, _place(source, event.start_mark), "核对括号和缩进")
    finally:
        loader.dispose()
    return None


def place_of(container: Any, key: str | int | None = None) -> Place:
    """The place of a value in a located container, or of the container itself."""
    if isinstance(container, LocatedMap):
        return container.value_places.get(str(key), container.place) if key is not None else container.place
    if isinstance(container, LocatedList):
        return container.item_places[key] if isinstance(key, int) else container.place
    return Place("")


def unknown_keys(mapping: LocatedMap, allowed: Iterable[str]) -> list[Problem]:
    """A problem for each key that the format does not have, with the nearest key that it does have."""
    names = list(allowed)
    found = []
    for key in mapping:
        if key not in names:
            hint = nearest(key, names, f"可用的键：{'、'.join(names)}")
            found.append(Problem("unknown-key", f"没有“{key}”这个键", mapping.key_places[key], hint))
    return found


def scalar_span(text: str, keys: Iterable[str]) -> tuple[int, int]:
    """First and past-the-last offset of the value that stands under these keys, quotes included.

    A key under which a list stands names the item of the list with that `id`. Raises KeyError when there is no
    such value; the text must be one that `read_yaml` reads without fault.
    """
    node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    for key in keys:
        if isinstance(node, yaml.SequenceNode):
            node = next((item for item in node.value if ("id", key) in _scalars(item)), None)
        else:
            node = next((value for name, value in _pairs(node) if name.value == key), None)
        if node is None:
            raise KeyError(key)
    assert node is not None
    firsts = [0]
    for line in text.splitlines(keepends=True):
        firsts.append(firsts[-1] + len(line))
    start, end = node.start_mark, node.end_mark
    return firsts[start.line] + start.column, firsts[end.line] + end.column


def _pairs(node: yaml.Node | None) -> list[tuple[yaml.Node, yaml.Node]]:
    return node.value if isinstance(node, yaml.MappingNode) else []


def _scalars(node: yaml.Node) -> list[tuple[str, str]]:
    """Keys with plain values of a mapping."""
    return [(name.value, value.value) for name, value in _pairs(node) if isinstance(value, yaml.ScalarNode)]


class _Loader(yaml.CSafeLoader):
    """libyaml's scanner without PyYAML's YAML 1.1 typing: no tag is looked for, what a scalar means is decided here."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        return ""

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


class _Builder:
    def __init__(self, source: str, lines: list[str]) -> None:
        self.source, self.lines = source, lines
        self.problems: list[Problem] = []

    def place(self, node: yaml.Node) -> Place:
        return _place(self.source, node.start_mark)

    def build(self, node: yaml.Node) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self._map(node)
        if isinstance(node, yaml.SequenceNode):
            result = LocatedList(self.build(item) for item in node.value)
            result.place = self.place(node)
            result.item_places = [self.place(item) for item in node.value]
            return result
        assert isinstance(node, yaml.ScalarNode)
        return self._scalar(node)

    def _map(self, node: yaml.MappingNode) -> LocatedMap:
        result = LocatedMap()
        marks: dict[str, tuple[Any, Any]] = {}
        result.place, result.marks = self.place(node), (self.source, marks)
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in result:
                message = f"键“{key}”写了两次"
                self.problems.append(Problem("duplicate-key", message, self.place(key_node)))
            result[key] = self.build(value_node)
            marks[key] = (key_node.start_mark, value_node.start_mark)
        return result

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        text = str(node.value)
        if node.style:  # quoted or block: always text
            return self._text(text, node)
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        if _DAY.fullmatch(text):
            return self._day(text, node)
        if _DECIMAL.fullmatch(text):
            hint = "金额、比例、期限请带单位书写；编号请加引号"
            self.problems.append(Problem("bare-decimal", f"不接受小数“{text}”", self.place(node), hint))
        return self._text(text, node) if node.end_mark.line > node.start_mark.line else text

    def _text(self, text: str, node: yaml.ScalarNode) -> str:
        """The text with the place of each source line in it; folding leaves the words of a line together."""
        pieces, cursor = [], 0
        for number in range(node.start_mark.line, min(node.end_mark.line + 1, len(self.lines))):
            skip = node.start_mark.column if number == node.start_mark.line else 0
            words = (
                self.lines[number][skip:].lstrip("\"' ") if node.style else self.lines[number][skip:].lstrip()
            )
            column = len(self.lines[number]) - len(words)
            words = words.rstrip()
            found = text.find(words, cursor) if words else -1
            if found < 0 and number == node.end_mark.line:
                words = self.lines[number][column : node.end_mark.column].rstrip("\"' ")
                found = text.find(words, cursor) if words else -1
            if found >= 0:
                pieces.append((found, Place(self.source, number + 1, column + 1)))
                cursor = found + len(words)
        located = LocatedText(text)
        located.pieces = tuple(pieces)
        return located

    def _day(self, text: str, node: yaml.ScalarNode) -> date | None:
        try:
            return parse_day(text)
        except ValueError as fault:
            self.problems.append(Problem("bad-date", str(fault), self.place(node)))
            return None
