"""What can be wrong with a programme although each of its parts reads well."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from jiuchuang.domain.kernel.problem import Place, Problem, nearest
from jiuchuang.domain.rules.language.valuetypes import Kind
from jiuchuang.domain.rules.pack import VARIANT_LIMIT, Programme, leaves
from jiuchuang.domain.rules.vocabulary import Vocabulary


def check_programme(programme: Programme, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Ids used twice, no day of the event, too many readings."""
    yield from _ids_used_twice(programme)
    yield from _event_day(programme, vocabulary)
    combinations = prod(len(reading.options) for reading in programme.readings if not reading.signed)
    if combinations > VARIANT_LIMIT:
        message = f"各种理解的组合有 {combinations} 种，最多 {VARIANT_LIMIT} 种"
        yield Problem("too-many-readings", message, programme.place, "拆成几个项目，或先请政策人员裁定")


def _ids_used_twice(programme: Programme) -> Iterator[Problem]:
    """A condition, exception, ceiling or reading is told from the others by its id alone."""
    judged = [(leaf.id, leaf.citation.place) for leaf in leaves(programme.conditions)]
    judged += [(rule.id, rule.citation.place) for rule in programme.exceptions]
    yield from _twice(judged)
    yield from _twice([(cap.id, cap.citation.place) for cap in programme.caps])
    yield from _twice([(reading.id, reading.citation.place) for reading in programme.readings])
    for reading in programme.readings:
        yield from _twice([(option.id, reading.citation.place) for option in reading.options])


def _twice(named: list[tuple[str, Place]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for name, place in named:
        if name in seen:
            yield Problem("duplicate-id", f"编号“{name}”在本项目中用了两次", place)
        seen.add(name)


def _event_day(programme: Programme, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A programme that applies by the day of an event says which fact is that day."""
    name = programme.event_on
    if name is None:
        if programme.applies_by == "event":
            message = "applies_by 为 event，却没有写 event_on（哪一个日期事实）"
            yield Problem("event-day", message, programme.place)
        return
    fact = vocabulary.facts.get(name)
    if fact is None or fact.type.kind is not Kind.DATE:
        hint = nearest(name, (item.name for item in vocabulary.facts.values() if item.type.kind is Kind.DATE))
        yield Problem("event-day", f"event_on“{name}”不是已声明的日期事实", programme.place, hint)
