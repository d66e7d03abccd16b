"""Rows of the relations of `packs/relations` out of the tables of the registers, in one place for one and for all.

Each relation says here which table holds it, which fields its key columns and columns are, and whether its rows carry
a period: then only those count that hold on the day of the question.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model, Q, QuerySet

from jiuchuang.apps.people.models import (
    Employer,
    Employment,
    HardshipSpell,
    Household,
    HouseholdMember,
    Ownership,
    Payment,
    Person,
    Registered,
    UnemploymentSpell,
)
from jiuchuang.apps.people.queries.complete import LEDGER, Completeness
from jiuchuang.apps.people.queries.stated import stated_of
from jiuchuang.apps.people.queries.words import vocabulary
from jiuchuang.domain.rules.derivation import Derivation, Relation
from jiuchuang.domain.rules.language.valuetypes import Value
from jiuchuang.domain.rules.relations.case_in import WrittenRelation, WrittenRow

TABLES: Mapping[str, type[Registered]] = {"person": Person, "household": Household, "employer": Employer}
"""The registers of subjects by entity."""


@dataclass(frozen=True)
class Source:
    """Where the rows of a relation are: `ends` from key column to field, `columns` from column to field."""

    model: type[Model]
    ends: Mapping[str, str]
    columns: Mapping[str, str] = field(default_factory=dict)
    has_period: bool = False

    def rows(self, on: date) -> QuerySet[Any]:
        """The rows that count for a question about the day."""
        rows = self.model._default_manager.order_by("pk")
        if not self.has_period:
            return rows
        begun = Q(from_on__isnull=True) | Q(from_on__lte=on)
        return rows.filter(begun, Q(to_on__isnull=True) | Q(to_on__gte=on))


_SAME = (
    "started_on", "ended_on", "end_reason", "is_insured", "insured_months", "is_registered", "has_contract",
    "contract_months",
)  # fmt: skip
SOURCES: Mapping[str, Source] = {
    "employments": Source(
        Employment, {"person_id": "person", "employer_id": "employer"}, {name: name for name in _SAME}
    ),
    "household_members": Source(
        HouseholdMember, {"household_id": "household", "person_id": "person"}, has_period=True
    ),
    "firm_ownerships": Source(Ownership, {"person_id": "person", "employer_id": "employer"}, has_period=True),
    "unemployment_registrations": Source(
        UnemploymentSpell,
        {"person_id": "person"},
        {"registered_on": "registered_on", "out_of_work_since": "unemployed_since", "ended_on": "ended_on"},
    ),
    "hardship_recognitions": Source(
        HardshipSpell,
        {"person_id": "person"},
        {name: name for name in ("category", "recognised_on", "valid_to", "ended_on", "unemployed_months")},
    ),
}
"""Every relation but the ledger, whose rows name any kind of subject by number."""


@dataclass(frozen=True)
class Pledge:
    """Money that is approved and not paid yet: to whom (`kind`, `number`), by which programme, how much, since when.

    It counts as paid on the day of the approval, so that nothing is promised twice.
    """

    kind: str
    number: str
    programme: str
    paid_fen: int
    paid_on: date
    instalments: int | None


LEDGER_COLUMNS = {name: name for name in ("programme", "paid_fen", "paid_on", "instalments")}


@dataclass(frozen=True)
class _Row:
    """A row of an owner: columns as kept, and who is at the other ends (the primary key there, if anybody)."""

    owner: int
    columns: Mapping[str, Any]
    others: Mapping[str, int | None]


def written_relations(
    entity: str,
    subjects: Collection[Any],
    on: date,
    complete: Completeness,
    wanted: frozenset[str] | None = None,
    pledged: Collection[Pledge] = (),
) -> dict[int, tuple[WrittenRelation, ...]]:
    """For each subject (by primary key) its rows, with what derivations read of the subjects at their other ends.

    `wanted` limits it to relations from which these facts follow; None: every fact of the entity. The number of
    queries does not depend on the number of subjects. `pledged` stands in the ledger as if it were paid.
    """
    found: dict[int, list[WrittenRelation]] = {subject.pk: [] for subject in subjects}
    for (name, end), derivations in _derivations(entity, wanted).items():
        relation = vocabulary().relations.tables[name]
        rows = _rows(relation, end, entity, subjects, on, pledged)
        nested = _other_ends(relation, end, derivations, rows, on, complete)
        by_owner: dict[int, list[WrittenRow]] = {}
        for row in rows:
            by_owner.setdefault(row.owner, []).append(_written(relation, row, nested))
        for subject in subjects:
            own = tuple(by_owner.get(subject.pk, ()))
            known = complete.of(name, end, subject)
            found[subject.pk].append(WrittenRelation(relation, end, own, known, relation.label))
    return {key: tuple(relations) for key, relations in found.items()}


def _derivations(entity: str, wanted: frozenset[str] | None) -> dict[tuple[str, str], list[Derivation]]:
    """Derivations of facts of the entity by relation and key column."""
    relations = vocabulary().relations
    found: dict[tuple[str, str], list[Derivation]] = {}
    for name, item in relations.derivations.items():
        kept = item.relation in SOURCES or item.relation == LEDGER
        if kept and relations.tables[item.relation].ends[item.end] == entity and name in (wanted or (name,)):
            found.setdefault((item.relation, item.end), []).append(item)
    return found


def _rows(
    relation: Relation,
    end: str,
    entity: str,
    subjects: Collection[Any],
    on: date,
    pledged: Collection[Pledge],
) -> list[_Row]:
    if relation.name == LEDGER:
        return _paid(entity, {subject.number: subject.pk for subject in subjects}, pledged)
    source = SOURCES[relation.name]
    others = {other: f"{source.ends[other]}_id" for other in relation.others(end)}
    owner = f"{source.ends[end]}_id"
    wanted = source.rows(on).filter(**{f"{owner}__in": [subject.pk for subject in subjects]})
    return [
        _Row(
            getattr(row, owner),
            {column: _said(getattr(row, field)) for column, field in source.columns.items()},
            {other: getattr(row, field) for other, field in others.items()},
        )
        for row in wanted
    ]


def _said(value: Any) -> Any:
    """A column of a row; an empty text says nothing."""
    return None if value == "" else value


def _paid(entity: str, owners: Mapping[str, int], pledged: Collection[Pledge]) -> list[_Row]:
    """What was paid or pledged to the owners; an employer's are those for its workers too."""
    owner_of = {(entity, number): key for number, key in owners.items()}
    if entity == "employer":
        owner_of |= _for_workers(owners.values(), pledged)
    numbers: dict[str, list[str]] = {}
    for kind, number in owner_of:
        numbers.setdefault(kind, []).append(number)
    named = Q(pk__in=())
    for kind, some in numbers.items():
        named |= Q(kind=kind, number__in=some)
    rows: list[Payment | Pledge] = [*Payment.objects.filter(named).order_by("pk"), *pledged]
    return [
        _Row(owner, {name: getattr(row, name) for name in LEDGER_COLUMNS}, {})
        for row in rows
        if (owner := owner_of.get((row.kind, row.number))) is not None
    ]


def _for_workers(employers: Collection[int], pledged: Collection[Pledge]) -> dict[tuple[str, str], int]:
    """Employments for which something was paid or pledged, to their employers."""
    paid = Payment.objects.filter(kind="employment").values("number")
    meant = Q(number__in=paid) | Q(number__in=[one.number for one in pledged if one.kind == "employment"])
    spells = Employment.objects.filter(meant, employer__in=list(employers)).order_by()
    return {("employment", number): key for number, key in spells.values_list("number", "employer_id")}


@dataclass(frozen=True)
class _OtherEnd:
    """Subjects at another end by primary key: what is stated of them, and their own rows."""

    numbers: Mapping[int, str]
    stated: Mapping[int, Mapping[str, Value]]
    relations: Mapping[int, tuple[WrittenRelation, ...]]


def _other_ends(
    relation: Relation,
    end: str,
    derivations: Iterable[Derivation],
    rows: Iterable[_Row],
    on: date,
    complete: Completeness,
) -> dict[str, _OtherEnd]:
    """What the derivations read at the other ends of the rows; ends of which nothing is read are left out."""
    known = vocabulary().relations.derivations
    found = {}
    for other in relation.others(end):
        read = frozenset(name for item in derivations for name in item.joins.get(other, ()))
        if not read:
            continue
        entity = relation.ends[other]
        keys = {key for row in rows if (key := row.others.get(other)) is not None}
        subjects = list(TABLES[entity]._default_manager.filter(pk__in=keys))
        stated = stated_of(entity, subjects, on, read - known.keys())
        derived = read & known.keys()
        relations = written_relations(entity, subjects, on, complete, derived) if derived else {}
        found[other] = _OtherEnd({s.pk: s.number for s in subjects}, stated, relations)
    return found


def _written(relation: Relation, row: _Row, ends: Mapping[str, _OtherEnd]) -> WrittenRow:
    values: dict[str, Value | None] = {
        column.name: column.empty_means if row.columns.get(column.name) is None else row.columns[column.name]
        for column in relation.columns.values()
    }
    relations: list[WrittenRelation] = []
    for other, key in row.others.items():
        at_end = ends.get(other)
        if at_end is not None and key is not None:
            values[other] = at_end.numbers[key]
            values |= at_end.stated.get(key, {})
            relations += at_end.relations.get(key, ())
    return WrittenRow(values, tuple(relations))
