"""What is stated of subjects on a day: facts as values, out of their records and, for days gone by, their history."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from jiuchuang.apps.people.models import Change
from jiuchuang.apps.people.queries.words import COLUMN_FACTS, vocabulary
from jiuchuang.domain.rules.language.kept_values import keep_value, kept_value
from jiuchuang.domain.rules.language.valuetypes import Value


def stated_of(
    kind: str, subjects: Sequence[Any], on: date, names: Collection[str] | None = None
) -> dict[int, dict[str, Value]]:
    """For each subject (by primary key) what is stated on the day, of all facts or of those named."""
    history = histories(kind, [subject.number for subject in subjects], on)
    return {
        subject.pk: values_of(
            on_the_day(kind, kept_now(kind, subject), history.get(subject.number, ()), on), names
        )
        for subject in subjects
    }


def kept_now(kind: str, subject: Any) -> dict[str, Any]:
    """Facts of the record as kept, those with a column of their own out of it where it says something."""
    kept = dict(subject.facts)
    for fact, column in COLUMN_FACTS.get(kind, {}).items():
        if (value := getattr(subject, column)) is not None:
            kept[fact] = value.isoformat() if isinstance(value, date) else value
    return kept


def kept_then(kind: str, subject: Any, on: date, names: Collection[str]) -> dict[str, Any]:
    """What was kept under the names (facts or columns) on the day; a name that is absent was unknown."""
    now = {name: value for name in names if (value := _kept(subject, name)) not in (None, "")}
    return on_the_day("", now, histories(kind, [subject.number], on).get(subject.number, ()), on)


def _kept(subject: Any, name: str) -> Any:
    if name not in {field.name for field in subject._meta.concrete_fields}:
        return subject.facts.get(name)
    value = getattr(subject, name)
    if isinstance(value, date):
        return value.isoformat()
    return getattr(value, "code", getattr(value, "number", value))


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


def histories(kind: str, numbers: Sequence[str] | None, on: date) -> dict[str, list[Change]]:
    """Every change, the earliest first, of those of whom something changes after the day; numbers None: of anybody.

    Of all others the record as it is holds for the day.
    """
    rows = Change.objects.filter(kind=kind)
    rows = rows if numbers is None else rows.filter(number__in=numbers)
    later = set(rows.filter(on__gt=on).values_list("number", flat=True))
    found: dict[str, list[Change]] = {}
    for row in rows.filter(number__in=later).order_by("on", "id") if later else ():
        found.setdefault(row.number, []).append(row)
    return found


def on_the_day(kind: str, now: Mapping[str, Any], history: Iterable[Change], on: date) -> dict[str, Any]:
    """What held on the day: of each name what the last change up to it says, else what the first after it found."""
    found = dict(now)
    fact_of = {column: fact for fact, column in COLUMN_FACTS.get(kind, {}).items()}
    told: dict[str, Any] = {}
    for change in history:
        for name in change.after:
            if change.on <= on:
                told[name] = change.after[name]
            else:
                told.setdefault(name, change.before.get(name))
    for name, value in told.items():
        at = fact_of.get(name, name)
        found.pop(at, None)
        if value is not None:
            found[at] = value
    return found
