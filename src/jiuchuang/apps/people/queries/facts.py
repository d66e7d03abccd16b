"""All facts of one subject on a day, for the rules: what registers state, what follows from rows, what was answered.

The definitions are those of the vocabulary and of `packs/relations`; screening uses the same ones for all
(`queries.tables`). Unknown facts are left out; nothing becomes zero.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jiuchuang.apps.people.models import Change, Employment, Household, Person, Registered
from jiuchuang.apps.people.models.registered import KINDS
from jiuchuang.apps.people.queries.complete import Completeness, completeness
from jiuchuang.apps.people.queries.related import SOURCES, TABLES, Pledge, written_relations
from jiuchuang.apps.people.queries.reported import LABEL, reported_facts
from jiuchuang.apps.people.queries.stated import stated_of
from jiuchuang.apps.people.queries.words import vocabulary
from jiuchuang.domain.kernel.day import format_day
from jiuchuang.domain.kernel.problem import Place, Problem
from jiuchuang.domain.rules.language.valuetypes import Value, format_value
from jiuchuang.domain.rules.loading.facts_in import read_facts
from jiuchuang.domain.rules.relations.case import DerivedFact, derive_facts
from jiuchuang.domain.rules.vocabulary import REACHABLE, FactDeclaration

ANSWERED, ANSWERED_AT_WINDOW = "本人填报", "窗口填报"


@dataclass(frozen=True)
class FactSource:
    """Where a fact comes from: the register (or 本人填报), the day of the knowledge if known, and a line in words.

    `way` is `stated` (a register says it), `derived` (it follows from rows) or `answered`.
    """

    register: str
    as_of: date | None
    told: str
    way: str


@dataclass(frozen=True)
class FactSheet:
    """Facts of a subject and of what it belongs to, ready for the rules; each with its source.

    `problems` are answers that cannot be used, and values out of range; `linked` are the subjects whose facts are in
    it, as (kind, number).
    """

    kind: str
    number: str
    on: date
    values: dict[str, Value]
    sources: dict[str, FactSource]
    problems: list[Problem] = field(default_factory=list)
    linked: tuple[tuple[str, str], ...] = ()


def facts_of(
    kind: str,
    number: str,
    on: date,
    answers: Mapping[str, Any] | None = None,
    *,
    by_staff: bool = False,
    pledged: Collection[Pledge] = (),
) -> FactSheet:
    """The fact sheet of a subject; of a kind of which no register is kept it holds the answers alone.

    `answers` are written values by fact name or label. They fill only what the registers do not say, and only facts
    that people may declare of themselves, unless staff gave them. `pledged` counts as paid.
    """
    subjects = _subjects(kind, number, on)
    reached = REACHABLE.get(kind, frozenset())
    given, problems = _answers(answers or {}, reached, by_staff)
    if subjects is None and kind in KINDS:
        problems.append(Problem("subject-unknown", f"登记里没有编号“{number}”", Place("subject")))
    subjects = subjects or []
    sheet = FactSheet(kind, number, on, {}, {}, problems, tuple((k, s.number) for k, s in subjects))
    complete = completeness(on) if subjects else Completeness({})
    way = ANSWERED_AT_WINDOW if by_staff else ANSWERED
    for entity, subject in subjects:
        _Gatherer(sheet, entity, subject, way, pledged).gather(_about(entity, given), complete)
    for entity in sorted(reached - {entity for entity, _ in subjects}):
        _Gatherer(sheet, entity, None, way).gather(_about(entity, given), complete)
    return sheet


def _about(entity: str, given: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in given.items() if vocabulary().facts[name].entity == entity}


def _subjects(kind: str, number: str, on: date) -> list[tuple[str, Any]] | None:
    """The subject and those whose facts a case of it may read, each with its entity."""
    if kind == "employment":
        spell = Employment.objects.filter(number=number).select_related("person", "employer").first()
        if spell is None:
            return None
        found: list[tuple[str, Any]] = [("employment", spell), *_with_household(spell.person, on)]
        return [*found, ("employer", spell.employer)] if spell.employer else found
    if kind not in TABLES:
        return None
    subject = TABLES[kind]._default_manager.filter(number=number).first()
    if subject is None:
        return None
    return _with_household(subject, on) if isinstance(subject, Person) else [(kind, subject)]


def _with_household(person: Person, on: date) -> list[tuple[str, Any]]:
    household = household_on(person, on)
    return [("person", person), *([("household", household)] if household else [])]


def household_on(person: Person, on: date) -> Household | None:
    """The household that the person belongs to on the day."""
    member = SOURCES["household_members"].rows(on).filter(person=person).select_related("household").first()
    return member.household if member else None


def _answers(
    answers: Mapping[str, Any], entities: Collection[str], by_staff: bool
) -> tuple[dict[str, Value], list[Problem]]:
    """Answers that may be used, and what is wrong with the others."""
    given, problems = read_facts(answers, vocabulary(), "answers")
    facts = vocabulary().facts
    for name in [name for name in given if not (by_staff or facts[name].self_declared)]:
        del given[name]
        message = f"“{facts[name].label}”以{facts[name].source}为准，不能自行填报"
        problems.append(Problem("not-declarable", message, Place(name), severity="warning"))
    return {name: value for name, value in given.items() if facts[name].entity in entities}, problems


class _Gatherer:
    """Facts of one subject into the sheet: stated, then answered, then derived, then answers where still unknown."""

    def __init__(
        self, sheet: FactSheet, entity: str, subject: Any, way: str, pledged: Collection[Pledge] = ()
    ) -> None:
        self.sheet, self.entity, self.subject, self.way = sheet, entity, subject, way
        self.pledged = pledged

    def gather(self, given: Mapping[str, Value], complete: Completeness) -> None:
        on, words = self.sheet.on, vocabulary()
        stated = stated_of(self.entity, [self.subject], on)[self.subject.pk] if self.subject else {}
        early = {name: value for name, value in given.items() if words.derivation(name) is None}
        known = {**early, **stated}
        relations: tuple[Any, ...] = ()
        if self.subject:
            found = written_relations(self.entity, [self.subject], on, complete, pledged=self.pledged)
            relations = found[self.subject.pk]
        values, derived, problems = derive_facts(known, relations, words, on)
        reported = self._reported(values)
        late = {name: value for name, value in given.items() if name not in values}
        values = existing({**late, **reported, **values})
        self.sheet.values.update(values)
        self.sheet.problems.extend(problems)
        self._tell(values, stated, {item.fact.name: item for item in derived}, reported)
        self._contradicted(given, values)

    def _reported(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """What an employer's monthly headcounts tell that its rows do not."""
        if self.subject is None or self.entity != "employer":
            return {}
        told = reported_facts(self.sheet.on, [self.subject.pk]).get(self.subject.pk, {})
        return {name: value for name, value in told.items() if name not in values}

    def _tell(
        self,
        values: Mapping[str, Value],
        stated: Mapping[str, Value],
        derived: Mapping[str, DerivedFact],
        reported: Mapping[str, Value],
    ) -> None:
        dates, on = _stated_when(self.entity, self.subject, self.sheet.on), self.sheet.on
        for name, value in values.items():
            fact = vocabulary().facts[name]
            if name in stated:
                register, day = dates.get(name, (fact.source, self.subject_checked))
                source = FactSource(register, day, _line(fact, value, register, day), "stated")
            elif name in derived and derived[name].gathered.value is not None:
                source = FactSource(derived[name].relation, on, derived[name].told(), "derived")
            elif name in reported:
                source = FactSource(LABEL, on, _line(fact, value, LABEL, None), "stated")
            else:
                source = FactSource(self.way, on, _line(fact, value, self.way, None), "answered")
            self.sheet.sources[name] = source

    @property
    def subject_checked(self) -> date | None:
        """When the record as a whole was last found to be right."""
        return self.subject.checked_on if isinstance(self.subject, Registered) else None

    def _contradicted(self, given: Mapping[str, Value], values: Mapping[str, Value]) -> None:
        """Answers that the registers contradict are told; the register counts."""
        for name, answer in given.items():
            if name in values and values[name] != answer:
                fact = vocabulary().facts[name]
                said = format_value(answer, fact.type, dict(fact.labels))
                message = f"“{fact.label}”填的是{said}，登记为{self.sheet.sources[name].told}"
                self.sheet.problems.append(
                    Problem("answer-differs", message, Place(name), "登记有误的，请先更正登记", "warning")
                )


def existing(values: dict[str, Value]) -> dict[str, Value]:
    """Facts of one subject without those whose guard is false: these do not exist."""
    guards = vocabulary().guards
    gone: set[str] = set()
    while more := {
        name
        for name in values
        if name not in gone and (values.get(guards.get(name, "")) is False or guards.get(name) in gone)
    }:
        gone |= more
    return {name: value for name, value in values.items() if name not in gone}


def _line(fact: FactDeclaration, value: Value, register: str, day: date | None) -> str:
    shown = format_value(value, fact.type, dict(fact.labels))
    since = f"，{format_day(day)}" if day else ""
    return f"{fact.label}：{shown}（{register}{since}）"


def _stated_when(kind: str, subject: Any, on: date) -> dict[str, tuple[str, date]]:
    """Who said it last, and when, of facts that were written one by one."""
    if subject is None:
        return {}
    rows = Change.objects.filter(kind=kind, number=subject.number, on__lte=on).order_by("on", "id")
    return {name: (row.source, row.on) for row in rows for name in row.after}
