"""Typed reading of one YAML mapping: every fault becomes a located problem, reading goes on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from jiuchuang.domain.kernel.problem import Place, Problem, nearest
from jiuchuang.domain.kernel.yaml_source import LocatedList, LocatedMap, place_of, unknown_keys


class Record:
    """One mapping of a pack file while it is read; `problems` is shared by everything that reads the file."""

    def __init__(
        self, data: Any, what: str, keys: Sequence[str], problems: list[Problem], place: Place
    ) -> None:
        self.what, self.problems = what, problems
        self.place = place_of(data) if isinstance(data, LocatedMap) else place
        self.data = data if isinstance(data, LocatedMap) else LocatedMap()
        if not isinstance(data, LocatedMap):
            self.data.place, self.data.key_places, self.data.value_places = place, {}, {}
            self.fault("shape", f"{what}应是“键: 值”的形式", place)
        else:
            problems += unknown_keys(data, keys)

    def fault(self, code: str, message: str, place: Place | None = None, hint: str = "") -> None:
        """Note a fault at `place` (default: where this mapping starts)."""
        self.problems.append(Problem(code, message, place or self.place, hint))

    def at(self, key: str) -> Place:
        """Where the value of `key` stands."""
        return place_of(self.data, key)

    def has(self, key: str) -> bool:
        """Whether the key is given and not null."""
        return self.data.get(key) is not None

    def raw(self, key: str) -> Any:
        """The value as it stands, None when not given."""
        return self.data.get(key)

    def text(self, key: str, *, required: bool = True, default: str = "") -> str:
        """A non-empty text; scalars of other types are taken as they are written."""
        value = self.data.get(key)
        if value is None or value == "":
            if required:
                self.fault("missing-key", f"{self.what}缺少 {key}")
            return default
        if isinstance(value, LocatedMap | LocatedList):
            self.fault("shape", f"{key} 应是一段文字", self.at(key))
            return default
        return str(value)

    def optional_text(self, key: str) -> str | None:
        """A text, or None when the key is absent, null or empty."""
        return self.text(key, required=False) or None if self.has(key) else None

    def choice(self, key: str, options: Iterable[str], default: str | None = None) -> str:
        """One of `options`; `default` allows the key to be left out."""
        allowed = list(options)
        value = self.text(key, required=default is None, default=default or allowed[0])
        if value not in allowed:
            hint = nearest(value, allowed, f"只能是：{'、'.join(allowed)}")
            self.fault("bad-choice", f"{key} 不能是“{value}”", self.at(key), hint)
            return default or allowed[0]
        return value

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        value = self.data.get(key, default)
        if not isinstance(value, bool):
            self.fault("bad-flag", f"{key} 应为 true 或 false", self.at(key))
            return default
        return value

    def day(self, key: str) -> date | None:
        """A day, or None when absent or null."""
        value = self.data.get(key)
        if value is None or isinstance(value, date):
            return value
        self.fault("bad-date", f"{key} 应为日期，如 2016-01-09", self.at(key))
        return None

    def items(self, key: str) -> list[tuple[Any, Place]]:
        """The items of a list with their places; empty when absent or null."""
        value = self.data.get(key)
        if value is None:
            return []
        if not isinstance(value, LocatedList):
            self.fault("shape", f"{key} 应是一个列表", self.at(key))
            return []
        return list(zip(value, value.item_places, strict=True))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(str(item) for item, _ in self.items(key))

    def mapping(self, key: str) -> LocatedMap | None:
        """A mapping as it stands; None when absent, null or something else."""
        value = self.data.get(key)
        if value is None or isinstance(value, LocatedMap):
            return value
        self.fault("shape", f"{key} 应是“名称: 内容”的形式", self.at(key))
        return None

    def entries(self, key: str) -> list[tuple[str, Any, Place]]:
        """The entries of a mapping with their places; empty when absent or null."""
        value = self.data.get(key)
        if value is None:
            return []
        if not isinstance(value, LocatedMap):
            self.fault("shape", f"{key} 应是“名称: 内容”的形式", self.at(key))
            return []
        return [(name, item, value.value_places[name]) for name, item in value.items()]
