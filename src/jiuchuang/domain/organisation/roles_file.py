"""`packs/organisation/*.yaml` into roles, kinds of offices and departments, each fault with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jiuchuang.domain.kernel.problem import Place, Problem, nearest
from jiuchuang.domain.kernel.yaml_source import place_of, read_yaml, unknown_keys
from jiuchuang.domain.organisation.grants import Role

ROLES, KINDS = "organisation/roles.yaml", "organisation/unit-kinds.yaml"
DEPARTMENTS = "organisation/departments.yaml"
_ROLE_KEYS = ("label", "permissions", "sees", "decides_payments", "never_with")


@dataclass(frozen=True)
class UnitKind:
    """A kind of office; `level` is higher the further up it stands.

    `stands_as` is the kind whose steps it takes for what belongs to it (a park: those of a township), its own by
    default. `acts_for` is the kind of the office above it for which its staff act (a centre: the county), or empty.
    """

    key: str
    label: str
    level: int
    stands_as: str = ""
    acts_for: str = ""

    @property
    def level_key(self) -> str:
        """The level of procedures that it stands at."""
        return self.stands_as or self.key


@dataclass(frozen=True)
class Department:
    """A department as procedures name it (`finance`); a unit is it whose code or name ends in one of these."""

    key: str
    label: str
    codes: tuple[str, ...]
    names: tuple[str, ...]

    def is_unit(self, code: str, name: str) -> bool:
        """Whether an office of that code and name is this department."""
        plain = code.lower().replace("_", "-")
        return any(plain == one or plain.endswith(f"-{one}") for one in self.codes) or name.endswith(
            self.names
        )


@dataclass(frozen=True)
class OfficePack:
    """Roles, kinds of offices and departments by key."""

    roles: Mapping[str, Role]
    kinds: Mapping[str, UnitKind]
    departments: Mapping[str, Department] = field(default_factory=dict)


def load_office_pack(files: Mapping[str, str]) -> tuple[OfficePack, list[Problem]]:
    """The pack of the organisation out of the texts of a pack folder, and all its faults."""
    problems: list[Problem] = []
    roles = _entries(files, ROLES, "roles", problems)
    kinds = _entries(files, KINDS, "kinds", problems)
    departments = _entries(files, DEPARTMENTS, "departments", problems) if DEPARTMENTS in files else {}
    read = {key: _role(key, entry, problems) for key, entry in roles.items()}
    problems += _unknown_partners(roles, read)
    pack = OfficePack(
        read,
        {key: _kind(key, entry, kinds, problems) for key, entry in kinds.items()},
        {key: _department(key, entry, problems) for key, entry in departments.items()},
    )
    return pack, problems


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


def _kind(key: str, entry: Any, kinds: Mapping[str, Any], problems: list[Problem]) -> UnitKind:
    problems += unknown_keys(entry, ("label", "level", "stands_as", "acts_for"))
    level = entry.get("level")
    if isinstance(level, bool) or not isinstance(level, int):
        problems.append(Problem("office-level", "level 应为整数，级别越高数越大", place_of(entry, "level")))
        level = 0
    others = []
    for name in ("stands_as", "acts_for"):
        other = entry.get(name, "")
        if other and other not in kinds:
            hint = nearest(str(other), kinds)
            message = f"{name} 中没有叫“{other}”的类别"
            problems.append(Problem("office-kind-unknown", message, place_of(entry, name), hint))
        others.append(str(other))
    return UnitKind(key, entry["label"], level, *others)


def _department(key: str, entry: Any, problems: list[Problem]) -> Department:
    problems += unknown_keys(entry, ("label", "codes", "names"))
    codes, names = (tuple(sorted(_words(entry, name, problems))) for name in ("codes", "names"))
    return Department(key, entry["label"], codes, names)


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
