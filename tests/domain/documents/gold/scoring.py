"""Compare a reading of a policy document with a careful official's list (see README.md here).

The reading is the JSON of ``jiuchuang document read``; the list is one of the JSON files of this folder.
"""

import json
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

Json = Mapping[str, Any]
_HALF_TO_FULL = str.maketrans("()", "（）")
_SCALES = {"亿": 100_000_000, "万": 10_000}


@dataclass(frozen=True)
class Score:
    """How one kind of entry compares: counts of found, invented and missed entries, listed for a person."""

    found: int
    invented: tuple[Hashable, ...]
    missed: tuple[Hashable, ...]

    @property
    def precision(self) -> Fraction:
        """Share of what was read that is right; 1 when nothing was read."""
        read = self.found + len(self.invented)
        return Fraction(self.found, read) if read else Fraction(1)

    @property
    def recall(self) -> Fraction:
        """Share of the list that was read; 1 when the list is empty."""
        listed = self.found + len(self.missed)
        return Fraction(self.found, listed) if listed else Fraction(1)


def load_gold(path: Path) -> Json:
    """Read one gold list."""
    gold: Json = json.loads(path.read_text(encoding="utf-8"))
    return gold


def score_clauses(reading: Json, gold: Json) -> Score:
    """Every locator once; repeated locators of the reading count as invented."""
    read = Counter(_plain(clause["locator"]) for clause in reading["clauses"])
    return _score(read, Counter(gold["clauses"]), Counter())


def clauses_in_order(reading: Json, gold: Json) -> bool:
    """Whether the locators common to both stand in the same order."""
    read = [_plain(clause["locator"]) for clause in reading["clauses"]]
    common = set(read) & set(gold["clauses"])
    return [loc for loc in read if loc in common] == [loc for loc in gold["clauses"] if loc in common]


def score_units(reading: Json, gold: Json) -> Score:
    """Responsible bodies as (locator, name, role)."""
    read = Counter(
        (_plain(clause["locator"]), _plain(unit["name"]), unit["role"])
        for clause in reading["clauses"]
        for unit in clause["units"]
    )
    return _score(read, _rows(gold["units"], 3), _rows(gold["arguable"]["units"], 3))


def score_quantities(reading: Json, gold: Json) -> Score:
    """Figures as (locator, exact value in the plain unit, plain unit), with their multiplicity."""
    read = Counter(
        (_plain(clause["locator"]), *_measure(quantity["text"], _value(quantity), quantity["unit"]))
        for clause in reading["clauses"]
        for quantity in clause["quantities"]
    )
    return _score(read, _measures(gold["quantities"]), _measures(gold["arguable"]["quantities"]))


def score_comparisons(reading: Json, gold: Json) -> Score:
    """Boundary words of the figures that both have, dates apart: (locator, text, comparison)."""
    read = Counter(
        (_plain(clause["locator"]), _plain(quantity["text"]), quantity["comparison"] or "exactly")
        for clause in reading["clauses"]
        for quantity in clause["quantities"]
    )
    listed = Counter((row[0], _plain(row[1]), row[4]) for row in gold["quantities"] if row[5] != "date")
    texts = {entry[:2] for entry in listed}
    arguable = Counter((row[0], _plain(row[1]), row[4]) for row in gold["arguable"]["quantities"])
    return _score(Counter({e: n for e, n in read.items() if e[:2] in texts}), listed, arguable)


def metadata_differences(reading: Json, gold: Json) -> list[tuple[str, Any, Any]]:
    """Fields of the metadata that differ: (field, read, listed); arguable fields are left out."""
    doubtful = gold["arguable"]["metadata"]
    return [
        (field, reading["metadata"].get(field), listed)
        for field, listed in gold["metadata"].items()
        if field not in doubtful and reading["metadata"].get(field) != listed
    ]


def _score(read: Counter[Any], listed: Counter[Any], arguable: Counter[Any]) -> Score:
    found = read & listed
    extra = read - listed
    # An arguable entry excuses any number of readings of it: it is listed to be ignored.
    invented = [entry for entry in extra.elements() if entry not in arguable]
    return Score(found.total(), tuple(invented), tuple((listed - read).elements()))


def _rows(rows: Iterable[list[Any]], width: int) -> Counter[Any]:
    return Counter(tuple(row[:width]) for row in rows)


def _measures(rows: Iterable[list[Any]]) -> Counter[Any]:
    return Counter((row[0], *_measure(row[1], row[2], row[3])) for row in rows)


def _value(quantity: Json) -> Any:
    """The figure itself, or the pair of its ends when it is a range."""
    if quantity.get("low") is not None and quantity.get("high") is not None:
        return [quantity["low"], quantity["high"]]
    return quantity["value"]


def _measure(text: str, value: Any, unit: str | None) -> tuple[Hashable, str]:
    """Bring a figure to its plain unit, so that 10 in 万元 equals 100000 in 元."""
    unit = unit or ""
    if unit in {"年", "月", "日"} and re.search(r"\d{4}年|月", text) and "个" not in text:
        return _plain(text), "date"
    for word, scale in _SCALES.items():
        if unit.startswith(word):
            return _scaled(value, scale), unit.removeprefix(word)
    return _scaled(value, 1), unit


def _scaled(value: Any, scale: int) -> Hashable:
    if isinstance(value, list):
        return tuple(_scaled(part, scale) for part in value)
    try:
        return Fraction(str(value)) * scale
    except ValueError:
        return str(value)


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text).translate(_HALF_TO_FULL)
