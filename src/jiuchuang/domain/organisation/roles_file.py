"""`packs/organisation/*.yaml` into roles and kinds of offices, each fault with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jiuchuang.domain.kernel.problem import Place, Problem, nearest
from jiuchuang.domain.kernel.yaml_source import place_of, read_yaml, unknown_keys
from jiuchuang.domain.organisation.grants import Role

ROLES, KINDS = "organisation/roles.yaml", "organisation/unit-kinds.yaml"
_ROLE_KEYS = ("label", "permissions", "sees", "decides_payments", "never_with")


@dataclass(frozen=True)
class UnitKind:
    """A kind of office; `level` is higher the further up it stands."""

    key: str
    label: str
    level: int


@dataclass(frozen=True)
class OfficePack:
    """Roles and kinds of offices by key."""

    roles: Mapping[str, Role]
    kinds: Mapping[str, UnitKind]


def load_office_pack(files: Mapping[str, str]) -> tuple[OfficePack, list[Problem]]:
    """The pack of the organisation out of the texts of a pack folder, and all its faults."""
    problems: list[Problem] = []
    roles = _entries(files, ROLES, "roles", problems)
    kinds = _entries(files, KINDS, "kinds", problems)
    read = {key: _role(key, entry, problems) for key, entry in roles.items()}
    problems += _unknown_partners(roles, read)
    return OfficePack(read, {key: _kind(key, entry, problems) for key, entry in kinds.items()}), problems


def _entries(files: Mapping[str, str], path: str, top: str, problems: list[Problem]) -> dict[str, Any]:
    if path not in files:
        problems.append(Problem("office-file-missing", f"缺少文件 {path}", Place(path)))
        return {}
    content, found = read_yaml(files[path], path)
    problems += found
    entries = content.get(top) if isinstance(content, dict) else None
    if not isinstance(entries, dict):
        problems.append(Problem("office-top", f"文件应以 {top}: 开头，下面每行一项", Place(path, 1, 1)))
        return {}
    usable = {}
    for key, entry in entries.items():
        if isinstance(entry, dict) and isinstance(entry.get("label"), str):
            usable[str(key)] = entry
        else:
            problems.append(Problem("office-label", f"“{key}”要有 label（中文名称）", place_of(entries, key)))
    return usable


def _role(key: str, entry: Any, problems: list[Problem]) -> Role:
    problems += unknown_keys(entry, _ROLE_KEYS)
    decides = entry.get("decides_payments", False)
    if not isinstance(decides, bool):
        problems.append(
            Problem(
                "office-truth", "decides_payments 应为 true 或 false", place_of(entry, "decides_payments")
            )
        )
    permissions, sees, never = (
        _words(entry, name, problems) for name in ("permissions", "sees", "never_with")
    )
    return Role(key, entry["label"], permissions, sees, decides is True, never)


def _kind(key: str, entry: Any, problems: list[Problem]) -> UnitKind:
    problems += unknown_keys(entry, ("label", "level"))
    level = entry.get("level")
    if isinstance(level, bool) or not isinstance(level, int):
        problems.append(Problem("office-level", "level 应为整数，级别越高数越大", place_of(entry, "level")))
        level = 0
    return UnitKind(key, entry["label"], level)


def _words(entry: Any, name: str, problems: list[Problem]) -> frozenset[str]:
    words = entry.get(name, [])
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        problems.append(Problem("office-words", f"{name} 应为词的列表，如 [a, b]", place_of(entry, name)))
        return frozenset()
    return frozenset(words)


def _unknown_partners(entries: Mapping[str, Any], roles: Mapping[str, Role]) -> list[Problem]:
    return [
        Problem(
            "office-role-unknown",
            f"never_with 中没有叫“{other}”的角色",
            place_of(entries[key], "never_with"),
            nearest(other, roles),
        )
        for key, role in roles.items()
        for other in sorted(role.never_with - roles.keys())
    ]
