"""What is stated of subjects on a day: facts as values, out of their records and, for days gone by, their history."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from jiuchuang.apps.people.models import Change
from jiuchuang.apps.people.queries.words import COLUMN_FACTS, vocabulary
from jiuchuang.domain.rules.language.kept_values import keep_value, kept_value
from jiuchuang.domain.rules.language.valuetypes import Value


def stated_of(
    kind: str, subjects: Sequence[Any], on: date, names: Collection[str] | None = None
) -> dict[int, dict[str, Value]]:
    """For each subject (by primary key) what is stated on the day, of all facts or of those named."""
    later = changed_after(kind, [subject.number for subject in subjects], on)
    found = {}
    for subject in subjects:
        kept = dict(subject.facts)
        for fact, column in COLUMN_FACTS.get(kind, {}).items():
            if (value := getattr(subject, column)) is not None:
                kept[fact] = value.isoformat() if isinstance(value, date) else value
        if subject.number in later:
            kept = on_the_day(kind, kept, later[subject.number])
        found[subject.pk] = values_of(kept, names)
    return found


def values_of(kept: Mapping[str, object], names: Collection[str] | None = None) -> dict[str, Value]:
    """Facts as kept into values; names that the vocabulary no longer has are passed over."""
    facts = vocabulary().facts
    return {
        name: kept_value(value, facts[name].type)
        for name, value in kept.items()
        if name in facts and (names is None or name in names) and value is not None
    }


def kept_of(values: Mapping[str, Value]) -> dict[str, object]:
    """Values of facts as they are kept."""
    facts = vocabulary().facts
    return {name: keep_value(value, facts[name].type) for name, value in values.items()}


def changed_after(kind: str, numbers: Sequence[str] | None, on: date) -> dict[str, list[Change]]:
    """Changes that hold only from a day after `on`, by number, earliest first; of everybody when numbers are None."""
    found: dict[str, list[Change]] = {}
    rows = Change.objects.filter(kind=kind, on__gt=on).order_by("on", "id")
    for row in rows if numbers is None else rows.filter(number__in=numbers):
        found.setdefault(row.number, []).append(row)
    return found


def on_the_day(kind: str, now: Mapping[str, Any], later: Sequence[Change]) -> dict[str, Any]:
    """What held before the later changes: of each name, what the first of them found."""
    found = dict(now)
    fact_of = {column: fact for fact, column in COLUMN_FACTS.get(kind, {}).items()}
    settled: set[str] = set()
    for change in later:
        for name in {*change.before, *change.after} - settled:
            settled.add(name)
            at = fact_of.get(name, name)
            if change.before.get(name) is None:
                found.pop(at, None)
            else:
                found[at] = change.before[name]
    return found


def kept_day(value: date | datetime | str | None) -> str | None:
    """A day as a change keeps it."""
    return value.isoformat() if isinstance(value, date) else value
