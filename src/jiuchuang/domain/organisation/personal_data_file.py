"""`packs/organisation/personal-data.yaml`: why personal data are handled, and how long they are kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from jiuchuang.domain.kernel.day import add_months
from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.domain.kernel.yaml_source import LocatedMap, place_of, read_yaml, unknown_keys

PERSONAL_DATA = "organisation/personal-data.yaml"
_KEEP = re.compile(r"([1-9]\d{0,3}) (day|month)s?")


@dataclass(frozen=True)
class Purpose:
    """One purpose: what is done, with which data, where they come from, by which law."""

    label: str
    data: str
    source: str
    basis: str


@dataclass(frozen=True)
class Term:
    """How long one kind of data is kept after its last use; neither months nor days where nothing ends by itself."""

    name: str
    label: str
    then: str
    basis: str
    months: int = 0
    days: int = 0

    @property
    def ends(self) -> bool:
        """Whether the machine deletes it after the term."""
        return bool(self.months or self.days)

    @property
    def told(self) -> str:
        """The term in words."""
        if not self.ends:
            return "不自动删除"
        return f"{self.months}个月" if self.months else f"{self.days}天"

    def first_kept(self, on: date) -> date:
        """Of what was last used before this day the term has run out on `on`."""
        return add_months(on, -self.months) if self.months else on - timedelta(days=self.days)


@dataclass(frozen=True)
class PersonalData:
    """Purposes in order, and terms by name."""

    purposes: tuple[Purpose, ...]
    terms: Mapping[str, Term]


def load_personal_data(files: Mapping[str, str]) -> tuple[PersonalData, list[Problem]]:
    """The rules out of the texts of a pack folder, and all their faults."""
    if PERSONAL_DATA not in files:
        missing = Problem("personal-data-missing", f"缺少文件 {PERSONAL_DATA}", Place(PERSONAL_DATA))
        return PersonalData((), {}), [missing]
    content, problems = read_yaml(files[PERSONAL_DATA], PERSONAL_DATA)
    purposes = [
        Purpose(*_words(entry, ("label", "data", "source", "basis"), (), problems))
        for _, entry in _entries(content, "purposes", problems)
    ]
    terms = {}
    for name, entry in _entries(content, "kept", problems):
        label, then, basis = _words(entry, ("label", "then", "basis"), ("keep",), problems)
        months, days = _keep(entry, problems)
        terms[name] = Term(name, label, then, basis, months, days)
    return PersonalData(tuple(purposes), terms), problems


def _entries(content: Any, top: str, problems: list[Problem]) -> list[tuple[str, LocatedMap]]:
    entries = content.get(top) if isinstance(content, dict) else None
    if not isinstance(entries, LocatedMap):
        problems.append(
            Problem("personal-data-top", f"文件里要有 {top}:，下面每行一项", Place(PERSONAL_DATA, 1, 1))
        )
        return []
    for name, entry in entries.items():
        if not isinstance(entry, LocatedMap):
            problems.append(
                Problem("personal-data-entry", f"“{name}”下面要写各项内容", place_of(entries, name))
            )
    return [(str(name), entry) for name, entry in entries.items() if isinstance(entry, LocatedMap)]


def _words(
    entry: LocatedMap, needed: tuple[str, ...], more: tuple[str, ...], problems: list[Problem]
) -> list[str]:
    problems += unknown_keys(entry, (*needed, *more))
    for key in needed:
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            problems.append(Problem("personal-data-words", f"要写明 {key}", place_of(entry, key)))
    return [str(entry.get(key) or "") for key in needed]


def _keep(entry: LocatedMap, problems: list[Problem]) -> tuple[int, int]:
    """Months and days of `keep`."""
    if "keep" not in entry:
        return 0, 0
    found = _KEEP.fullmatch(str(entry["keep"]))
    if found is None:
        message = f"看不懂保存期“{entry['keep']}”，应为 12 months 或 7 days"
        problems.append(Problem("personal-data-term", message, place_of(entry, "keep")))
        return 0, 0
    count = int(found[1])
    return (count, 0) if found[2] == "month" else (0, count)
