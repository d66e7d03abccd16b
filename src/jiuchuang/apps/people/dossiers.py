"""One subject of the registers as its page shows it: columns, facts by source, spells, history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from jiuchuang.apps.org.models import Unit
from jiuchuang.apps.org.queries import Access
from jiuchuang.apps.people.actions.enter_household import RELATIONS
from jiuchuang.apps.people.actions.record_contact import WAYS
from jiuchuang.apps.people.models import Employer, Household, Person
from jiuchuang.apps.people.queries import (
    Changed,
    FactSheet,
    Masks,
    changes_of,
    facts_about,
    facts_of,
    household_on,
    masks_for,
    subject_for,
)
from jiuchuang.apps.people.queries.hardship import hardship_categories
from jiuchuang.apps.people.queries.history import PERSONAL
from jiuchuang.apps.people.queries.masked import MASKS
from jiuchuang.domain.kernel.day import format_day
from jiuchuang.domain.rules.language.valuetypes import format_value
from jiuchuang.domain.rules.vocabulary import FactDeclaration

PAGES = ("person", "household", "employer")
CHANGES_SHOWN = 30
MEMBERS_SHOWN = 50
CONTACTS_SHOWN = 10
HIDEABLE = {
    "person": ("name", "resident_id", "phone", "address", "account"),
    "household": ("name", "address"),
    "employer": ("account",),
}
"""Columns that are masked, by kind; those of a firm but its account stand in the public register of firms."""


@dataclass(frozen=True)
class FactShown:
    """One fact: its label, its value in words (不详 where unknown) and where it comes from."""

    label: str
    value: str
    source: str


@dataclass(frozen=True)
class ChangeGroup:
    """What was changed in one go; `is_first` when nothing was known before."""

    on: date
    source: str
    account: str
    changed: tuple[Changed, ...]
    is_first: bool


@dataclass(frozen=True)
class Dossier:
    """What the page of a subject shows; `hidden` are masked columns that the account's role may look at."""

    kind: str
    subject: Any
    columns: Mapping[str, str]
    hidden: tuple[str, ...]
    facts: Mapping[str, tuple[FactShown, ...]]
    unknown: tuple[str, ...]
    household: Household | None
    related: Mapping[str, list[Any]]
    changes: tuple[ChangeGroup, ...]


def dossier(access: Access, kind: str, number: str, unmasked: frozenset[str] = frozenset()) -> Dossier | None:
    """The subject, where the account may read it; `unmasked` are columns that it has just asked to see.

    Numbers, telephones, addresses and accounts are masked for everybody until a role that may see them looks, for a
    reason, on record (`actions.look_at`).
    """
    if kind not in PAGES:
        return None
    subject = subject_for(access, kind, number)
    if subject is None:
        return None
    assert isinstance(subject, Person | Household | Employer)
    masks = masks_for(access, [subject.unit_id])
    columns = {name: _shown(kind, subject, name, masks, unmasked) for name in column_names(kind)}
    hidden = tuple(
        name
        for name in HIDEABLE[kind]
        if name != "name"
        and getattr(subject, name)
        and masks.sees(subject.unit_id, name)
        and name not in unmasked
    )
    sheet = facts_of(kind, number, access.on)
    assert sheet is not None
    known, unknown = facts_by_register(kind, sheet)
    return Dossier(
        kind=kind,
        subject=subject,
        columns=columns,
        hidden=hidden,
        facts=known,
        unknown=unknown,
        household=household_on(subject, access.on) if isinstance(subject, Person) else None,
        related=_related(subject, access, masks, unmasked),
        changes=tuple(_changes(kind, number, masks, subject.unit_id, unmasked)),
    )


def open_spell(person: Person, what: str, key: int) -> Any:
    """A recognition (`hardship`) or a spell of work (`employments`) of the person that still lasts, by key."""
    rows: Any = {"hardship": person.hardship_spells, "employments": person.employments}[what]
    return rows.filter(pk=key, ended_on=None).first()


def column_names(kind: str) -> tuple[str, ...]:
    """Columns that the page of a subject shows, in order."""
    return {
        "person": ("name", "resident_id", "birth_on", "phone", "address", "certificate", "account"),
        "household": ("name", "address"),
        "employer": ("name", "credit_code", "legal_person", "phone", "address", "industry", "account"),
    }[kind]


def _shown(kind: str, subject: Any, name: str, masks: Masks, unmasked: frozenset[str]) -> str:
    value = getattr(subject, name)
    if isinstance(value, date):
        return value.isoformat()
    if name in ("name", "legal_person") and (name in HIDEABLE[kind] or name == "legal_person"):
        return masks.show(subject.unit_id, "name", value)
    if name in HIDEABLE[kind] and value and not (name in unmasked and masks.sees(subject.unit_id, name)):
        return MASKS[name](value)
    return value or ""


def facts_by_register(
    kind: str, sheet: FactSheet
) -> tuple[dict[str, tuple[FactShown, ...]], tuple[str, ...]]:
    """Known facts by the register that they come from, and the labels of those that nobody knows."""
    known: dict[str, list[FactShown]] = {}
    unknown = []
    for fact in facts_about(kind):
        if fact.name not in sheet.values:
            unknown.append(fact.label)
            continue
        source = sheet.sources[fact.name]
        value = format_value(sheet.values[fact.name], fact.type, dict(fact.labels), grouped=True)
        told = source.told
        if source.way == "stated":
            told = f"{format_day(source.as_of)}登记" if source.as_of else ""
        known.setdefault(_register(fact, source.register), []).append(FactShown(fact.label, value, told))
    return {register: tuple(facts) for register, facts in known.items()}, tuple(unknown)


def _register(fact: FactDeclaration, register: str) -> str:
    return register or fact.source


def _related(subject: Any, access: Access, masks: Masks, unmasked: frozenset[str]) -> dict[str, list[Any]]:
    """Rows about the subject, latest first."""
    if isinstance(subject, Person):
        return {
            "unemployment": list(subject.unemployment_spells.all()),
            "hardship": [
                {"row": row, "label": hardship_categories().get(row.category, row.category)}
                for row in subject.hardship_spells.all()
            ],
            "employments": list(subject.employments.select_related("employer")),
            "firms": list(subject.ownerships.select_related("employer")),
            "contacts": _contacts(subject),
        }
    if isinstance(subject, Household):
        members = subject.members.filter(to_on=None).select_related("person__unit")
        units = {row.person.unit_id for row in members}
        by_unit = masks_for(access, units)
        return {
            "members": [
                {
                    "row": row,
                    "name": row.person.name
                    if "name" in unmasked
                    else by_unit.show(row.person.unit_id, "name", row.person.name),
                    "relation": RELATIONS.get(row.relation, row.relation),
                }
                for row in members
            ],
            "contacts": _contacts(subject),
        }
    months = list(subject.headcounts.order_by("-month")[:13])
    staff = subject.employments.filter(ended_on=None).select_related("person")[:MEMBERS_SHOWN]
    by_unit = masks_for(access, {row.person.unit_id for row in staff})
    return {
        "headcounts": months,
        "staff": [
            {"row": row, "name": by_unit.show(row.person.unit_id, "name", row.person.name)} for row in staff
        ],
    }


def _contacts(subject: Person | Household) -> list[dict[str, Any]]:
    rows = subject.contacts.select_related("account")[:CONTACTS_SHOWN]
    return [{"row": row, "way": WAYS.get(row.way, row.way)} for row in rows]


def _changes(
    kind: str, number: str, masks: Masks, unit_id: int, unmasked: frozenset[str]
) -> list[ChangeGroup]:
    """The latest changes, those of one go together; of what is masked only that it changed."""
    changes = changes_of(kind, number)[:CHANGES_SHOWN]
    units = _unit_names(changes)
    shown = []
    for change in changes:
        if change.name == "unit":
            before, after = (units.get(code, code) for code in (change.before, change.after))
            change = replace(change, before=before, after=after)
        elif change.name in PERSONAL and kind != "employer":
            seen = masks.sees(unit_id, change.name) and change.name in {"name", *unmasked}
            if not seen:
                change = replace(change, before=_starred(change.before), after=_starred(change.after))
        shown.append(change)
    return [
        ChangeGroup(on, source, account, rows, all(not row.before for row in rows))
        for (_, on, source, account), found in groupby(
            shown, key=lambda row: (row.at, row.on, row.source, row.account)
        )
        for rows in [tuple(found)]
    ]


def _unit_names(changes: Sequence[Changed]) -> dict[str, str]:
    codes = {code for change in changes if change.name == "unit" for code in (change.before, change.after)}
    return dict(Unit.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}


def _starred(text: str) -> str:
    return "***" if text else ""
