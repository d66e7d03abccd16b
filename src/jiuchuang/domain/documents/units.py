"""Which units a clause charges, and with what role: every name once per role, written out in full."""

from __future__ import annotations

from dataclasses import dataclass, replace

from jiuchuang.domain.documents.duties import Duty, DutyList, find_duties, first_named_leads
from jiuchuang.domain.documents.duty_sentences import find_sentence_duties
from jiuchuang.domain.documents.duty_tables import find_table_duties
from jiuchuang.domain.documents.model import Role, Unit
from jiuchuang.domain.documents.normalise import NormalisedText
from jiuchuang.domain.documents.unit_names import ends_open, read_names


@dataclass(frozen=True, slots=True)
class DutyCustoms:
    """How the whole document names units: in brackets or sentences, first-named lead or not."""

    in_sentences: bool
    first_leads: tuple[int, int] | None


def duty_customs(text: str) -> DutyCustoms:
    """Look over the whole text once. Running sentences count only where no bracket or list names units."""
    return DutyCustoms(not find_duties(text, 0, len(text)), first_named_leads(text))


def read_units(source: NormalisedText, start: int, end: int, customs: DutyCustoms) -> tuple[Unit, ...]:
    """The units charged in `[start, end)`, in order of appearance."""
    seen: set[tuple[str, Role]] = set()
    units: list[Unit] = []
    groups = [list(duty.lists) for duty in find_duties(source.text, start, end)]
    if customs.in_sentences:
        groups.extend(
            [DutyList(duty.start, duty.end, duty.role, duty.word)]
            for duty in find_sentence_duties(source.text, start, end)
        )
    groups.extend(find_table_duties(source.text, start, end))
    for group in groups:
        for unit in _group(source, group, customs):
            if (unit.name, unit.role) not in seen:
                seen.add((unit.name, unit.role))
                units.append(unit)
    return tuple(units)


def _group(source: NormalisedText, lists: list[DutyList], customs: DutyCustoms) -> list[Unit]:
    """The units of one bracket; an elided prefix is carried through its lists."""
    units: list[Unit] = []
    prefix = ""
    for names_list in lists:
        names, prefix = read_names(source.text, names_list.start, names_list.end, prefix)
        for name in names:
            written = source.text[name.start : name.end]
            span = source.span(name.start, name.end)
            units.append(Unit(name.name, written, names_list.role, names_list.word, span))
    if units and len(lists) == 1 and lists[0].role is Role.RESPONSIBLE and customs.first_leads is not None:
        begin, stop = customs.first_leads
        if begin <= lists[0].start < stop:
            units[0] = replace(units[0], role=Role.LEAD, word="列第一位者为牵头")
    return units


def leaves_open(source: NormalisedText, start: int, end: int) -> bool:
    """Whether a list of units in `[start, end)` ends in 等, 等部门 and the like."""
    duties: list[Duty] = find_duties(source.text, start, end)
    return any(ends_open(source.text, item.start, item.end) for duty in duties for item in duty.lists)
